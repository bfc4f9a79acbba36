// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRandomnessBeacon} from "../randomness/IRandomnessBeacon.sol";

/// @notice Test double: has the word of every moment DELAY seconds later, without anybody bringing it. Everybody knows it before.
contract ClockBeacon is IRandomnessBeacon {
    uint256 public constant DELAY = 5;

    /// @inheritdoc IRandomnessBeacon
    function randomness(uint256 moment) external view returns (bytes32) {
        if (block.timestamp < readyAt(moment)) revert BeaconNotReady(moment, readyAt(moment));
        return keccak256(abi.encode(moment));
    }

    /// @inheritdoc IRandomnessBeacon
    function readyAt(uint256 moment) public pure returns (uint256) {
        return moment + DELAY;
    }

    /// @inheritdoc IRandomnessBeacon
    function expiresAt(uint256) external pure returns (uint256) {
        return type(uint256).max;
    }
}
