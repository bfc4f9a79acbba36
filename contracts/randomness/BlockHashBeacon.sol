// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRandomnessBeacon} from "./IRandomnessBeacon.sol";

/// @notice The hash of a fixed future block, or of the block a multiple of 256 later whose hash the EVM still knows.
/// @dev The EVM knows the hashes of the last 256 blocks. Of the targets `target`, `target + 256`, `target + 512`, … exactly
/// one lies among them in any block after `target`: the caller has no choice of block, only of the moment.
abstract contract BlockHashBeacon is IRandomnessBeacon {
    uint256 private constant WINDOW = 256;

    /// @dev Blocks from a height to the one whose hash decides.
    uint256 private immutable _delay;

    constructor(uint256 delay) {
        _delay = delay;
    }

    /// @inheritdoc IRandomnessBeacon
    function readyAt(uint256 height) public view returns (uint256) {
        return height + _delay + 1;
    }

    /// @inheritdoc IRandomnessBeacon
    function expiresAt(uint256 height) external view returns (uint256) {
        return readyAt(height) + WINDOW;
    }

    function _hashFor(uint256 height) internal view returns (bytes32) {
        uint256 target = height + _delay;
        if (block.number <= target) revert BeaconNotReady(height, target + 1);
        // The target is in the past, so that nothing underflows.
        unchecked {
            uint256 last = block.number - 1;
            return blockhash(last - ((last - target) % WINDOW));
        }
    }
}
