// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LazyShuffle} from "../../contracts/libraries/LazyShuffle.sol";

contract LazyShuffleTest {
    using LazyShuffle for LazyShuffle.Permutation;

    /// @dev Tries both digits (n ≤ 32) and the network, the smallest n included.
    function testFuzz_UnshuffleInverts(uint256 key, uint32 size, uint32 point, bool small) external pure {
        uint256 n = small ? (size % 64) + 1 : uint256(size) + 1;
        LazyShuffle.Permutation memory permutation = LazyShuffle.permutation(key, n);
        uint256 i = point % n;
        uint256 position = permutation.shuffle(i);
        assert(position < n);
        assert(permutation.unshuffle(position) == i);
    }

    function testFuzz_IsABijection(uint256 key, uint16 size) external pure {
        uint256 n = (size % 300) + 1;
        LazyShuffle.Permutation memory permutation = LazyShuffle.permutation(key, n);
        bool[] memory taken = new bool[](n);
        for (uint256 i = 0; i < n; ++i) {
            uint256 position = permutation.shuffle(i);
            assert(!taken[position]);
            taken[position] = true;
        }
    }
}
