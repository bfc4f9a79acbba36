// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRandomnessBeacon} from "../randomness/IRandomnessBeacon.sol";
import {CommitteeId} from "../types/CommitteeId.sol";
import {ConfigField, PoolConfig} from "../types/PoolConfig.sol";
import {PoolState} from "../types/PoolState.sol";
import {TaskId} from "../types/TaskId.sol";
import {WorkerId} from "../types/WorkerId.sol";
import {ISmartCast} from "./ISmartCast.sol";

/// @notice The draw of one epoch. One storage slot: membership is derived from it, never stored.
struct Draw {
    /// Key of the permutations: 128 bits of keccak256(the beacon's random value ‖ pool ‖ epoch), each padded to 32 bytes.
    uint128 seed;
    /// Workers drawn (P). Zero workers: nothing was filled.
    uint32 workers;
    /// Tasks drawn (T).
    uint32 tasks;
    /// Start of the first round, Unix seconds. Zero: not drawn yet.
    uint40 startsAt;
    /// Seconds from `startsAt` to the deadline of the reports.
    uint24 duration;
}

/// @title The market that hires committees
/// @notice Workers and tasks register in epochs; one transaction of constant cost draws all committees of an epoch.
///
/// Life of an epoch: the first registration starts the clock; after the time `closesAt` nobody can register; `finalize` draws
/// and opens the next epoch; sessions run and members report until the deadline; then everyone claims what is theirs.
///
/// Life of a worker's money: collateral comes in; `claim` pays it out, at once without a seat, after the deadline with one.
/// A member that did not report forfeits collateral and rewards to the sink. Life of a task's money: the endowment comes
/// in; `refund` pays it out if the task got no committee. Otherwise it goes to the members, and what they did not earn goes
/// to the sink by `sweep`.
///
/// @dev Every wei received is a reward, returned collateral, a refund, a forfeit, or still held (docs/invariants.md).
/// Penalties go to `sink`, fixed at deployment: never to the creator of a task and never to other workers, since either
/// would pay for spiteful reports.
/// No function's cost grows with the number of workers or tasks. Nobody has a privilege and nothing can be paused.
///
/// Assumptions on outsiders. Safety of the draw: nobody can predict or choose the beacon's word for `closesAt` while registration is open. Liveness: the
/// beacon answers at some time; if it does not, `abandon` returns everybody's money. A receiver that refuses ether harms
/// only itself; a sink that refuses ether stops only forfeits.
interface ISmartCastMarket is ISmartCast {
    event PoolCreated(uint32 indexed pool, PoolConfig config);
    event WorkerRegistered(WorkerId indexed worker, address indexed account, bytes32 transportKey, string endpoint);
    event TaskRegistered(TaskId indexed task, address indexed creator, bytes32 ledger, bytes32[] clients);
    event Finalized(uint32 indexed pool, uint32 indexed epoch, Draw draw);
    event Claimed(WorkerId indexed worker, address to, uint256 reward, uint256 collateral);
    event Refunded(TaskId indexed task, address to, uint256 amount);
    event Swept(TaskId indexed task, uint256 forfeits);

    error UnknownPool(uint32 pool);
    error UnknownWorker(WorkerId worker);
    error UnknownTask(TaskId task);
    /// @notice No committee was drawn at that place, or it has no such seat.
    error UnknownCommittee(CommitteeId committee, uint256 seat);
    error InvalidPoolConfig(ConfigField field);
    error WrongPayment(uint256 sent, uint256 required);
    error RegistrationClosed(uint32 pool, uint256 closesAt);
    /// @notice The epoch has as many workers, or tasks, as ids can number.
    error EpochFull(uint32 pool);
    /// @param closesAt Zero when nothing has been registered in the epoch.
    error RegistrationOpen(uint32 pool, uint256 closesAt);
    error NotFinalized(uint32 pool, uint32 epoch);
    /// @notice The beacon still has until the time `abandonableAt` to answer.
    error NotAbandoned(uint32 pool, uint256 abandonableAt);
    error NotTheCreator(TaskId task, address caller);
    /// @notice Rewards and forfeits are known only after the deadline of the reports.
    error ReportsOpen(uint256 deadline);
    /// @notice A member that did not report is owed nothing.
    error NeverReported(WorkerId worker);
    error AlreadyClaimed(WorkerId worker);
    error AlreadySettled(TaskId task);
    /// @notice The task got a committee: its endowment is not refunded.
    error TaskFilled(TaskId task);
    /// @notice The task got no committee: its creator can have it refunded.
    error TaskUnfilled(TaskId task);

