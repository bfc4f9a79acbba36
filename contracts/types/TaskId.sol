// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A registered task: pool (32 bits) ‖ epoch (32 bits) ‖ index in the epoch (32 bits).
type TaskId is uint256;
