// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BlockHashes} from "../../contracts/randomness/BlockHashes.sol";
import {IRandomnessBeacon} from "../../contracts/randomness/IRandomnessBeacon.sol";

/// @notice Does FutureBlockBeacon's work and then answers the same in every run, so that measurements repeat to the unit.
contract FixedBeacon is IRandomnessBeacon {
    uint256 private constant DELAY = 4;

    /// @inheritdoc IRandomnessBeacon
    function randomness(uint256 height) external view returns (bytes32) {
        require(BlockHashes.rolling(height, height + DELAY) != 0);
        return keccak256("SmartCast gas benchmark");
    }
}
