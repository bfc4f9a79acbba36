// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A committee: pool (32 bits) ‖ epoch (32 bits) ‖ position in the draw (32 bits).
type CommitteeId is uint256;
