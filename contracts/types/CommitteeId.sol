// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {packId, unpackId} from "./packing.sol";

/// @notice A committee: pool (32 bits) ‖ epoch (32 bits) ‖ position in the draw (32 bits).
type CommitteeId is uint256;

using {unpack} for CommitteeId global;

function toCommitteeId(uint32 pool, uint32 epoch, uint32 position) pure returns (CommitteeId) {
    return CommitteeId.wrap(packId(pool, epoch, position));
}

function unpack(CommitteeId committee) pure returns (uint32 pool, uint32 epoch, uint32 position) {
    return unpackId(CommitteeId.unwrap(committee));
}
