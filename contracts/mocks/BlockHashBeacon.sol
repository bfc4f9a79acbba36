// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRandomnessBeacon} from "../randomness/IRandomnessBeacon.sol";

/// @notice What no beacon may be: the random value of a moment is the hash of the block after it, which its builder chooses.
contract BlockHashBeacon is IRandomnessBeacon {
    mapping(uint256 moment => bytes32) private _words;

    /// @notice Keeps the hash of the last block as the random value of `moment`, once.
    function note(uint256 moment) external {
        if (block.timestamp < readyAt(moment)) revert BeaconNotReady(moment, readyAt(moment));
        if (_words[moment] == 0) _words[moment] = blockhash(block.number - 1);
    }

    /// @inheritdoc IRandomnessBeacon
    function randomness(uint256 moment) external view returns (bytes32 word) {
        word = _words[moment];
        if (word == 0) revert BeaconNotReady(moment, readyAt(moment));
    }

    /// @inheritdoc IRandomnessBeacon
    function readyAt(uint256 moment) public pure returns (uint256) {
        return moment + 2;
    }

    /// @inheritdoc IRandomnessBeacon
    function expiresAt(uint256 moment) external pure returns (uint256) {
        return moment + 3;
    }
}
