// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev What the ids of workers, tasks and committees have in common: pool ‖ epoch ‖ index, 32 bits each, nothing above.
function packId(uint32 pool, uint32 epoch, uint32 index) pure returns (uint256) {
    return (uint256(pool) << 64) | (uint256(epoch) << 32) | index;
}

/// @dev Ignores what stands above the 96 bits: whoever takes an id from outside checks that it is on record.
function unpackId(uint256 id) pure returns (uint32 pool, uint32 epoch, uint32 index) {
    return (uint32(id >> 64), uint32(id >> 32), uint32(id));
}