    /// @notice Opens a pool. Anyone may; pools cannot be changed.
    /// @dev Refuses, naming the field, a configuration under which a session cannot run as the protocol says:
    /// 3 ≤ N ≤ 64, b < N - 2, every other quantity but `collateral` and `leadSeconds` above zero, and
    /// `sessionSeconds` ≥ (K(b + 1) + 1) · Δ. Workers and creators judge for themselves whether θ pays for the work.
    function createPool(PoolConfig calldata config) external returns (uint32 pool);

    /// @notice Registers the caller for the pool's open epoch; the value must be the pool's collateral.
    /// @param transportKey Ed25519 key of the worker: its peers accept connections and relayed signatures by no other key.
    /// @param endpoint `host:port` where its peers and clients reach it.
    function registerWorker(
        uint32 pool,
        bytes32 transportKey,
        string calldata endpoint
    ) external payable returns (WorkerId);

    /// @notice Registers a task; the value must be the whole endowment N(N-1)θ.
    /// @param ledger Name of the ledger whose entries the committee accepts.
    /// @param clients Ed25519 keys of the clients that may append.
    function registerTask(uint32 pool, bytes32 ledger, bytes32[] calldata clients) external payable returns (TaskId);

    /// @notice Draws the committees of the closed epoch and opens the next. Anyone may call it.
    function finalize(uint32 pool) external;

    /// @notice Closes an epoch that nobody could finalize for ABANDON_SECONDS with an empty draw: no task is filled,
    /// so everybody gets back what they paid in. Anyone may call it.
    function abandon(uint32 pool) external;

    /// @notice Pays what `worker` is owed: its collateral, if it got no seat or reported; its rewards, if it reported.
    /// @dev Members claim only after the deadline. A member that did not report is owed nothing.
    function claim(WorkerId worker, address payable to) external;

    /// @notice Pays the endowment of a task that got no committee back to its creator.
    function refund(TaskId task, address payable to) external;

    /// @notice Sends to `sink` the part of a filled task's endowment that nobody earned, and the collateral of members that
    /// did not report.
    /// @dev Anyone may call it, after the deadline; O(N).
    function sweep(TaskId task) external;

    function sink() external view returns (address);
    function beacon() external view returns (IRandomnessBeacon);
    function poolConfig(uint32 pool) external view returns (PoolConfig memory);
    function poolState(uint32 pool) external view returns (PoolState memory);
    function drawOf(uint32 pool, uint32 epoch) external view returns (Draw memory);
    /// @notice N(N-1)θ, in wei.
    function endowment(uint32 pool) external view returns (uint256);
    function accountOf(WorkerId worker) external view returns (address);
    /// @notice The seat that the draw gave `worker`; `assigned` is false when it got none.
    function seatOf(WorkerId worker) external view returns (bool assigned, CommitteeId committee, uint256 seat);
    /// @notice Inverse of `seatOf`.
    function memberAt(CommitteeId committee, uint256 seat) external view returns (WorkerId);
    /// @notice The committee that runs `task`; `filled` is false when it got none.
    function committeeOf(TaskId task) external view returns (bool filled, CommitteeId committee);
    /// @notice Inverse of `committeeOf`.
    function taskOf(CommitteeId committee) external view returns (TaskId);
    /// @notice Wei that `claim` would pay now or after the deadline, given the reports so far.
    function claimable(WorkerId worker) external view returns (uint256 reward, uint256 collateral);
}
