// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {IRandomnessBeacon} from "./IRandomnessBeacon.sol";

/// @title The randomness of the proposers of a fixed time
/// @notice The word of a moment is prevRandao of the first block that is later by more than `margin` seconds. Anybody proves
/// that block by its header and its parent's, as long as the chain knows their hashes; the word is kept for good.
/// @dev Trust. prevRandao is fixed by the proposers before the block, and nothing that a builder can change is in it: a
/// proposer has the choice to publish its block or to give it up with its reward, which is one bit for each block in a row
/// that it proposes. Who proposes all blocks of the margin knows the word at the moment. Fit for what is worth less
/// than a block's reward.
contract PrevRandaoBeacon is IRandomnessBeacon {
    event WordProved(uint256 indexed time, bytes32 word);

    error InvalidMargin();
    /// @notice The chain's prevRandao is a small number, as some chains have it: no random value.
    error NoRandomness(bytes32 prevRandao);
    /// @notice The header is no block whose hash this chain still knows.
    error UnknownBlock(bytes32 hash);
    /// @notice The second header is not the parent of the first.
    error NotItsParent(bytes32 parent, bytes32 hash);
    /// @notice The block and its parent have these timestamps: it is not the first block at `time` or later.
    error NotTheFirst(uint256 time, uint256 parentAt, uint256 foundAt);

    /// @dev Blocks whose hashes EIP-2935 keeps.
    uint256 private constant KNOWN_BLOCKS = 8191;

    /// @notice Seconds from a moment to the time at which its block is sought.
    uint256 public immutable margin;
    /// @notice Least seconds from one block to the next.
    uint256 public immutable slot;

    /// @dev By the time at which a block was sought; zero while it was not proved.
    mapping(uint256 time => bytes32) private _words;

    constructor(uint256 margin_, uint256 slot_) {
        if (slot_ == 0 || margin_ < 4 * slot_) revert InvalidMargin();
        (margin, slot) = (margin_, slot_);
    }

    /// @notice Proves which block decides for `moment`. Does nothing if that is known.
    /// @param header of that block, as it is hashed (RLP).
    /// @param parent header of the block before it.
    function prove(uint256 moment, bytes calldata header, bytes calldata parent) external {
        uint256 time = moment + margin;
        if (_words[time] != 0) return;
        bytes32 hash = keccak256(header);
        Memory.Slice[] memory fields = BlockHeader.parseHeader(header);
        if (!BlockHeader.verifyBlockHeader(fields, hash)) revert UnknownBlock(hash);
        bytes32 parentHash = keccak256(parent);
        if (BlockHeader.getParentHash(fields) != parentHash) revert NotItsParent(parentHash, hash);
        (uint256 foundAt, uint256 parentAt) = (BlockHeader.getTimestamp(fields), BlockHeader.getTimestamp(parent));
        if (parentAt >= time || foundAt < time) revert NotTheFirst(time, parentAt, foundAt);

        bytes32 word = BlockHeader.getPrevRandao(fields);
        if (bytes16(word) == 0) revert NoRandomness(word);
        _words[time] = word;

        emit WordProved(time, word);
    }

    /// @inheritdoc IRandomnessBeacon
    function randomness(uint256 moment) external view returns (bytes32 word) {
        word = _words[moment + margin];
        if (word == 0) revert BeaconNotReady(moment, readyAt(moment));
    }

    /// @inheritdoc IRandomnessBeacon
    function readyAt(uint256 moment) public view returns (uint256) {
        return moment + margin + slot;
    }

    /// @inheritdoc IRandomnessBeacon
    /// @dev A word that was proved is kept. One that was not is lost when the chain forgets the block's hash.
    function expiresAt(uint256 moment) external view returns (uint256) {
        return moment + margin + KNOWN_BLOCKS * slot;
    }
}
