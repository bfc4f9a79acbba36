// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Prizes by the number of deliveries, packed
/// @notice z_1 … z_c, twelve bytes each, as abi.encodePacked writes values of uint96. A request keeps their hash: only the
/// request itself and its settlement carry them.
library PrizeTable {
    uint256 private constant BYTES = 12;

    /// @return committee How many prizes there are; zero if the bytes are no whole number of them.
    function size(bytes calldata table) internal pure returns (uint256 committee) {
        return table.length % BYTES == 0 ? table.length / BYTES : 0;
    }

    /// @notice z_k, in wei. Preconditions: 0 < k ≤ size.
    function prizeFor(bytes calldata table, uint256 k) internal pure returns (uint96) {
        uint256 end = k * BYTES;
        return uint96(bytes12(table[end - BYTES:end]));
    }

    /// @notice The greatest prize, in wei.
    function greatest(bytes calldata table) internal pure returns (uint96 most) {
        for (uint256 k = size(table); k > 0; --k) {
            uint96 prize = prizeFor(table, k);
            if (prize > most) most = prize;
        }
    }

    /// @notice What a request keeps; zero for no table.
    function hash(bytes calldata table) internal pure returns (bytes32) {
        return table.length == 0 ? bytes32(0) : keccak256(table);
    }
}
