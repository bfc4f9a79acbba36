// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A keyed permutation of [0, n) that is evaluated one point at a time
/// @notice `position = shuffle(π, i)` and `i = unshuffle(π, position)`: a shuffle whose cost does not grow with n.
/// @dev Balanced Feistel network on 2w bits, w the least with 4^w ≥ n, walked along its cycle until the value is below n
/// (fewer than four passes on average). Even rounds r set L to L ⊕ F(r, R), odd rounds set R to R ⊕ F(r, L), where F(r, x)
/// is lane x mod 16, 16 bits wide, of keccak256(key ‖ (r · 2^32 + ⌊x / 16⌋)), cut to w bits: one hash serves sixteen values
/// of x, so that a whole draw is cheap to evaluate off chain, and a whole committee on chain.
/// Eight rounds; sixteen for w ≤ 2, where some 10^5 seeds tell eight from a uniform shuffle (see the tests).
/// Preconditions: 0 < n ≤ 2^32, and i and position below n; otherwise the walk may not end.
library LazyShuffle {
    struct Permutation {
        uint256 key;
        uint256 n;
        uint256 width;
        uint256 rounds;
        /// One hash a round, all that is needed while a half has no more than sixteen values (n ≤ 256); empty above.
        uint256[] hashes;
    }

    /// @dev For n = 0 too, as long as nobody asks it for a position.
    function permutation(uint256 key, uint256 n) internal pure returns (Permutation memory self) {
        uint256 width;
        assembly ("memory-safe") {
            width := shr(1, sub(257, clz(sub(n, 1))))
        }
        uint256 rounds = width > 2 ? 8 : 16;
        (self.key, self.n, self.width, self.rounds) = (key, n, width, rounds);
        if (width > 4) return self;
        uint256[] memory hashes;
        assembly ("memory-safe") {
            hashes := mload(0x40)
            mstore(hashes, rounds)
            let at := add(hashes, 0x20)
            mstore(0x00, key)
            for {
                let round := 0
            } lt(round, rounds) {
                round := add(round, 1)
            } {
                mstore(0x20, shl(32, round))
                mstore(at, keccak256(0x00, 0x40))
                at := add(at, 0x20)
            }
            mstore(0x40, at)
        }
        self.hashes = hashes;
    }

    function shuffle(Permutation memory self, uint256 i) internal pure returns (uint256 position) {
        position = i;
        if (self.hashes.length > 0) return _walkOnHashes(self, position);
        do position = _pass(self, position); while (position >= self.n);
    }

    function unshuffle(Permutation memory self, uint256 position) internal pure returns (uint256 i) {
        uint256 mask = (1 << self.width) - 1;
        i = position;
        do {
            (uint256 left, uint256 right) = (i >> self.width, i & mask);
            for (uint256 round = self.rounds; round > 0; round -= 2) {
                right ^= _lane(self.key, round - 1, left) & mask;
                left ^= _lane(self.key, round - 2, right) & mask;
            }
            i = (left << self.width) | right;
        } while (i >= self.n);
    }

    function _pass(Permutation memory self, uint256 value) private pure returns (uint256) {
        uint256 mask = (1 << self.width) - 1;
        (uint256 left, uint256 right) = (value >> self.width, value & mask);
        for (uint256 round = 0; round < self.rounds; round += 2) {
            left ^= _lane(self.key, round, right) & mask;
            right ^= _lane(self.key, round + 1, left) & mask;
        }
        return (left << self.width) | right;
    }

    /// @dev The walk where the hashes are at hand, eight rounds at a time. Every member of a small draw pays for it in
    /// its report and its claim: in assembly it costs a third.
    function _walkOnHashes(Permutation memory self, uint256 i) private pure returns (uint256 position) {
        (uint256 n, uint256 width, uint256[] memory hashes) = (self.n, self.width, self.hashes);
        assembly ("memory-safe") {
            function mix(target, half, hash, mask) -> mixed {
                mixed := xor(target, and(shr(shl(4, half), hash), mask))
            }
            let mask := sub(shl(width, 1), 1)
            let start := add(hashes, 0x20)
            let end := add(start, shl(5, mload(hashes)))
            position := i
            for {} 1 {} {
                let left := shr(width, position)
                let right := and(position, mask)
                for {
                    let at := start
                } lt(at, end) {
                    at := add(at, 0x100)
                } {
                    left := mix(left, right, mload(at), mask)
                    right := mix(right, left, mload(add(at, 0x20)), mask)
                    left := mix(left, right, mload(add(at, 0x40)), mask)
                    right := mix(right, left, mload(add(at, 0x60)), mask)
                    left := mix(left, right, mload(add(at, 0x80)), mask)
                    right := mix(right, left, mload(add(at, 0xa0)), mask)
                    left := mix(left, right, mload(add(at, 0xc0)), mask)
                    right := mix(right, left, mload(add(at, 0xe0)), mask)
                }
                position := or(shl(width, left), right)
                if lt(position, n) {
                    break
                }
            }
        }
    }

    /// @dev F(round, x) and, above its 16 bits, whatever the hash holds there.
    function _lane(uint256 key, uint256 round, uint256 x) private pure returns (uint256) {
        return _hash(key, round, x >> 4) >> ((x & 15) << 4);
    }

    function _hash(uint256 key, uint256 round, uint256 block_) private pure returns (uint256 hash) {
        assembly ("memory-safe") {
            mstore(0x00, key)
            mstore(0x20, or(shl(32, round), block_))
            hash := keccak256(0x00, 0x40)
        }
    }
}
