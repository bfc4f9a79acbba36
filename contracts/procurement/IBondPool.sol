// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofVerifier} from "./IProofVerifier.sol";
import {Coverage, InsuredRequester} from "../types/Coverage.sol";
import {LimitsField, PoolLimits} from "../types/PoolLimits.sol";

/// @notice Assets and liabilities of the pool, in wei and in shares.
struct PoolAccounts {
    uint128 assets;
    /// Σ S over the insured requests that are not settled, whether their insurance has lapsed or not.
    uint128 reserved;
    uint128 shares;
    /// Shares of provers on the roster.
    uint128 activeShares;
}

/// @notice A prover's part of the pool.
struct Position {
    uint128 shares;
    /// Place on the roster, from one on; zero when not on it.
    uint32 place;
    /// First block in which the exit can be completed; zero when no exit was begun.
    uint48 exitableAt;
}

/// @title The bond that all provers post together
/// @notice Provers hold shares of one pool of ether. A slash takes from the pool, so every share loses alike and a slash
/// is one write, however many provers there are.
///
/// Life of a prover: `bond` puts it on the roster, from which requests draw; `startExit` takes it off at once; after
/// `exitDelay` blocks, when every request that it stood for is over, `exit` pays its shares.
///
/// @dev Only insured requesters can slash, each at most its announced budget in all. An announcement takes effect after
/// `noticeBlocks` = 2 · `exitDelay`: a prover that does not trust a requester is out before its first request. The bond of
/// every open request is fully funded by the pool alone (proof in docs/invariants.md).
///
/// The roster has versions: a request names the one that it draws from, and `holderAt` answers for each of them.
///
/// Rounding favours the pool. Remainders belong to the shares that stay; the last prover to leave takes them.
///
/// Assumptions on outsiders. The steward decides whom the pool insures. A bad steward costs a prover that stays through
/// the notice at most the announced budgets, and proofs for the announced least pay. It can stop neither an exit nor an
/// open request. A steward that renounces its ownership freezes the coverages as they stand: nobody is announced or revoked any
/// more.
interface IBondPool {
    event Bonded(address indexed prover, uint256 assets, uint256 shares);
    event Joined(address indexed prover, uint256 index, uint256 version);
    /// @param index The place that the prover left; the last prover of the roster has it now.
    event Left(address indexed prover, uint256 index, uint256 version, uint256 exitableAt);
    event Exited(address indexed prover, address to, uint256 assets, uint256 shares);
    event Announced(
        address indexed requester,
        IProofVerifier verifier,
        uint256 leastPay,
        uint256 budget,
        uint256 effectiveAt
    );
    event Revoked(address indexed requester);
    event Slashed(address indexed requester, uint256 assets);

    error InvalidPoolLimits(LimitsField field);
    /// @notice The first bond of a prover is at least `minimumBond`, and every bond is worth a share.
    error BondTooSmall(uint256 sent, uint256 required);
    error NotBonded(address account);
    error Exiting(address prover, uint256 exitableAt);
    error NotExiting(address account);
    error ExitTooEarly(address prover, uint256 exitableAt);
    /// @param effectiveAt Zero when the pool has not announced the requester.
    error NotInsured(address requester, uint256 effectiveAt);
    /// @notice The pool insures `requester` for proofs that `expected` accepts.
    error WrongVerifier(address requester, IProofVerifier expected);
    /// @notice A designate that delivers must be paid `least` whatever the others do; the terms grant `pay`.
    error PayTooLow(address requester, uint256 pay, uint256 least);
    error BudgetExceeded(address requester, uint256 bond, uint256 budget);
    /// @notice The provers on the roster have not bonded enough for one more request.
    error Underfunded(uint256 available, uint256 required);

    /// @notice Adds the value to the caller's bond. The first bond puts it on the roster.
    function bond() external payable;

    /// @notice Takes the caller off the roster. It remains a prover of the requests made before, and its shares can be
    /// slashed until it exits.
    function startExit() external;

    /// @notice Pays the caller what its shares are worth, `exitDelay` blocks after `startExit`.
    function exit(address payable to) external;

    /// @notice Insures a requester, from `noticeBlocks` on. Only the steward may. It replaces the coverage that the
    /// requester had before: until it takes effect the requester can make no insured request.
    /// @param insured The requester; the only verifier that its insured requests may name; the least that they pay a
    /// designate that delivers, or bonds would buy unpaid work; the most that may ever be slashed for it.
    function announce(InsuredRequester calldata insured) external;

    /// @notice Ends a coverage at once, except for open requests. Only the steward may.
    function revoke(address requester) external;

    function limits() external view returns (PoolLimits memory);
    function noticeBlocks() external view returns (uint256);
    function accounts() external view returns (PoolAccounts memory);
    function positionOf(address prover) external view returns (Position memory);
    /// @notice Worth of the prover's shares now, in wei.
    function bondOf(address prover) external view returns (uint256);
    function coverageOf(address requester) external view returns (Coverage memory);
    /// @notice The present roster: places 0 to `size - 1` are taken.
    function roster() external view returns (uint48 version, uint32 size);
    /// @notice The prover at a place of a version of the roster.
    /// @dev At or above the size of that version: the prover that stood there last, or zero.
    function holderAt(uint256 index, uint256 version) external view returns (address);
}
