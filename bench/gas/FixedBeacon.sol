// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRandomnessBeacon} from "../../contracts/randomness/IRandomnessBeacon.sol";

/// @notice Is read as DrandBeacon is and answers the same in every run, so that measurements repeat to the unit.
contract FixedBeacon is IRandomnessBeacon {
    uint256 private constant PERIOD = 3;
    uint256 private constant MARGIN = 30;

    mapping(uint256 round => bytes32) private _wordOf;

    /// @inheritdoc IRandomnessBeacon
    function randomness(uint256 moment) external view returns (bytes32) {
        require(_wordOf[(moment + MARGIN) / PERIOD + 2] == 0);
        return keccak256("SmartCast gas benchmark");
    }

    /// @inheritdoc IRandomnessBeacon
    function readyAt(uint256 moment) external pure returns (uint256) {
        return moment + MARGIN + PERIOD;
    }

    /// @inheritdoc IRandomnessBeacon
    function expiresAt(uint256) external pure returns (uint256) {
        return type(uint256).max;
    }
}
