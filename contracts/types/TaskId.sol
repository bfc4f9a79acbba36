// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {packId, unpackId} from "./packing.sol";

/// @notice A registered task: pool (32 bits) ‖ epoch (32 bits) ‖ index in the epoch (32 bits).
type TaskId is uint256;

using {unpack} for TaskId global;

function toTaskId(uint32 pool, uint32 epoch, uint32 index) pure returns (TaskId) {
    return TaskId.wrap(packId(pool, epoch, index));
}

function unpack(TaskId task) pure returns (uint32 pool, uint32 epoch, uint32 index) {
    return unpackId(TaskId.unwrap(task));
}
