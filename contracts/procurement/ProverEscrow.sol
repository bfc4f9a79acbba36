// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BitMatrix} from "../libraries/BitMatrix.sol";
import {IRandomnessBeacon} from "../randomness/IRandomnessBeacon.sol";
import {InsuredRequester} from "../types/Coverage.sol";
import {Payout} from "../types/Payout.sol";
import {PoolLimits} from "../types/PoolLimits.sol";
import {Opening, Request, toRequestId} from "../types/Request.sol";
import {RequestId} from "../types/RequestId.sol";
import {JUST_OPENED, NOT_OPEN, PackedProgress, RequestProgress} from "../types/RequestProgress.sol";
import {Insurance, RequestTerms} from "../types/RequestTerms.sol";
import {SeatedProver} from "../types/SeatedProver.sol";
import {EscrowBase} from "./EscrowBase.sol";
import {IProverEscrow} from "./IProverEscrow.sol";
import {PaymentRules} from "./PaymentRules.sol";
import {TermsCheck} from "./TermsCheck.sol";

/// @notice See IProverEscrow.
/// @dev Over 300 lines: one state machine, whose steps share storage and checks.
contract ProverEscrow is IProverEscrow, EscrowBase {
    /// @dev Progress of open requests.
    mapping(RequestId => PackedProgress) private _progress;
    /// @dev Hash chain of the consents and deliveries so far, in their order.
    mapping(RequestId => bytes32) private _proversHash;

    constructor(
        IRandomnessBeacon beacon_,
        address steward,
        PoolLimits memory limits_,
        InsuredRequester[] memory insured
    ) EscrowBase(beacon_, steward, limits_, insured) {}

    /// @inheritdoc IProverEscrow
    function request(RequestTerms calldata terms, bytes calldata prizes) external payable returns (RequestId id) {
        Opening memory opening = _newOpening();
        TermsCheck.check(terms, prizes, opening.rosterSize, _maxDuration);
        _requirePayment(terms.total);

        id = toRequestId(terms, opening);
        _progress[id] = JUST_OPENED;
        if (terms.insurance == Insurance.Pool) {
            uint256 pay = (terms.total - terms.prize) / terms.designates;
            _reserve(msg.sender, terms.verifier, pay, terms.bond);
        }

        emit Requested(id, msg.sender, terms, prizes, opening);
    }

    /// @inheritdoc IProverEscrow
    function draw(Request calldata request_) external {
        (RequestId id, PackedProgress progress) = _open(request_);
        if (progress.isDrawn()) revert AlreadyDrawn(id);
        uint256 deadline = _deadline(request_);
        if (block.number > deadline) revert DeliveryTooLate(id, deadline);

        _progress[id] = _draw(id, progress, request_.opening);
    }

    /// @inheritdoc IProverEscrow
    function consent(Request calldata request_, uint256 index) external payable {
        (RequestId id, PackedProgress progress) = _open(request_);
        RequestTerms calldata terms = request_.terms;
        if (terms.insurance != Insurance.Consent) revert ConsentNotSought(id);
        uint256 lastBlock = _lastConsentBlock(request_);
        if (block.number > lastBlock) revert ConsentTooLate(id, lastBlock);
        _requirePayment(terms.bond / terms.designates);
        if (!progress.isDrawn()) progress = _draw(id, progress, request_.opening);
        uint256 seat = _callersSeat(id, progress.seed(), request_.opening, index);
        if (seat >= terms.designates) revert NotADesignate(id, msg.sender);
        if (_has(progress.consented(), seat)) revert AlreadyConsented(id, msg.sender);

        _progress[id] = progress.withConsent(seat);
        _proversHash[id] = _append(_proversHash[id], seat, msg.sender);

        emit Consented(id, msg.sender, seat);
    }

    /// @inheritdoc IProverEscrow
    function deliver(Request calldata request_, uint256 index, bytes calldata proof) external {
        (RequestId id, PackedProgress progress) = _open(request_);
        RequestTerms calldata terms = request_.terms;
        uint256 deadline = _deadline(request_);
        if (block.number > deadline) revert DeliveryTooLate(id, deadline);
        if (_lacksConsent(terms, progress)) revert ConsentMissing(id, progress.consented());
        if (!progress.isDrawn()) progress = _draw(id, progress, request_.opening);
        uint256 seat = _callersSeat(id, progress.seed(), request_.opening, index);
        if (seat >= terms.seats) revert NoSeat(id, msg.sender);
        if (_has(progress.delivered(), seat)) revert AlreadyDelivered(id, msg.sender);
        if (!_verifies(terms.verifier, terms.statement, proof)) revert InvalidProof(id, msg.sender);

        _progress[id] = progress.withDelivery(seat);
        _proversHash[id] = _append(_proversHash[id], seat, msg.sender);

        emit Delivered(id, msg.sender, seat, proof);
    }

    /// @inheritdoc IProverEscrow
    function close(Request calldata request_) external {
        (RequestId id, PackedProgress progress) = _open(request_);
        uint256 deadline = _deadline(request_);
        if (block.number <= deadline) revert RequestOpen(id, deadline);
        bool isLottery = PaymentRules.drawsWinner(request_.terms.shape);
        if (!isLottery || progress.delivered() == 0 || progress.closedAt() != 0) revert NothingToClose(id);

        _progress[id] = progress.withClose(block.timestamp);

        emit Closed(id, block.timestamp);
    }

    /// @inheritdoc IProverEscrow
    function settle(Request calldata request_, SeatedProver[] calldata provers, bytes calldata prizes) external {
        (RequestId id, PackedProgress progress) = _open(request_);
        bool isVoid = _lacksConsent(request_.terms, progress);
        uint256 lastBlock = isVoid ? _lastConsentBlock(request_) : _deadline(request_);
        if (block.number <= lastBlock) revert RequestOpen(id, lastBlock);
        Payout memory payout = _payout(id, request_, progress, isVoid, prizes);

        _progress[id] = NOT_OPEN;
        if (payout.winner != address(0)) _credit(payout.winner, payout.committeeShare);
        else _creditProvers(id, request_.terms, progress, payout, provers);
        _settleBond(request_, payout.slashed);
        _credit(request_.opening.requester, payout.refund + payout.slashed);

        emit Settled(id, payout);
    }

    /// @inheritdoc IProverEscrow
    function idOf(Request calldata request_) external pure returns (RequestId) {
        return request_.toId();
    }

    /// @inheritdoc IProverEscrow
    function incentiveGap(
        RequestTerms calldata terms,
        bytes calldata prizes
    ) external pure returns (int256 designate, int256 member) {
        TermsCheck.check(terms, prizes, type(uint256).max, type(uint256).max);
        return PaymentRules.gap(terms, prizes);
    }

    /// @inheritdoc IProverEscrow
    function progressOf(RequestId id) external view returns (RequestProgress memory) {
        return _progress[id].unpack();
    }

    /// @inheritdoc IProverEscrow
    function seatOf(Request calldata request_, uint256 index) external view returns (bool assigned, uint256 seat) {
        return _seatAt(_seed(request_), request_.opening, index, request_.terms.seats);
    }

    /// @inheritdoc IProverEscrow
    function proverAt(Request calldata request_, uint256 seat) external view returns (address prover, uint256 index) {
        if (seat >= request_.terms.seats) revert UnknownSeat(request_.toId(), seat);
        return _holderOf(_seed(request_), request_.opening, seat);
    }

    function _draw(RequestId id, PackedProgress progress, Opening calldata opening) private returns (PackedProgress) {
        uint120 seed = _seedOf(id, opening);

        emit Drawn(id, seed);
        return progress.withDraw(seed);
    }

    /// @dev Returns bonds for the consents, which come first in the list, then pays the deliveries.
    function _creditProvers(
        RequestId id,
        RequestTerms calldata terms,
        PackedProgress progress,
        Payout memory payout,
        SeatedProver[] calldata provers
    ) private {
        uint256 consents = BitMatrix.popCount(progress.consented());
        uint256 returned = consents == 0 || payout.slashed > 0 ? 0 : terms.bond / terms.designates;
        if (returned | payout.designateShare | payout.committeeShare == 0) return;
        if (_hashOf(provers) != _proversHash[id]) revert WrongProvers(id);

        // The list is checked, so that the hash is not needed any more.
        delete _proversHash[id];
        for (uint256 i = 0; i < provers.length; ++i) {
            (uint256 seat, address prover) = (provers[i].seat, provers[i].prover);
            if (i < consents) _credit(prover, returned);
            else _credit(prover, seat < terms.designates ? payout.designateShare : payout.committeeShare);
        }
    }

    /// @dev Settles the bond of the pool. The escrow itself holds the bonds of designates that consented.
    function _settleBond(Request calldata request_, uint256 slashed) private {
        if (request_.terms.insurance != Insurance.Pool) return;
        Opening calldata opening = request_.opening;
        if (slashed > 0) _slash(opening.requester, request_.terms.bond);
        else _release(opening.requester, opening.openedAt, request_.terms.bond);
    }

    function _open(Request calldata request_) private view returns (RequestId id, PackedProgress progress) {
        id = request_.toId();
        progress = _progress[id];
        if (!progress.isOpened()) revert NotOpen(id);
    }

    function _payout(
        RequestId id,
        Request calldata request_,
        PackedProgress progress,
        bool isVoid,
        bytes calldata prizes
    ) private view returns (Payout memory payout) {
        RequestTerms calldata terms = request_.terms;
        uint256 designateSeats = (1 << terms.designates) - 1;
        uint256 designates = BitMatrix.popCount(progress.delivered() & designateSeats);
        uint256 others = BitMatrix.popCount(progress.delivered() & ~designateSeats);
        bool isLate = block.number > _deadline(request_) + _settleBlocks;
        (payout.designateShare, payout.committeeShare) = PaymentRules.shares(id, terms, designates, others, prizes);
        uint256 winners = others;
        if (PaymentRules.drawsWinner(terms.shape) && others > 0) {
            if (isLate) payout.committeeShare /= others;
            else (payout.winner, winners) = (_winner(id, request_, progress, others), 1);
        }
        uint256 paid = designates * payout.designateShare + winners * payout.committeeShare;
        payout.refund = terms.total - paid;
        if (designates == 0 && !isVoid) payout.slashed = _slashable(terms, progress, isLate);
    }

    /// @dev The part of S to slash when no designate delivered. The pool is not at fault where no draw was recorded.
    function _slashable(
        RequestTerms calldata terms,
        PackedProgress progress,
        bool isLate
    ) private pure returns (uint256) {
        if (terms.insurance != Insurance.Pool) return terms.bond;
        return progress.isDrawn() && !isLate ? terms.bond : 0;
    }

    /// @dev The winner of a lottery, drawn among all that delivered: there are no designates.
    function _winner(
        RequestId id,
        Request calldata request_,
        PackedProgress progress,
        uint256 deliveries
    ) private view returns (address winner) {
        uint256 closedAt = progress.closedAt();
        if (closedAt == 0) revert NotClosed(id);
        uint256 ticket = uint256(keccak256(abi.encode(beacon.randomness(closedAt), id)));
        uint256 seats = progress.delivered();
        unchecked {
            // Clears the lowest bit as often as the ticket says.
            for (uint256 skip = ticket % deliveries; skip > 0; --skip) seats &= seats - 1;
        }
        uint256 seat = BitMatrix.popCount((seats & (~seats + 1)) - 1);
        (winner, ) = _holderOf(progress.seed(), request_.opening, seat);
    }

    /// @dev Seed of the recorded draw, or of the one that would be recorded now.
    function _seed(Request calldata request_) private view returns (uint256) {
        (RequestId id, PackedProgress progress) = _open(request_);
        return progress.isDrawn() ? progress.seed() : _seedOf(id, request_.opening);
    }

    /// @dev Whether a designate that has to consent did not.
    function _lacksConsent(RequestTerms calldata terms, PackedProgress progress) private pure returns (bool) {
        return terms.insurance == Insurance.Consent && progress.consented() != (1 << terms.designates) - 1;
    }

    function _lastConsentBlock(Request calldata request_) private pure returns (uint256) {
        return uint256(request_.opening.openedAt) + request_.terms.consentBlocks;
    }

    /// @dev The last block of deliveries.
    function _deadline(Request calldata request_) private pure returns (uint256) {
        return _lastConsentBlock(request_) + request_.terms.proveBlocks;
    }

    function _has(uint256 seats, uint256 seat) private pure returns (bool) {
        return (seats >> seat) & 1 == 1;
    }

    function _hashOf(SeatedProver[] calldata provers) private pure returns (bytes32 hash) {
        for (uint256 i = 0; i < provers.length; ++i) hash = _append(hash, provers[i].seat, provers[i].prover);
    }

    /// @dev keccak256(hash ‖ seat ‖ prover), the last two in one word.
    function _append(bytes32 hash, uint256 seat, address prover) private pure returns (bytes32) {
        return keccak256(abi.encode(hash, (seat << 160) | uint160(prover)));
    }
}
