// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev The ids of workers, tasks and committees are pool ‖ epoch ‖ index, 32 bits each, with zeros above.
function packId(uint32 pool, uint32 epoch, uint32 index) pure returns (uint256) {
    return (uint256(pool) << 64) | (uint256(epoch) << 32) | index;
}

/// @dev Ignores all bits above the 96: a caller that takes an id from outside checks that it is on record.
function unpackId(uint256 id) pure returns (uint32 pool, uint32 epoch, uint32 index) {
    return (uint32(id >> 64), uint32(id >> 32), uint32(id));
}
