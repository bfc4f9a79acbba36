// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A keyed permutation of [0, n) that is evaluated one point at a time
/// @notice `position = shuffle(key, n, i)` and `i = unshuffle(key, n, position)`: a shuffle whose cost does not grow with n.
/// @dev Balanced Feistel network on 2w bits, w the least with 4^w ≥ n, walked along its cycle until the value is below n
/// (fewer than 4 passes on average, for n > 4^w / 4). Round r maps (L, R) to (R, L ⊕ F(r, R)), where F takes lane R mod 16,
/// 16 bits wide, of keccak256(key ‖ (r · 2^32 + ⌊R / 16⌋)): one hash serves sixteen values of R, so that a whole draw is
/// cheap to evaluate off chain.
/// Eight rounds make small odd n indistinguishable from a uniform shuffle in the committee test; four do not (see the tests).
/// Preconditions: 0 < n ≤ 2^32 and i < n; otherwise the walk may not end.
library LazyShuffle {
    uint256 private constant ROUNDS = 8;

    function shuffle(uint256 key, uint256 n, uint256 i) internal pure returns (uint256 position) {
        uint256 width = _halfWidth(n);
        uint256 mask = (1 << width) - 1;
        position = i;
        do {
            (uint256 left, uint256 right) = (position >> width, position & mask);
            for (uint256 round = 0; round < ROUNDS; ++round) {
                (left, right) = (right, left ^ (_lane(key, round, right) & mask));
            }
            position = (left << width) | right;
        } while (position >= n);
    }

    function unshuffle(uint256 key, uint256 n, uint256 position) internal pure returns (uint256 i) {
        uint256 width = _halfWidth(n);
        uint256 mask = (1 << width) - 1;
        i = position;
        do {
            (uint256 left, uint256 right) = (i >> width, i & mask);
            for (uint256 round = ROUNDS; round > 0; --round) {
                (left, right) = (right ^ (_lane(key, round - 1, left) & mask), left);
            }
            i = (left << width) | right;
        } while (i >= n);
    }

    /// @dev Least w with 4^w ≥ n.
    function _halfWidth(uint256 n) private pure returns (uint256 width) {
        assembly ("memory-safe") {
            width := shr(1, sub(257, clz(sub(n, 1))))
        }
    }

    /// @dev F(r, R) and, above its 16 bits, whatever the hash holds there.
    function _lane(uint256 key, uint256 round, uint256 half) private pure returns (uint256 lane) {
        assembly ("memory-safe") {
            mstore(0x00, key)
            mstore(0x20, or(shl(32, round), shr(4, half)))
            lane := shr(shl(4, and(half, 15)), keccak256(0x00, 0x40))
        }
    }
}
