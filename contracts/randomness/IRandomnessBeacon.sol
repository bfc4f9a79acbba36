// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A source of one unpredictable random value per block height
/// @notice The market asks for the random value of the height at which registration closed.
interface IRandomnessBeacon {
    /// @notice The random value of `height` is not known yet, or not known any more.
    /// @param readyAt The first block in which to ask again.
    error BeaconNotReady(uint256 height, uint256 readyAt);

    /// @notice The random value bound to `height`.
    /// @dev Safety: nobody that may still act for `height` can predict the value before `height` has passed. A caller
    /// cannot choose among several values by choosing when to ask, except as the implementation says.
    /// Liveness: there is always a later block in which it answers.
    function randomness(uint256 height) external view returns (bytes32);

    /// @notice The first block in which the random value of `height` is known.
    /// @dev Like `expiresAt` it gives the same answer for a height in every block.
    function readyAt(uint256 height) external view returns (uint256);

    /// @notice The first block in which the random value of `height` may be another one; the greatest number if it never is.
    function expiresAt(uint256 height) external view returns (uint256);
}
