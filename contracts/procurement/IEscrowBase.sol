// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRandomnessBeacon} from "../randomness/IRandomnessBeacon.sol";
import {RequestId} from "../types/RequestId.sol";
import {IBondPool} from "./IBondPool.sol";

/// @title What every escrow of proofs has: seats drawn among bonded provers, proofs verified at once, balances
/// @notice The draw: seed = the first 120 bits of keccak256(beacon's random value for `moment` ‖ id), the time of the
/// request. The prover at place i of the roster that the request names gets seat LazyShuffle(seed, roster's size)(i), if
/// the request asks as many.
///
/// A proof is for a statement followed by its prover's address. Whoever copies it has no proof for its own.
interface IEscrowBase is IBondPool {
    event Drawn(RequestId indexed id, uint256 seed);
    event Delivered(RequestId indexed id, address indexed prover, uint256 seat, bytes proof);
    event Withdrawn(address indexed account, address to, uint256 amount);

    error WrongPayment(uint256 sent, uint256 required);
    /// @notice There was no such request, or it is settled.
    error NotOpen(RequestId id);
    error AlreadyDrawn(RequestId id);
    /// @notice The request is not insured by consent.
    error ConsentNotSought(RequestId id);
    error ConsentTooLate(RequestId id, uint256 lastBlock);
    error AlreadyConsented(RequestId id, address prover);
    /// @notice A designate has not consented yet, or never will.
    /// @param consented Bit s: the designate on seat s has.
    error ConsentMissing(RequestId id, uint256 consented);
    error AlreadyDelivered(RequestId id, address prover);
    /// @notice `account` does not stand at place `index` of the roster of the request.
    error NotOnRoster(RequestId id, address account, uint256 index);
    error NotADesignate(RequestId id, address prover);
    /// @notice The draw gave the prover no seat.
    error NoSeat(RequestId id, address prover);
    /// @notice The request asks no prover for that seat.
    error UnknownSeat(RequestId id, uint256 seat);
    /// @notice The verifier did not accept the proof for the statement and this prover.
    error InvalidProof(RequestId id, address prover);
    /// @param lastBlock Last block in which provers may act.
    error RequestOpen(RequestId id, uint256 lastBlock);
    error NothingToWithdraw(address account);

    /// @notice Pays the caller's balance.
    function withdraw(address payable to) external;

    function beacon() external view returns (IRandomnessBeacon);
    /// @notice Wei that `withdraw` would pay.
    function balanceOf(address account) external view returns (uint256);
}
