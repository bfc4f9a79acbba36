// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRandomnessBeacon} from "../randomness/IRandomnessBeacon.sol";

/// @notice Test double: answers as it is told to, or reverts when told to be dead.
contract LyingBeacon is IRandomnessBeacon {
    bytes32 public word;
    bool public dead;

    function tell(bytes32 word_) external {
        (word, dead) = (word_, false);
    }

    function die() external {
        dead = true;
    }

    /// @inheritdoc IRandomnessBeacon
    function randomness(uint256 moment) external view returns (bytes32) {
        if (dead) revert BeaconNotReady(moment, type(uint256).max);
        return word;
    }

    /// @inheritdoc IRandomnessBeacon
    function readyAt(uint256 moment) external pure returns (uint256) {
        return moment + 1;
    }

    /// @inheritdoc IRandomnessBeacon
    function expiresAt(uint256 moment) external pure returns (uint256) {
        return moment + 2;
    }
}
