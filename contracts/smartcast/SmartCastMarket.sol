// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {BitMatrix} from "../libraries/BitMatrix.sol";
import {LazyShuffle} from "../libraries/LazyShuffle.sol";
import {IRandomnessBeacon} from "../randomness/IRandomnessBeacon.sol";
import {CommitteeId, toCommitteeId} from "../types/CommitteeId.sol";
import {ConfigField, PoolConfig} from "../types/PoolConfig.sol";
import {MOST_REGISTRATIONS, PackedPoolState, PoolState, pack} from "../types/PoolState.sol";
import {TaskId, toTaskId} from "../types/TaskId.sol";
import {WorkerId, toWorkerId} from "../types/WorkerId.sol";
import {ISmartCast} from "./ISmartCast.sol";
import {Draw, ISmartCastMarket} from "./ISmartCastMarket.sol";
import {DrawnEpoch, SmartCast} from "./SmartCast.sol";

/// @notice See ISmartCastMarket.
/// @dev Over 300 lines: one state machine, whose steps share storage and checks.
contract SmartCastMarket is ISmartCastMarket, SmartCast {
    using BitMatrix for BitMatrix.Rows;
    using LazyShuffle for LazyShuffle.Permutation;

    struct Pool {
        PackedPoolState state;
        PoolConfig config;
        mapping(uint32 epoch => Draw) draws;
    }

    /// @dev Workers and tasks keep their account for good: membership stays verifiable after the money has left.
    struct Worker {
        address account;
        bool claimed;
    }

    struct Task {
        address creator;
        /// Refunded or swept.
        bool settled;
    }

    /// @notice Seconds after the close of registration in which an epoch must be finalized.
    uint256 public constant ABANDON_SECONDS = 7 days;
    /// @dev Bounds of N. A column of the reports of 64 members is read in at most 16 slots.
    uint256 private constant LEAST_MEMBERS = 3;
    uint256 private constant MOST_MEMBERS = 64;

    address public immutable sink;
    IRandomnessBeacon public immutable beacon;

    uint32 private _poolCount;
    mapping(uint32 pool => Pool) private _pools;
    mapping(WorkerId => Worker) private _workers;
    mapping(TaskId => Task) private _tasks;

    constructor(IRandomnessBeacon beacon_, address sink_) {
        beacon = beacon_;
        sink = sink_;
    }

    /// @inheritdoc ISmartCastMarket
    function createPool(PoolConfig calldata config) external returns (uint32 pool) {
        _checkConfig(config);

        pool = ++_poolCount;
        _pools[pool].config = config;
        _pools[pool].state = pack(PoolState(1, 0, 0, 0, config.registrationSeconds, config.collateral));

        emit PoolCreated(pool, config);
    }

    /// @inheritdoc ISmartCastMarket
    function registerWorker(
        uint32 pool,
        bytes32 transportKey,
        string calldata endpoint
    ) external payable returns (WorkerId worker) {
        PackedPoolState state = _openState(pool);
        if (msg.value != state.collateral()) revert WrongPayment(msg.value, state.collateral());
        if (state.workers() == MOST_REGISTRATIONS) revert EpochFull(pool);

        worker = toWorkerId(pool, state.epoch(), state.workers());
        _pools[pool].state = state.addWorker();
        _workers[worker].account = msg.sender;

        emit WorkerRegistered(worker, msg.sender, transportKey, endpoint);
    }

    /// @inheritdoc ISmartCastMarket
    function registerTask(
        uint32 pool,
        bytes32 ledger,
        bytes32[] calldata clients
    ) external payable returns (TaskId task) {
        PackedPoolState state = _openState(pool);
        uint256 required = _endowment(pool);
        if (msg.value != required) revert WrongPayment(msg.value, required);
        if (state.tasks() == MOST_REGISTRATIONS) revert EpochFull(pool);

        task = toTaskId(pool, state.epoch(), state.tasks());
        _pools[pool].state = state.addTask();
        _tasks[task].creator = msg.sender;

        emit TaskRegistered(task, msg.sender, ledger, clients);
    }

    /// @inheritdoc ISmartCastMarket
    function finalize(uint32 pool) external {
        PoolState memory state = _closedState(pool);
        bytes32 word = beacon.randomness(state.closesAt);

        _close(pool, state, uint128(bytes16(keccak256(abi.encode(word, pool, state.epoch)))), state.workers);
    }

    /// @inheritdoc ISmartCastMarket
    function abandon(uint32 pool) external {
        PoolState memory state = _closedState(pool);
        uint256 abandonableAt = state.closesAt + ABANDON_SECONDS;
        if (block.timestamp < abandonableAt) revert NotAbandoned(pool, abandonableAt);

        _close(pool, state, 0, 0);
    }

    /// @inheritdoc ISmartCastMarket
    function claim(WorkerId worker, address payable to) external {
        Worker storage registration = _workers[worker];
        if (registration.account != msg.sender) revert NotTheWorker(worker, msg.sender);
        if (registration.claimed) revert AlreadyClaimed(worker);
        DrawnEpoch memory epoch = _epochOf(worker);
        (bool assigned, CommitteeId committee, uint256 seat) = _seatIn(epoch, worker);
        if (assigned) {
            if (block.timestamp <= epoch.deadline) revert ReportsOpen(epoch.deadline);
            if (!_reports[committee].has(epoch.members, seat)) revert NeverReported(worker);
        }

        (uint32 pool, , ) = worker.unpack();
        uint256 reward = assigned ? _rewardOf(pool, committee, seat) : 0;
        uint256 collateral = _pools[pool].state.collateral();
        registration.claimed = true;

        emit Claimed(worker, to, reward, collateral);
        Address.sendValue(to, reward + collateral);
    }

    /// @inheritdoc ISmartCastMarket
    function refund(TaskId task, address payable to) external {
        if (_tasks[task].creator != msg.sender) revert NotTheCreator(task, msg.sender);
        if (_tasks[task].settled) revert AlreadySettled(task);
        (bool filled, ) = committeeOf(task);
        if (filled) revert TaskFilled(task);

        (uint32 pool, , ) = task.unpack();
        uint256 amount = _endowment(pool);
        _tasks[task].settled = true;

        emit Refunded(task, to, amount);
        Address.sendValue(to, amount);
    }

    /// @inheritdoc ISmartCastMarket
    function sweep(TaskId task) external {
        (bool filled, CommitteeId committee) = committeeOf(task);
        if (!filled) revert TaskUnfilled(task);
        if (_tasks[task].settled) revert AlreadySettled(task);
        (uint32 pool, uint32 epoch, ) = task.unpack();
        uint256 deadline = _deadline(_pools[pool].draws[epoch]);
        if (block.timestamp <= deadline) revert ReportsOpen(deadline);

        uint256 forfeits = _forfeits(_pools[pool].config, committee);
        _tasks[task].settled = true;

        emit Swept(task, forfeits);
        Address.sendValue(payable(sink), forfeits);
    }

    /// @inheritdoc ISmartCastMarket
    function poolConfig(uint32 pool) external view returns (PoolConfig memory) {
        _knownState(pool);
        return _pools[pool].config;
    }

    /// @inheritdoc ISmartCastMarket
    function poolState(uint32 pool) external view returns (PoolState memory) {
        return _knownState(pool).unpack();
    }

    /// @inheritdoc ISmartCastMarket
    function drawOf(uint32 pool, uint32 epoch) external view returns (Draw memory) {
        return _draw(pool, epoch);
    }

    /// @inheritdoc ISmartCastMarket
    function endowment(uint32 pool) external view returns (uint256) {
        _knownState(pool);
        return _endowment(pool);
    }

    /// @inheritdoc ISmartCastMarket
    function accountOf(WorkerId worker) external view returns (address) {
        return _knownWorker(worker);
    }

    /// @inheritdoc ISmartCastMarket
    function seatOf(WorkerId worker) external view returns (bool, CommitteeId, uint256) {
        _knownWorker(worker);
        return _seatIn(_epochOf(worker), worker);
    }

    /// @inheritdoc ISmartCastMarket
    function memberAt(CommitteeId committee, uint256 seat) external view returns (WorkerId) {
        (Draw memory drawn, uint256 members) = _drawOf(committee, seat);
        (uint32 pool, uint32 epoch, uint32 position) = committee.unpack();
        uint256 index = _ofWorkers(drawn).unshuffle(position * members + seat);
        return toWorkerId(pool, epoch, uint32(index));
    }

    /// @inheritdoc ISmartCastMarket
    function taskOf(CommitteeId committee) external view returns (TaskId) {
        (Draw memory drawn, ) = _drawOf(committee, 0);
        (uint32 pool, uint32 epoch, uint32 position) = committee.unpack();
        return toTaskId(pool, epoch, uint32(_ofTasks(drawn).unshuffle(position)));
    }

    /// @inheritdoc ISmartCastMarket
    function claimable(WorkerId worker) external view returns (uint256 reward, uint256 collateral) {
        _knownWorker(worker);
        DrawnEpoch memory epoch = _epochOf(worker);
        (bool assigned, CommitteeId committee, uint256 seat) = _seatIn(epoch, worker);
        bool absent = assigned && !_reports[committee].has(epoch.members, seat);
        if (_workers[worker].claimed || absent) return (0, 0);
        (uint32 pool, , ) = worker.unpack();
        return (assigned ? _rewardOf(pool, committee, seat) : 0, _pools[pool].state.collateral());
    }

    /// @inheritdoc ISmartCast
    function reportsOf(CommitteeId committee) external view returns (uint256[] memory) {
        (, uint256 members) = _drawOf(committee, 0);
        return _reports[committee].rows(members);
    }

    /// @inheritdoc ISmartCastMarket
    function committeeOf(TaskId task) public view returns (bool filled, CommitteeId committee) {
        if (_tasks[task].creator == address(0)) revert UnknownTask(task);
        (uint32 pool, uint32 epoch, uint32 index) = task.unpack();
        Draw memory drawn = _draw(pool, epoch);
        uint256 filledTasks = _filled(drawn, _pools[pool].config.members);
        if (filledTasks == 0) return (false, CommitteeId.wrap(0));
        uint256 position = _ofTasks(drawn).shuffle(index);
        if (position >= filledTasks) return (false, CommitteeId.wrap(0));
        return (true, toCommitteeId(pool, epoch, uint32(position)));
    }

    function _accountOf(WorkerId worker) internal view override returns (address) {
        return _workers[worker].account;
    }

    function _epochOf(WorkerId worker) internal view override returns (DrawnEpoch memory) {
        (uint32 pool, uint32 epoch, ) = worker.unpack();
        Draw memory drawn = _draw(pool, epoch);
        uint256 members = _pools[pool].config.members;
        return
            DrawnEpoch({
                prefix: (uint256(pool) << 32) | epoch,
                seed: drawn.seed,
                workers: drawn.workers,
                permutation: _ofWorkers(drawn),
                seats: _filled(drawn, members) * members,
                members: members,
                deadline: _deadline(drawn)
            });
    }

    /// @dev Records the draw of the closed epoch and opens the next one.
    function _close(uint32 pool, PoolState memory state, uint128 seed, uint32 workers) private {
        PoolConfig storage config = _pools[pool].config;
        Draw memory drawn = Draw({
            seed: seed,
            workers: workers,
            tasks: state.tasks,
            startsAt: uint40(block.timestamp + config.leadSeconds),
            duration: config.sessionSeconds + config.reportSeconds
        });
        _pools[pool].draws[state.epoch] = drawn;
        _pools[pool].state = pack(PoolState(state.epoch + 1, 0, 0, 0, state.registrationSeconds, state.collateral));

        emit Finalized(pool, state.epoch, drawn);
    }

    /// @dev The state of an epoch that still takes registrations; the first of them starts its clock.
    function _openState(uint32 pool) private view returns (PackedPoolState state) {
        state = _knownState(pool);
        if (state.closesAt() == 0) {
            return state.start(uint40(block.timestamp + state.registrationSeconds()));
        }
        if (block.timestamp > state.closesAt()) revert RegistrationClosed(pool, state.closesAt());
    }

    function _closedState(uint32 pool) private view returns (PoolState memory state) {
        state = _knownState(pool).unpack();
        if (state.closesAt == 0 || block.timestamp <= state.closesAt) revert RegistrationOpen(pool, state.closesAt);
    }

    function _knownState(uint32 pool) private view returns (PackedPoolState state) {
        state = _pools[pool].state;
        if (state.epoch() == 0) revert UnknownPool(pool);
    }

    function _knownWorker(WorkerId worker) private view returns (address account) {
        account = _workers[worker].account;
        if (account == address(0)) revert UnknownWorker(worker);
    }

    function _draw(uint32 pool, uint32 epoch) private view returns (Draw memory drawn) {
        drawn = _pools[pool].draws[epoch];
        if (drawn.startsAt == 0) revert NotFinalized(pool, epoch);
    }

    /// @dev The draw that `committee` came from, if it has such a seat.
    function _drawOf(CommitteeId committee, uint256 seat) private view returns (Draw memory drawn, uint256 members) {
        (uint32 pool, uint32 epoch, uint32 position) = committee.unpack();
        drawn = _draw(pool, epoch);
        members = _pools[pool].config.members;
        bool canonical = CommitteeId.unwrap(committee) == CommitteeId.unwrap(toCommitteeId(pool, epoch, position));
        if (!canonical || position >= _filled(drawn, members) || seat >= members) {
            revert UnknownCommittee(committee, seat);
        }
    }

    function _endowment(uint32 pool) private view returns (uint256) {
        PoolConfig storage config = _pools[pool].config;
        uint256 members = config.members;
        return members * (members - 1) * config.theta;
    }

    /// @dev θ for each friendship, given that the member reported.
    function _rewardOf(uint32 pool, CommitteeId committee, uint256 seat) private view returns (uint256) {
        PoolConfig storage config = _pools[pool].config;
        return config.theta * _reports[committee].countColumn(config.members, seat);
    }

    /// @dev Endowment and collateral of a committee, less what its reporting members are owed.
    function _forfeits(PoolConfig storage config, CommitteeId committee) private view returns (uint256) {
        uint256 members = config.members;
        uint256[] memory rows = _reports[committee].rows(members);
        uint256 reporters;
        for (uint256 seat = 0; seat < members; ++seat) reporters |= rows[seat] & (1 << seat);
        uint256 absent = members - BitMatrix.popCount(reporters);
        uint256 friendships;
        for (uint256 seat = 0; seat < members; ++seat) {
            friendships += BitMatrix.popCount(rows[seat] & reporters & ~(1 << seat));
        }
        return (members * (members - 1) - friendships) * config.theta + absent * config.collateral;
    }

    /// @dev Number of committees drawn, for the first positions: as many as the tasks and the workers both suffice for.
    function _filled(Draw memory drawn, uint256 members) private pure returns (uint256) {
        uint256 staffed = drawn.workers / members;
        return staffed < drawn.tasks ? staffed : drawn.tasks;
    }

    function _deadline(Draw memory drawn) private pure returns (uint256) {
        return uint256(drawn.startsAt) + drawn.duration;
    }

    /// @dev Takes indices to positions. The two keys of a draw differ in their last bit.
    function _ofWorkers(Draw memory drawn) private pure returns (LazyShuffle.Permutation memory) {
        return LazyShuffle.permutation(uint256(drawn.seed) << 128, drawn.workers);
    }

    function _ofTasks(Draw memory drawn) private pure returns (LazyShuffle.Permutation memory) {
        return LazyShuffle.permutation((uint256(drawn.seed) << 128) | 1, drawn.tasks);
    }

    function _checkConfig(PoolConfig calldata config) private pure {
        if (config.members < LEAST_MEMBERS || config.members > MOST_MEMBERS)
            revert InvalidPoolConfig(ConfigField.Members);
        if (uint256(config.faults) + 2 >= config.members) revert InvalidPoolConfig(ConfigField.Faults);
        if (config.theta == 0) revert InvalidPoolConfig(ConfigField.Theta);
        if (config.slots == 0) revert InvalidPoolConfig(ConfigField.Slots);
        if (config.batchBytes == 0) revert InvalidPoolConfig(ConfigField.BatchBytes);
        if (config.roundMs == 0) revert InvalidPoolConfig(ConfigField.RoundMs);
        if (config.registrationSeconds == 0) revert InvalidPoolConfig(ConfigField.RegistrationSeconds);
        uint256 rounds = uint256(config.slots) * (uint256(config.faults) + 1) + 1;
        if (uint256(config.sessionSeconds) * 1000 < rounds * config.roundMs)
            revert InvalidPoolConfig(ConfigField.SessionSeconds);
        bool tooLong = uint256(config.sessionSeconds) + config.reportSeconds > type(uint24).max;
        if (config.reportSeconds == 0 || tooLong) revert InvalidPoolConfig(ConfigField.ReportSeconds);
    }
}
