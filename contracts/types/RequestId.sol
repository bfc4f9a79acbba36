// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A request: keccak256(abi.encode(terms, opening)). No two requests have the same opening.
type RequestId is bytes32;
