// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ShortSignature} from "../libraries/ShortSignature.sol";
import {IRandomnessBeacon} from "./IRandomnessBeacon.sol";

/// @title Rounds of a drand network
/// @notice A network of the scheme bls-unchained-g1-rfc9380 signs a round's number every `period` seconds. Its word is the
/// SHA-256 of the signature: the one that drand calls its randomness. Anybody may submit a round; it is verified once and
/// kept for good.
/// @dev Trust. Who has fewer key shares than the network's threshold can neither predict a word nor choose it: the signature
/// of a round is unique. A network that stops delays draws and changes none of them.
contract DrandBeacon is IRandomnessBeacon {
    event RoundSubmitted(uint64 indexed round, bytes32 word);

    /// @notice The key is no point of G2 that signatures can be checked with, or the chain lacks EIP-2537.
    error InvalidKey();
    error InvalidPeriod();
    /// @notice The bytes are not the signature of that round, as x ‖ y of 48 bytes each.
    error InvalidSignature(uint64 round);

    /// @notice Unix seconds of round 1.
    uint256 public immutable genesis;
    /// @notice Seconds from one round to the next.
    uint256 public immutable period;
    /// @notice Seconds by which a round has to be later than a moment: more than what a block's timestamp may be wrong by.
    uint256 public immutable margin;

    bytes32 private immutable _key0;
    bytes32 private immutable _key1;
    bytes32 private immutable _key2;
    bytes32 private immutable _key3;
    bytes32 private immutable _key4;
    bytes32 private immutable _key5;
    bytes32 private immutable _key6;
    bytes32 private immutable _key7;

    /// @notice The word of a round; zero while it was not submitted.
    mapping(uint256 round => bytes32) public wordOf;

    constructor(ShortSignature.Key memory key, uint256 genesis_, uint256 period_, uint256 margin_) {
        if (!ShortSignature.isKey(key)) revert InvalidKey();
        if (period_ == 0 || margin_ < 2 * period_) revert InvalidPeriod();
        (genesis, period, margin) = (genesis_, period_, margin_);
        (_key0, _key1, _key2, _key3) = (key.words[0], key.words[1], key.words[2], key.words[3]);
        (_key4, _key5, _key6, _key7) = (key.words[4], key.words[5], key.words[6], key.words[7]);
    }

    /// @notice Brings the signature of a round. Does nothing if the round is known.
    /// @param signature x ‖ y, 48 bytes each, big-endian.
    function submit(uint64 round, bytes calldata signature) external {
        if (wordOf[round] != 0) return;
        bool ok =
            signature.length == 96 && ShortSignature.verifies(signature, sha256(abi.encodePacked(round)), publicKey());
        if (!ok) revert InvalidSignature(round);

        bytes32 word = sha256(ShortSignature.compressed(signature));
        wordOf[round] = word;

        emit RoundSubmitted(round, word);
    }

    /// @inheritdoc IRandomnessBeacon
    function randomness(uint256 moment) external view returns (bytes32 word) {
        word = wordOf[roundOf(moment)];
        if (word == 0) revert BeaconNotReady(moment, readyAt(moment));
    }

    /// @inheritdoc IRandomnessBeacon
    function readyAt(uint256 moment) public view returns (uint256) {
        return genesis + (roundOf(moment) - 1) * period;
    }

    /// @inheritdoc IRandomnessBeacon
    function expiresAt(uint256) external pure returns (uint256) {
        return type(uint256).max;
    }

    /// @notice The first round that is later than `moment` by more than the margin.
    function roundOf(uint256 moment) public view returns (uint256) {
        uint256 from = moment + margin;
        return from < genesis ? 1 : (from - genesis) / period + 2;
    }

    /// @notice The network's key, as EIP-2537 encodes a point of G2.
    function publicKey() public view returns (ShortSignature.Key memory) {
        return ShortSignature.Key([_key0, _key1, _key2, _key3, _key4, _key5, _key6, _key7]);
    }
}
