// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice How a request was settled, in wei.
struct Payout {
    /// Wei for each designate that delivered.
    uint256 designateShare;
    /// Wei for each other prover that delivered; where there is a winner, for the winner alone.
    uint256 committeeShare;
    /// Wei of the deposit that the requester gets back: all that the rule does not pay, remainders of divisions included.
    uint256 refund;
    /// Wei of bonds that the requester gets. By consent it makes up for what the committee was paid of the deposit.
    uint256 slashed;
    /// Winner of the lottery; zero in other shapes, without deliveries, and where the prize was split.
    address winner;
}
