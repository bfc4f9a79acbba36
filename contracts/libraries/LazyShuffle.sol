// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A keyed permutation of [0, n) that is evaluated one point at a time
/// @notice `position = shuffle(π, i)` and `i = unshuffle(π, position)`: a shuffle whose cost does not grow with n.
/// @dev n ≤ 32: the digits of h = keccak256(key) in the factorial number system. Position s = 0, 1, … chooses, among the
/// i not chosen before, the one of rank ⌊h / (n (n-1) … (n-s+1))⌋ mod (n-s): each permutation has probability 1/n! within
/// n!/2^256. A point costs a step for each position up to its own.
/// n > 32: a Feistel network on halves of nearly equal size, left < a = 2^w and right < b = ⌈n / a⌉, where 2w is the bit
/// length of n - 1, less one if that is odd, and a value is right · a + left. Of its ten rounds r the even ones set right
/// to right + F(r, left) mod b, the odd ones left to left ⊕ F(r, right) mod a, where F(r, x) is keccak256(key ‖ (r · 2^32 + x)),
/// uniform mod b within b/2^256. A pass seldom ends at n or above, since a · b < n + a; if it does, it is repeated.
/// Over 60,000 keys the tests tell neither from a uniform shuffle. They do tell a network of six rounds, and for n < 33,
/// where a half can have two values, the network would need many more than ten.
/// If n = a · b with b odd, the permutations of the network are all even. A statistic of up to n - 2 points cannot depend
/// on that: of two permutations that differ in the order of the last two points, one is even.
/// Preconditions: 0 < n ≤ 2^32, and i and position below n; otherwise the evaluation may not end.
library LazyShuffle {
    /// Largest n that uses digits. Above it, the halves have five values or more.
    uint256 private constant MOST_DIGITS = 32;

    struct Permutation {
        uint256 key;
        uint256 n;
        /// Bits of the left half (w).
        uint256 width;
        /// Values of the right half (b).
        uint256 rights;
    }

    /// @dev n may be 0, as long as nobody asks for a position.
    function permutation(uint256 key, uint256 n) internal pure returns (Permutation memory) {
        uint256 width;
        uint256 rights;
        assembly ("memory-safe") {
            let last := sub(n, 1)
            width := shr(1, sub(256, clz(last)))
            rights := add(shr(width, last), 1)
        }
        return Permutation({key: key, n: n, width: width, rights: rights});
    }

    /// @dev Unrolled: members of a committee pay for it in every report and claim.
    function shuffle(Permutation memory self, uint256 i) internal pure returns (uint256 position) {
        (uint256 key, uint256 n) = (self.key, self.n);
        if (n <= MOST_DIGITS) return _positionOf(key, n, i);
        (uint256 width, uint256 rights) = (self.width, self.rights);
        assembly ("memory-safe") {
            function mixRight(tag, left, right, b) -> mixed {
                mstore(0x20, or(tag, left))
                mixed := addmod(right, keccak256(0x00, 0x40), b)
            }
            function mixLeft(tag, left, right, mask) -> mixed {
                mstore(0x20, or(tag, right))
                mixed := xor(left, and(keccak256(0x00, 0x40), mask))
            }
            mstore(0x00, key)
            let mask := sub(shl(width, 1), 1)
            position := i
            for {} 1 {} {
                let left := and(position, mask)
                let right := shr(width, position)
                right := mixRight(0, left, right, rights)
                left := mixLeft(0x100000000, left, right, mask)
                right := mixRight(0x200000000, left, right, rights)
                left := mixLeft(0x300000000, left, right, mask)
                right := mixRight(0x400000000, left, right, rights)
                left := mixLeft(0x500000000, left, right, mask)
                right := mixRight(0x600000000, left, right, rights)
                left := mixLeft(0x700000000, left, right, mask)
                right := mixRight(0x800000000, left, right, rights)
                left := mixLeft(0x900000000, left, right, mask)
                position := or(shl(width, right), left)
                if lt(position, n) {
                    break
                }
            }
        }
    }

    function unshuffle(Permutation memory self, uint256 position) internal pure returns (uint256 i) {
        (uint256 key, uint256 n) = (self.key, self.n);
        if (n <= MOST_DIGITS) return _choiceOf(key, n, position);
        (uint256 width, uint256 rights) = (self.width, self.rights);
        assembly ("memory-safe") {
            mstore(0x00, key)
            let mask := sub(shl(width, 1), 1)
            i := position
            for {} 1 {} {
                let left := and(i, mask)
                let right := shr(width, i)
                for {
                    let tag := 0x900000000
                } 1 {
                    tag := sub(tag, 0x200000000)
                } {
                    mstore(0x20, or(tag, right))
                    left := xor(left, and(keccak256(0x00, 0x40), mask))
                    mstore(0x20, or(sub(tag, 0x100000000), left))
                    right := addmod(right, sub(rights, mod(keccak256(0x00, 0x40), rights)), rights)
                    if eq(tag, 0x100000000) {
                        break
                    }
                }
                i := or(shl(width, right), left)
                if lt(i, n) {
                    break
                }
            }
        }
    }

    /// @dev Lets position after position choose, until one chooses i, which is kept as its rank among those left.
    function _positionOf(uint256 key, uint256 n, uint256 i) private pure returns (uint256 position) {
        assembly ("memory-safe") {
            mstore(0x00, key)
            let digits := keccak256(0x00, 0x20)
            let remaining := n
            for {} 1 {} {
                let chosen := mod(digits, remaining)
                if eq(chosen, i) {
                    break
                }
                i := sub(i, gt(i, chosen))
                digits := div(digits, remaining)
                remaining := sub(remaining, 1)
            }
            position := sub(n, remaining)
        }
    }

    /// @dev The rank that `position` chooses, and from it that before each of the earlier choices.
    function _choiceOf(uint256 key, uint256 n, uint256 position) private pure returns (uint256 i) {
        assembly ("memory-safe") {
            mstore(0x00, key)
            let digits := keccak256(0x00, 0x20)
            let remaining := n
            let weight := 1
            for {
                let last := sub(n, position)
            } gt(remaining, last) {
                remaining := sub(remaining, 1)
            } {
                weight := mul(weight, remaining)
            }
            i := mod(div(digits, weight), remaining)
            for {} lt(remaining, n) {} {
                remaining := add(remaining, 1)
                weight := div(weight, remaining)
                i := add(i, iszero(lt(i, mod(div(digits, weight), remaining))))
            }
        }
    }
}
