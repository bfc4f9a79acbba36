// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The state of a pool's open epoch.
struct PoolState {
    /// Number of the open epoch, from 1 on: zero means that there is no such pool.
    uint32 epoch;
    uint32 workers;
    uint32 tasks;
    /// Registration is open up to and including this time, in Unix seconds; zero before the first registration of the epoch.
    uint40 closesAt;
    /// The pool's registration time and collateral once more, so that the registration of a worker reads a single slot.
    uint24 registrationSeconds;
    uint96 collateral;
}

/// @dev Most workers, and most tasks, of an epoch: one more would count as an epoch.
uint256 constant MOST_REGISTRATIONS = type(uint32).max;

/// @dev A PoolState in one word, from the lowest bits: read once and written once by each registration.
type PackedPoolState is uint256;

using {
    unpack,
    epoch,
    workers,
    tasks,
    closesAt,
    registrationSeconds,
    collateral,
    addWorker,
    addTask,
    start
} for PackedPoolState global;

function pack(PoolState memory state) pure returns (PackedPoolState) {
    return
        PackedPoolState.wrap(
            uint256(state.epoch) |
                (uint256(state.workers) << 32) |
                (uint256(state.tasks) << 64) |
                (uint256(state.closesAt) << 96) |
                (uint256(state.registrationSeconds) << 136) |
                (uint256(state.collateral) << 160)
        );
}

function unpack(PackedPoolState self) pure returns (PoolState memory) {
    return
        PoolState({
            epoch: epoch(self),
            workers: workers(self),
            tasks: tasks(self),
            closesAt: closesAt(self),
            registrationSeconds: registrationSeconds(self),
            collateral: collateral(self)
        });
}

function epoch(PackedPoolState self) pure returns (uint32) {
    return uint32(PackedPoolState.unwrap(self));
}

function workers(PackedPoolState self) pure returns (uint32) {
    return uint32(PackedPoolState.unwrap(self) >> 32);
}

function tasks(PackedPoolState self) pure returns (uint32) {
    return uint32(PackedPoolState.unwrap(self) >> 64);
}

function closesAt(PackedPoolState self) pure returns (uint40) {
    return uint40(PackedPoolState.unwrap(self) >> 96);
}

function registrationSeconds(PackedPoolState self) pure returns (uint24) {
    return uint24(PackedPoolState.unwrap(self) >> 136);
}

function collateral(PackedPoolState self) pure returns (uint96) {
    return uint96(PackedPoolState.unwrap(self) >> 160);
}

/// @dev One more worker. Precondition: there are fewer than MOST_REGISTRATIONS.
function addWorker(PackedPoolState self) pure returns (PackedPoolState) {
    return PackedPoolState.wrap(PackedPoolState.unwrap(self) + (1 << 32));
}

/// @dev One more task. Precondition: there are fewer than MOST_REGISTRATIONS.
function addTask(PackedPoolState self) pure returns (PackedPoolState) {
    return PackedPoolState.wrap(PackedPoolState.unwrap(self) + (1 << 64));
}

/// @dev Starts the clock of an epoch in which it does not run yet.
function start(PackedPoolState self, uint40 closesAt_) pure returns (PackedPoolState) {
    return PackedPoolState.wrap(PackedPoolState.unwrap(self) | (uint256(closesAt_) << 96));
}
