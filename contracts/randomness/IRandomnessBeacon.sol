// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A source of one unpredictable random value per moment
/// @notice A moment is a time in Unix seconds. Who needs a random value fixes its moment before anybody can know the value:
/// the market that at which registration closes, the escrow that of the request.
interface IRandomnessBeacon {
    /// @notice The random value of `moment` is not known to this contract.
    /// @param readyAt The earliest time at which it can be.
    error BeaconNotReady(uint256 moment, uint256 readyAt);

    /// @notice The random value bound to `moment`: always the same, once it is known.
    /// @dev Safety: nobody that acts in a block of that time or before can predict the value, nor choose it, except as the
    /// implementation says. Liveness: somebody may have to bring the value here first, and anybody can.
    function randomness(uint256 moment) external view returns (bytes32);

    /// @notice The earliest time at which the random value of `moment` can be known.
    /// @dev Like `expiresAt` it gives the same answer for a moment in every block.
    function readyAt(uint256 moment) external view returns (uint256);

    /// @notice The time from which on a random value that nobody has brought may be lost; the greatest number if it never is.
    function expiresAt(uint256 moment) external view returns (uint256);
}
