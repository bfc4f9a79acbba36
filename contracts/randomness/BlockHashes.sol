// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRandomnessBeacon} from "./IRandomnessBeacon.sol";

/// @notice The hash of a fixed future block, or of the block a multiple of 256 after it whose hash is still at hand.
/// @dev The EVM knows the hashes of the last 256 blocks. Of the targets `target`, `target + 256`, `target + 512`, … exactly
/// one lies among them in any block after `target`: the caller has no choice of block, only of the moment.
library BlockHashes {
    uint256 private constant WINDOW = 256;

    function rolling(uint256 height, uint256 target) internal view returns (bytes32) {
        if (block.number <= target) revert IRandomnessBeacon.BeaconNotReady(height, target + 1);
        uint256 missed = (block.number - 1 - target) / WINDOW;
        return blockhash(target + missed * WINDOW);
    }
}
