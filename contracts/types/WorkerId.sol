// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {packId, unpackId} from "./packing.sol";

/// @notice A registration of a worker: pool (32 bits) ‖ epoch (32 bits) ‖ index in the epoch (32 bits).
type WorkerId is uint256;

using {unpack} for WorkerId global;

function toWorkerId(uint32 pool, uint32 epoch, uint32 index) pure returns (WorkerId) {
    return WorkerId.wrap(packId(pool, epoch, index));
}

function unpack(WorkerId worker) pure returns (uint32 pool, uint32 epoch, uint32 index) {
    return unpackId(WorkerId.unwrap(worker));
}
