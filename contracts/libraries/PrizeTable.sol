// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Prizes by the number of deliveries
/// @notice z_1 … z_c in wei, twelve bytes each, as abi.encodePacked writes values of uint96. A request keeps
/// H_1, where H_k = keccak256(z_k ‖ H_{k+1}) and H_{c+1} = 0: to open z_K, the first K prizes and H_{K+1} are enough.
library PrizeTable {
    uint256 private constant BYTES = 12;

    /// @return committee Number of prizes; zero if the bytes are no whole number of them.
    function size(bytes calldata table) internal pure returns (uint256 committee) {
        return table.length % BYTES == 0 ? table.length / BYTES : 0;
    }

    /// @notice z_k. Preconditions: 0 < k ≤ size.
    function prizeFor(bytes calldata table, uint256 k) internal pure returns (uint96) {
        uint256 end = k * BYTES;
        return uint96(bytes12(table[end - BYTES:end]));
    }

    /// @notice z_K, if these are the first K prizes, followed by H_{K+1}, of the table with that H_1.
    /// @return isOpened False if they are not.
    function open(
        bytes calldata opening,
        uint256 deliveries,
        bytes32 prizesHash
    ) internal pure returns (bool isOpened, uint256 prize) {
        uint256 end = deliveries * BYTES;
        if (opening.length != end + 32) return (false, 0);
        bytes calldata prizes = opening[:end];
        (bytes32 head, ) = fold(prizes, bytes32(opening[end:]));
        isOpened = head == prizesHash;
        prize = prizeFor(prizes, deliveries);
    }

    /// @notice Hash of a table that begins with these prizes. Preconditions: a whole number of prizes.
    /// @param rest H_{k+1} after the last of them; zero for the whole table.
    /// @return head H_1.
    /// @return most The greatest of them.
    function fold(bytes calldata prizes, bytes32 rest) internal pure returns (bytes32 head, uint256 most) {
        head = rest;
        assembly ("memory-safe") {
            for {
                let at := add(prizes.offset, prizes.length)
            } gt(at, prizes.offset) {} {
                at := sub(at, BYTES)
                let word := calldataload(at)
                let prize := shr(160, word)
                if gt(prize, most) {
                    most := prize
                }
                // The hash overwrites what stands behind the prize.
                mstore(0x00, word)
                mstore(BYTES, head)
                head := keccak256(0x00, add(BYTES, 0x20))
            }
        }
    }
}
