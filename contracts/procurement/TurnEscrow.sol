// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BitMatrix} from "../libraries/BitMatrix.sol";
import {IRandomnessBeacon} from "../randomness/IRandomnessBeacon.sol";
import {InsuredRequester} from "../types/Coverage.sol";
import {PoolLimits} from "../types/PoolLimits.sol";
import {Opening} from "../types/Request.sol";
import {RequestId} from "../types/RequestId.sol";
import {Insurance} from "../types/RequestTerms.sol";
import {JUST_OPENED, NOT_OPEN, PackedTurnProgress, TurnProgress} from "../types/TurnProgress.sol";
import {toTurnRequestId, TurnRequest} from "../types/TurnRequest.sol";
import {TurnTerms} from "../types/TurnTerms.sol";
import {EscrowBase} from "./EscrowBase.sol";
import {ITurnEscrow} from "./ITurnEscrow.sol";
import {TurnTermsCheck} from "./TurnTermsCheck.sol";

/// @notice See ITurnEscrow.
contract TurnEscrow is ITurnEscrow, EscrowBase {
    /// @inheritdoc ITurnEscrow
    uint32 public immutable leastTurnBlocks;

    /// @dev Progress of open requests.
    mapping(RequestId => PackedTurnProgress) private _progress;

    constructor(
        IRandomnessBeacon beacon_,
        address steward,
        PoolLimits memory limits_,
        uint32 leastTurnBlocks_,
        InsuredRequester[] memory insured
    ) EscrowBase(beacon_, steward, limits_, insured) {
        leastTurnBlocks = leastTurnBlocks_;
    }

    /// @inheritdoc ITurnEscrow
    function request(TurnTerms calldata terms) external payable returns (RequestId id) {
        Opening memory opening = _newOpening();
        TurnTermsCheck.check(terms, opening.rosterSize, leastTurnBlocks, _maxDuration);
        _requirePayment(terms.deposit());

        id = toTurnRequestId(terms, opening);
        _progress[id] = JUST_OPENED;
        if (terms.insurance == Insurance.Pool) {
            _reserve(msg.sender, terms.verifier, terms.priceOf(terms.turns - 1), terms.bond);
        }

        emit Requested(id, msg.sender, terms, opening);
    }

    /// @inheritdoc ITurnEscrow
    function draw(TurnRequest calldata request_) external {
        (RequestId id, PackedTurnProgress progress) = _open(request_);
        if (progress.isDrawn()) revert AlreadyDrawn(id);

        _progress[id] = _draw(id, progress, request_);
    }

    /// @inheritdoc ITurnEscrow
    function consent(TurnRequest calldata request_, uint256 index) external payable {
        (RequestId id, PackedTurnProgress progress) = _open(request_);
        TurnTerms calldata terms = request_.terms;
        if (terms.insurance != Insurance.Consent) revert ConsentNotSought(id);
        if (progress.isConsented()) revert AlreadyConsented(id, msg.sender);
        _requirePayment(terms.bond);
        if (!progress.isDrawn()) progress = _draw(id, progress, request_);
        uint256 start = _start(terms, progress);
        if (block.number >= start) revert ConsentTooLate(id, start - 1);
        uint256 seat = _callersSeat(id, progress.seed(), request_.opening, index);
        if (seat != 0) revert NotADesignate(id, msg.sender);

        _progress[id] = progress.withConsent();

        emit Consented(id, msg.sender);
    }

    /// @inheritdoc ITurnEscrow
    function deliver(TurnRequest calldata request_, uint256 index, bytes calldata proof) external {
        (RequestId id, PackedTurnProgress progress) = _open(request_);
        TurnTerms calldata terms = request_.terms;
        if (!progress.isDrawn()) progress = _draw(id, progress, request_);
        if (_lacksConsent(terms, progress)) revert ConsentMissing(id, 0);
        uint256 seat = _callersSeat(id, progress.seed(), request_.opening, index);
        if (seat >= terms.seats()) revert NoSeat(id, msg.sender);
        uint256 turn = terms.turnOf(seat);
        _requireTurn(id, terms, progress, turn);
        uint256 place = terms.placeOf(seat);
        if ((progress.delivered() >> place) & 1 == 1) revert AlreadyDelivered(id, msg.sender);
        if (!_verifies(terms.verifier, terms.statement, proof)) revert InvalidProof(id, msg.sender);

        progress = progress.withDelivery(turn, place);
        bool isComplete = BitMatrix.popCount(progress.delivered()) == terms.seatsOf(turn);
        uint256 bond = turn == 0 && progress.isConsented() ? terms.bond : 0;
        _credit(msg.sender, terms.priceOf(turn) + bond);

        emit Delivered(id, msg.sender, seat, proof);

        if (isComplete) _settle(id, request_, progress);
        else _progress[id] = progress;
    }

    /// @inheritdoc ITurnEscrow
    function settle(TurnRequest calldata request_) external {
        (RequestId id, PackedTurnProgress progress) = _open(request_);
        uint256 lastBlock = _lastBlock(request_, progress);
        if (block.number <= lastBlock) revert RequestOpen(id, lastBlock);

        _settle(id, request_, progress);
    }

    /// @inheritdoc ITurnEscrow
    function depositOf(TurnTerms calldata terms) external pure returns (uint256) {
        return terms.deposit();
    }

    /// @inheritdoc ITurnEscrow
    function idOf(TurnRequest calldata request_) external pure returns (RequestId) {
        return request_.toId();
    }

    /// @inheritdoc ITurnEscrow
    function progressOf(RequestId id) external view returns (TurnProgress memory) {
        return _progress[id].unpack();
    }

    /// @inheritdoc ITurnEscrow
    function seatOf(TurnRequest calldata request_, uint256 index) external view returns (bool assigned, uint256 seat) {
        return _seatAt(_seed(request_), request_.opening, index, request_.terms.seats());
    }

    /// @inheritdoc ITurnEscrow
    function proverAt(
        TurnRequest calldata request_,
        uint256 seat
    ) external view returns (address prover, uint256 index) {
        if (seat >= request_.terms.seats()) revert UnknownSeat(request_.toId(), seat);
        return _holderOf(_seed(request_), request_.opening, seat);
    }

    function _draw(
        RequestId id,
        PackedTurnProgress progress,
        TurnRequest calldata request_
    ) private returns (PackedTurnProgress) {
        uint256 lastBlock = _lastDrawBlock(request_);
        if (block.number > lastBlock) revert DrawTooLate(id, lastBlock);
        uint120 seed = _seedOf(id, request_.opening);

        emit Drawn(id, seed);
        return progress.withDraw(seed);
    }

    /// @dev Refunds what no delivery was paid, and slashes for a failure.
    function _settle(RequestId id, TurnRequest calldata request_, PackedTurnProgress progress) private {
        TurnTerms calldata terms = request_.terms;
        uint256 deliveries = BitMatrix.popCount(progress.delivered());
        uint256 refund = terms.deposit() - deliveries * terms.priceOf(progress.turn());
        uint256 slashed = _slashable(request_, progress, deliveries);

        _progress[id] = NOT_OPEN;
        if (terms.insurance == Insurance.Pool) _settleBond(request_, slashed);
        _credit(request_.opening.requester, refund + slashed);

        emit Settled(id, refund, slashed);
    }

    /// @dev Settles the bond of the pool. The escrow itself holds the bond of a designate that consented.
    function _settleBond(TurnRequest calldata request_, uint256 slashed) private {
        Opening calldata opening = request_.opening;
        if (slashed > 0) _slash(opening.requester, request_.terms.bond);
        else _release(opening.requester, opening.openedAt, request_.terms.bond);
    }

    function _open(TurnRequest calldata request_) private view returns (RequestId id, PackedTurnProgress progress) {
        id = request_.toId();
        progress = _progress[id];
        if (!progress.isOpened()) revert NotOpen(id);
    }

    /// @dev Reverts unless the present block belongs to a turn that no proof came before.
    function _requireTurn(
        RequestId id,
        TurnTerms calldata terms,
        PackedTurnProgress progress,
        uint256 turn
    ) private view {
        uint256 start = _start(terms, progress);
        uint256 first = start + turn * terms.turnBlocks;
        uint256 last = first + terms.turnBlocks - 1;
        // A designate that has consented may deliver while others still could have.
        bool isEarly = block.number < first && turn > 0;
        if (isEarly || block.number > last) revert NotYourTurn(id, turn, first, last);
        if (progress.delivered() != 0 && progress.turn() != turn) revert AlreadyProved(id, progress.turn());
    }

    /// @dev The part of the bonds to slash. The pool is not at fault where no draw was recorded, nor long after the end.
    function _slashable(
        TurnRequest calldata request_,
        PackedTurnProgress progress,
        uint256 deliveries
    ) private view returns (uint256) {
        TurnTerms calldata terms = request_.terms;
        bool byDesignate = deliveries > 0 && progress.turn() == 0;
        if (terms.insurance == Insurance.Consent) return progress.isConsented() && !byDesignate ? terms.bond : 0;
        bool isLate = block.number > _lastBlock(request_, progress) + _settleBlocks;
        return deliveries == 0 && progress.isDrawn() && !isLate ? terms.bond : 0;
    }

    /// @dev The last block in which somebody may act on the request, as it stands.
    function _lastBlock(TurnRequest calldata request_, PackedTurnProgress progress) private view returns (uint256) {
        if (!progress.isDrawn()) return _lastDrawBlock(request_);
        TurnTerms calldata terms = request_.terms;
        uint256 start = _start(terms, progress);
        if (_lacksConsent(terms, progress)) return start - 1;
        uint256 turns = progress.delivered() == 0 ? terms.turns : uint256(progress.turn()) + 1;
        return start + turns * terms.turnBlocks - 1;
    }

    function _lastDrawBlock(TurnRequest calldata request_) private view returns (uint256) {
        return request_.opening.openedAt + _maxDuration - request_.terms.duration();
    }

    /// @dev First block of turn 0.
    function _start(TurnTerms calldata terms, PackedTurnProgress progress) private pure returns (uint256) {
        return uint256(progress.drawnAt()) + terms.consentBlocks;
    }

    /// @dev Whether a designate that has to consent did not.
    function _lacksConsent(TurnTerms calldata terms, PackedTurnProgress progress) private pure returns (bool) {
        return terms.insurance == Insurance.Consent && !progress.isConsented();
    }

    /// @dev Seed of the recorded draw, or of the one that would be recorded now.
    function _seed(TurnRequest calldata request_) private view returns (uint256) {
        (RequestId id, PackedTurnProgress progress) = _open(request_);
        return progress.isDrawn() ? progress.seed() : _seedOf(id, request_.opening);
    }
}
