// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A registration of a worker: pool (32 bits) ‖ epoch (32 bits) ‖ index in the epoch (32 bits).
type WorkerId is uint256;
