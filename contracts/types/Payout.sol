// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice How a request was settled, in wei.
struct Payout {
    /// To each designate that delivered.
    uint256 designateShare;
    /// To each other prover that delivered; where there is a winner, to the winner alone.
    uint256 committeeShare;
    /// Of the deposit, to the requester: whatever the rule does not pay, remainders of divisions included.
    uint256 refund;
    /// Of bonds, to the requester. By consent it makes up for what the committee was paid of the deposit.
    uint256 slashed;
    /// Of the lottery; zero in other shapes, without deliveries, and where the prize was split.
    address winner;
}
