// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BitMatrix} from "../../contracts/libraries/BitMatrix.sol";

/// @dev Compares the packed matrix with an unpacked one.
contract BitMatrixTest {
    using BitMatrix for BitMatrix.Rows;

    BitMatrix.Rows private _matrix;
    mapping(uint256 seat => uint256) private _rows;
    mapping(uint256 seat => bool) private _written;

    function testFuzz_KeepsEveryRow(uint256 size, uint256[20] calldata seats, uint256[20] calldata bits) external {
        uint256 n = (size % 62) + 3;
        for (uint256 k = 0; k < seats.length; ++k) {
            uint256 seat = seats[k] % n;
            uint256 friends = bits[k] & ((1 << n) - 1);
            assert(_matrix.write(n, seat, friends) == !_written[seat]);
            if (!_written[seat]) _rows[seat] = friends | (1 << seat);
            _written[seat] = true;
        }
        _compare(n);
    }

    function testFuzz_CountsOnes(uint256 x) external pure {
        // At most 255 bits.
        x &= ~uint256(1);
        uint256 ones;
        for (uint256 bit = 0; bit < 256; ++bit) ones += (x >> bit) & 1;
        assert(BitMatrix.popCount(x) == ones);
    }

    function _compare(uint256 n) private view {
        uint256[] memory rows = _matrix.rows(n);
        assert(rows.length == n);
        for (uint256 seat = 0; seat < n; ++seat) {
            assert(rows[seat] == _rows[seat]);
            assert(_matrix.has(n, seat) == _written[seat]);
            uint256 count;
            for (uint256 peer = 0; peer < n; ++peer) {
                if (peer != seat) count += (_rows[peer] >> seat) & 1;
            }
            assert(_matrix.countColumn(n, seat) == count);
        }
    }
}
