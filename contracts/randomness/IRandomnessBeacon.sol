// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A source of one unpredictable word per block height
/// @notice The market asks for the word of the height at which registration closed.
interface IRandomnessBeacon {
    /// @notice The word of `height` is not known yet, or not known any more.
    /// @param readyAt The first block in which to ask again.
    error BeaconNotReady(uint256 height, uint256 readyAt);

    /// @notice The word bound to `height`.
    /// @dev Safety: nobody that may still act for `height` can predict it before `height` has passed, and a caller
    /// cannot choose among several words by choosing when to ask, except as the implementation says.
    /// Liveness: there is always a later block in which it answers.
    function randomness(uint256 height) external view returns (bytes32);

    /// @notice The first block in which the word of `height` can be had.
    /// @dev Like `expiresAt` it says the same of a height in every block.
    function readyAt(uint256 height) external view returns (uint256);

    /// @notice The first block in which the word of `height` may be another one; the greatest number for one that stays.
    function expiresAt(uint256 height) external view returns (uint256);
}
