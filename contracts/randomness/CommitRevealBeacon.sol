// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {BlockHashBeacon} from "./BlockHashBeacon.sol";
import {IRandomnessBeacon} from "./IRandomnessBeacon.sol";

/// @title Commit–reveal on top of a future block
/// @notice Until `height` anyone commits to a secret and leaves a deposit; for REVEAL_BLOCKS after it, whoever reveals gets
/// the deposit back. The random value mixes all revealed secrets with the hash of a block after the reveal window.
/// @dev Trust. Whoever builds the target block chooses the value: all secrets are revealed by then, so that it can try one hash
/// after the other. The block keeps revealers from computing the value before, and from withholding for it.
contract CommitRevealBeacon is BlockHashBeacon {
    struct Round {
        /// XOR (⊕) of keccak256(secret, author) over the reveals: their order does not matter.
        bytes32 mix;
        uint128 committed;
        uint128 revealed;
    }

    event Committed(uint256 indexed height, address indexed author, bytes32 commitment);
    event Revealed(uint256 indexed height, address indexed author, bytes32 secret);
    event Forfeited(uint256 indexed height, uint256 amount);

    error CommitTooLate(uint256 height);
    error AlreadyCommitted(uint256 height, address author);
    error WrongDeposit(uint256 sent, uint256 required);
    /// @notice Reveals for `height` are taken in the blocks `first` to `last`.
    error NotInRevealWindow(uint256 first, uint256 last);
    error WrongSecret(uint256 height, address author);

    /// @notice Length of the reveal window, in blocks.
    uint256 public constant REVEAL_BLOCKS = 25;
    /// @dev Blocks from the end of the reveal window to the one whose hash is mixed in.
    uint256 private constant PAUSE = 4;

    uint256 public immutable deposit;
    /// @notice Receives the deposits of authors that did not reveal.
    address public immutable sink;

    mapping(uint256 height => Round) private _rounds;
    mapping(uint256 height => mapping(address author => bytes32)) private _commitments;

    constructor(uint256 deposit_, address sink_) BlockHashBeacon(REVEAL_BLOCKS + PAUSE) {
        deposit = deposit_;
        sink = sink_;
    }

    /// @notice Commits the caller to a secret for `height`, once.
    /// @param commitment keccak256(abi.encode(caller, height, secret)).
    function commit(uint256 height, bytes32 commitment) external payable {
        if (block.number > height) revert CommitTooLate(height);
        if (_commitments[height][msg.sender] != 0) revert AlreadyCommitted(height, msg.sender);
        if (msg.value != deposit) revert WrongDeposit(msg.value, deposit);

        _commitments[height][msg.sender] = commitment;
        ++_rounds[height].committed;

        emit Committed(height, msg.sender, commitment);
    }

    /// @notice Reveals the caller's secret for `height` and returns the deposit.
    function reveal(uint256 height, bytes32 secret) external {
        if (block.number <= height || block.number > height + REVEAL_BLOCKS) {
            revert NotInRevealWindow(height + 1, height + REVEAL_BLOCKS);
        }
        if (_commitments[height][msg.sender] != keccak256(abi.encode(msg.sender, height, secret))) {
            revert WrongSecret(height, msg.sender);
        }

        delete _commitments[height][msg.sender];
        ++_rounds[height].revealed;
        _rounds[height].mix ^= keccak256(abi.encode(secret, msg.sender));

        emit Revealed(height, msg.sender, secret);
        Address.sendValue(payable(msg.sender), deposit);
    }

    /// @notice Sends the deposits of secrets that were not revealed for `height` to the sink. Anyone may call it.
    function forfeit(uint256 height) external {
        if (block.number <= height + REVEAL_BLOCKS) revert NotInRevealWindow(height + 1, height + REVEAL_BLOCKS);

        Round storage round = _rounds[height];
        uint256 amount = (round.committed - round.revealed) * deposit;
        round.committed = round.revealed;

        emit Forfeited(height, amount);
        Address.sendValue(payable(sink), amount);
    }

    /// @inheritdoc IRandomnessBeacon
    function randomness(uint256 height) external view returns (bytes32) {
        return keccak256(abi.encode(_rounds[height].mix, _hashFor(height)));
    }
}
