// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The friend matrix of one committee
/// @notice An n × n matrix of bits in storage, written row by row: bit q of row p says that seat p calls seat q a friend.
/// @dev A slot holds ⌊256 / n⌋ whole rows, so no row straddles two slots and a column is the same mask in each of them.
/// The library keeps the diagonal for itself: bit p of row p says that row p has been written.
/// Preconditions: 3 ≤ n ≤ 64, seats below n, row bits below 2^n.
library BitMatrix {
    /// @dev ⌊256 / n⌋ rows, the first in the lowest bits.
    struct Word {
        uint256 bits;
    }

    struct Rows {
        /// As many as n = 64 needs, and no other n needs more.
        Word[16] words;
    }

    /// @notice Writes row `seat`, unless it has been written before.
    /// @return written Whether this call wrote it.
    function write(Rows storage self, uint256 n, uint256 seat, uint256 friends) internal returns (bool written) {
        (Word storage word, uint256 shift) = _place(self, n, seat);
        (uint256 bits, uint256 own) = (word.bits, 1 << seat);
        written = bits & (own << shift) == 0;
        if (written) word.bits = bits | ((friends | own) << shift);
    }

    /// @notice Whether row `seat` has been written.
    function has(Rows storage self, uint256 n, uint256 seat) internal view returns (bool) {
        (Word storage word, uint256 shift) = _place(self, n, seat);
        return word.bits & (1 << (shift + seat)) != 0;
    }

    /// @notice All rows; one that was never written is zero.
    function rows(Rows storage self, uint256 n) internal view returns (uint256[] memory all) {
        all = new uint256[](n);
        uint256 rowMask = (1 << n) - 1;
        uint256 rowsPerWord = 256 / n;
        uint256 content;
        for (uint256 seat = 0; seat < n; ++seat) {
            content = seat % rowsPerWord == 0 ? self.words[seat / rowsPerWord].bits : content >> n;
            all[seat] = content & rowMask;
        }
    }

    /// @notice How many rows other than its own have the bit of `seat`: Σ_{p ≠ seat} R_{p, seat}.
    function countColumn(Rows storage self, uint256 n, uint256 seat) internal view returns (uint256 count) {
        uint256 rowsPerWord = 256 / n;
        uint256 words = (n + rowsPerWord - 1) / rowsPerWord;
        // One bit in every row: the geometric series 1 + 2^n + 2^2n + …
        uint256 column = ((type(uint256).max >> (256 - n * rowsPerWord)) / ((1 << n) - 1)) << seat;
        for (uint256 word = 0; word < words; ++word) {
            count += popCount(self.words[word].bits & column);
        }
        if (has(self, n, seat)) --count;
    }

    /// @notice Number of ones among the bits of `x`, of which at most 255 may be set.
    function popCount(uint256 x) internal pure returns (uint256) {
        unchecked {
            x -= (x >> 1) & (type(uint256).max / 3);
            x = (x & (type(uint256).max / 5)) + ((x >> 2) & (type(uint256).max / 5));
            x = (x + (x >> 4)) & (type(uint256).max / 17);
            return (x * (type(uint256).max / 255)) >> 248;
        }
    }

    function _place(
        Rows storage self,
        uint256 n,
        uint256 seat
    ) private view returns (Word storage word, uint256 shift) {
        unchecked {
            uint256 rowsPerWord = 256 / n;
            uint256 index = seat / rowsPerWord;
            return (self.words[index], (seat - index * rowsPerWord) * n);
        }
    }
}
