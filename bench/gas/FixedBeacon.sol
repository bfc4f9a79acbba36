// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BlockHashBeacon} from "../../contracts/randomness/BlockHashBeacon.sol";
import {IRandomnessBeacon} from "../../contracts/randomness/IRandomnessBeacon.sol";

/// @notice Does FutureBlockBeacon's work and then answers the same in every run, so that measurements repeat to the unit.
contract FixedBeacon is BlockHashBeacon(4) {
    /// @inheritdoc IRandomnessBeacon
    function randomness(uint256 height) external view returns (bytes32) {
        require(_hashFor(height) != 0);
        return keccak256("SmartCast gas benchmark");
    }
}
