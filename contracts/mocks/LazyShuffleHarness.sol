// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LazyShuffle} from "../libraries/LazyShuffle.sol";

/// @notice Test double: the library, callable from outside.
contract LazyShuffleHarness {
    using LazyShuffle for LazyShuffle.Permutation;

    /// @return positions Positions of the first `count` values of [0, n).
    function shuffle(uint256 key, uint256 n, uint256 count) external pure returns (uint256[] memory positions) {
        LazyShuffle.Permutation memory permutation = LazyShuffle.permutation(key, n);
        positions = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) positions[i] = permutation.shuffle(i);
    }

    function unshuffle(uint256 key, uint256 n, uint256 position) external pure returns (uint256) {
        return LazyShuffle.permutation(key, n).unshuffle(position);
    }
}
