// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev The few cheat codes that the tests need.
interface Vm {
    function getCode(string calldata artifact) external view returns (bytes memory creationCode);
    function deal(address account, uint256 balance) external;
    function prank(address sender) external;
    function roll(uint256 height) external;
    function warp(uint256 timestamp) external;
}

Vm constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
