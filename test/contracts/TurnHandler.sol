// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HashVerifier} from "../../contracts/mocks/HashVerifier.sol";
import {ITurnEscrow} from "../../contracts/procurement/ITurnEscrow.sol";
import {InsuredRequester} from "../../contracts/types/Coverage.sol";
import {PoolLimits} from "../../contracts/types/PoolLimits.sol";
import {Opening} from "../../contracts/types/Request.sol";
import {Insurance} from "../../contracts/types/RequestTerms.sol";
import {TurnRequest} from "../../contracts/types/TurnRequest.sol";
import {TurnTerms} from "../../contracts/types/TurnTerms.sol";
import {VM} from "./Vm.sol";
import {deployShipped} from "./deployShipped.sol";

/// @dev What the escrow must have done with a request, computed apart from it.
struct TurnRecord {
    uint256 deposit;
    uint256 drawnAt;
    /// Turn of the first delivery, when there is one.
    uint256 turn;
    uint256 deliveries;
    /// Wei paid to its provers for their proofs.
    uint256 paid;
    /// The designate's bond that the escrow holds.
    uint256 bond;
    /// The designate, once it has consented.
    address consented;
    bool settled;
    /// Bit s: seat s has delivered.
    uint256 seats;
}

/// @dev Plays provers, requesters, keepers and time on requests by turns at random, and keeps the records against which
/// invariants are checked. Two requesters, one insured, run provers of their own, which deliver for their requester alone.
/// Calls that the escrow refuses change nothing.
/// Over 300 lines: a list of actions that share one state.
contract TurnHandler {
    address public constant INSURED = address(0x20000);
    address public constant STRANGER = address(0x20001);
    uint256 public constant PROVERS = 8;
    uint128 private constant BUDGET = 30_000;
    uint32 public constant MAX_DURATION = 60;
    uint32 public constant SETTLE_BLOCKS = 20;
    uint32 private constant EXIT_DELAY = 81;

    ITurnEscrow public immutable escrow;
    HashVerifier private immutable _verifier;
    address private immutable _test = msg.sender;

    TurnRequest[] private _requests;
    TurnRecord[] private _records;
    mapping(address account => uint256) public paidIn;
    mapping(address account => uint256) public paidOut;
    /// @dev Wei slashed for a requester from bonds that are not its own.
    mapping(address requester => uint256) public slashed;
    uint256 public slashedByPool;
    uint256 public roundings;
    /// @dev Number of forbidden calls that succeeded, and of payments that were not as promised; stays zero.
    uint256 public impossible;
    uint256 private _plays;

    constructor() {
        _verifier = new HashVerifier();
        InsuredRequester[] memory insured = new InsuredRequester[](1);
        insured[0] = InsuredRequester(INSURED, _verifier, 0, BUDGET);
        PoolLimits memory limits = PoolLimits(100, MAX_DURATION, SETTLE_BLOCKS, EXIT_DELAY);
        address beacon = deployShipped("contracts/mocks/ClockBeacon.sol:ClockBeacon", "");
        bytes memory arguments = abi.encode(beacon, address(this), limits, uint32(3), insured);
        escrow = ITurnEscrow(deployShipped("contracts/procurement/TurnEscrow.sol:TurnEscrow", arguments));
        for (uint256 i = 0; i < PROVERS; ++i) _bond(i, 900);
    }

    /// @dev Makes one random action.
    function play(uint256 choice) external {
        choice = uint256(keccak256(abi.encode(choice, ++_plays)));
        uint256 action = choice % 24;
        uint256 pick = choice >> 8;
        if (action < 6) _request(pick);
        else if (action < 13) _forSeats(pick, _deliver);
        else if (action < 15) _forSeats(pick, _consent);
        else if (action == 15) _forSeats(pick, _cheat);
        else if (action == 16) _draw(pick);
        else if (action < 19) _settle(pick);
        else if (action < 21) _pass(pick % 12);
        else if (action == 21) _startExit(pick);
        else if (action == 22) pick % 2 == 0 ? _bond(pick >> 1, pick >> 8) : _exitAll();
        else _withdraw(accountOf(pick));
    }

    function count() external view returns (uint256) {
        return _requests.length;
    }

    function requestAt(uint256 r) external view returns (TurnRequest memory) {
        return _requests[r];
    }

    function recordAt(uint256 r) external view returns (TurnRecord memory) {
        return _records[r];
    }

    /// @dev Lets everybody leave with all that the escrow owes. The fuzzer does not call it.
    function leaveAll() external {
        require(msg.sender == _test);
        for (uint256 i = 0; i < PROVERS; ++i) {
            VM.prank(proverOf(i));
            try escrow.startExit() {} catch {}
        }
        VM.roll(block.number + EXIT_DELAY);
        _exitAll();
        for (uint256 r = 0; r < _requests.length; ++r) _settleOf(r);
        for (uint256 i = 0; i < PROVERS + 2; ++i) _withdraw(accountOf(i));
    }

    /// @dev Wei of a requester and its own provers, inside and outside of the escrow.
    function wealthOf(address requester) external view returns (uint256 wealth) {
        for (uint256 i = 0; i < PROVERS + 2; ++i) {
            address account = accountOf(i);
            if (account != requester && ownerOf(account) != requester) continue;
            wealth += paidOut[account] + escrow.balanceOf(account) + escrow.bondOf(account);
        }
        for (uint256 r = 0; r < _requests.length; ++r) {
            TurnRecord storage record = _records[r];
            if (record.settled) continue;
            if (_requests[r].opening.requester == requester) wealth += record.deposit - record.paid;
            if (record.bond > 0 && ownerOf(record.consented) == requester) wealth += record.bond;
        }
    }

    function investedBy(address requester) external view returns (uint256 invested) {
        for (uint256 i = 0; i < PROVERS + 2; ++i) {
            address account = accountOf(i);
            if (account == requester || ownerOf(account) == requester) invested += paidIn[account];
        }
    }

    /// @dev Account number `pick`: provers first, then requesters.
    function accountOf(uint256 pick) public pure returns (address) {
        uint256 i = pick % (PROVERS + 2);
        if (i < PROVERS) return proverOf(i);
        return i == PROVERS ? INSURED : STRANGER;
    }

    function proverOf(uint256 pick) public pure returns (address) {
        return address(uint160(0x10000 + (pick % PROVERS)));
    }

    /// @dev The requester that runs a prover; zero for honest ones.
    function ownerOf(address account) public pure returns (address) {
        if (account == address(0x10000 + 5)) return INSURED;
        if (account == address(0x10000 + 6) || account == address(0x10000 + 7)) return STRANGER;
        return address(0);
    }

    function _request(uint256 choice) private {
        address requester = choice % 3 == 0 ? STRANGER : INSURED;
        TurnTerms memory terms = _terms(choice >> 8);
        uint256 deposit = escrow.depositOf(terms);
        (uint48 version, uint32 size) = escrow.roster();
        _fund(requester, deposit);
        try escrow.request{value: deposit}(terms) {
            paidIn[requester] += deposit;
            uint64 serial = uint64(_requests.length + 1);
            _requests.push(
                TurnRequest(
                    terms,
                    Opening(requester, serial, uint48(block.number), uint40(block.timestamp), version, size)
                )
            );
            _records.push();
            _records[_records.length - 1].deposit = deposit;
        } catch {}
    }

    /// @dev Lets some provers of an open request act, except those that serve another requester.
    function _forSeats(uint256 pick, function(uint256, uint256, address, uint256) act) private {
        if (_requests.length == 0) return;
        uint256 r = _pick(pick);
        _awaitDraw(r);
        // Time passes to any block of the request, often to the border of a turn.
        TurnTerms memory terms = _requests[r].terms;
        if (pick % 3 == 0) VM.roll(block.number + ((pick >> 16) % terms.turnBlocks));
        address requester = _requests[r].opening.requester;
        for (uint256 seat = 0; seat < _seats(terms) && !_records[r].settled; ++seat) {
            (address prover, uint256 index) = escrow.proverAt(_requests[r], seat);
            address owner = ownerOf(prover);
            bool acts = (pick >> (128 + seat)) & 1 == 1 && (owner == address(0) || owner == requester);
            if (acts) act(r, seat, prover, index);
        }
    }

    function _consent(uint256 r, uint256 seat, address prover, uint256 index) private {
        TurnTerms memory terms = _requests[r].terms;
        _fund(prover, terms.bond);
        try escrow.consent{value: terms.bond}(_requests[r], index) {
            TurnRecord storage record = _records[r];
            if (seat != 0 || record.consented != address(0) || terms.insurance != Insurance.Consent) ++impossible;
            paidIn[prover] += terms.bond;
            (record.bond, record.consented) = (terms.bond, prover);
            if (record.drawnAt == 0) record.drawnAt = block.number;
        } catch {}
    }

    function _deliver(uint256 r, uint256 seat, address prover, uint256 index) private {
        TurnTerms memory terms = _requests[r].terms;
        uint256 before = escrow.balanceOf(prover);
        uint256 atRequester = _balanceOf(r);
        bytes memory proof = _proofOf(terms.statement, prover);
        VM.prank(prover);
        try escrow.deliver(_requests[r], index, proof) {
            TurnRecord storage record = _records[r];
            if (record.drawnAt == 0) record.drawnAt = block.number;
            uint256 turn = seat == 0 ? 0 : 1 + (seat - 1) / terms.seatsPerTurn;
            if (!_isTurn(r, turn)) ++impossible;
            if (record.deliveries > 0 && record.turn != turn) ++impossible;
            if ((record.seats >> seat) & 1 == 1) ++impossible;
            uint256 price = terms.price - turn * terms.fall;
            uint256 returned = turn == 0 ? record.bond : 0;
            if (escrow.balanceOf(prover) != before + price + returned) ++impossible;
            record.bond -= returned;
            (record.turn, record.seats) = (turn, record.seats | (1 << seat));
            record.deliveries += 1;
            record.paid += price;
            if (record.deliveries == (turn == 0 ? 1 : terms.seatsPerTurn)) _wasSettled(r, atRequester, 0);
        } catch {}
    }

    /// @dev Delivers a copied proof, a proof of another statement, and a proof for a changed request.
    function _cheat(uint256 r, uint256, address prover, uint256 index) private {
        TurnRequest memory forged = _requests[r];
        bytes memory proof = _proofOf(forged.terms.statement, prover);
        _tryToCheat(proverOf(uint160(prover) + 1), forged, index, proof);
        forged.terms.statement[0] ^= 1;
        _tryToCheat(prover, forged, index, _proofOf(forged.terms.statement, prover));
        _tryToCheat(prover, _requests[r], index, _proofOf(forged.terms.statement, prover));
    }

    function _tryToCheat(address prover, TurnRequest memory target, uint256 index, bytes memory proof) private {
        VM.prank(prover);
        try escrow.deliver(target, index, proof) {
            ++impossible;
        } catch {}
    }

    function _draw(uint256 pick) private {
        if (_requests.length == 0) return;
        uint256 r = _pick(pick);
        _awaitDraw(r);
        try escrow.draw(_requests[r]) {
            if (_records[r].drawnAt != 0) ++impossible;
            _records[r].drawnAt = block.number;
        } catch {}
    }

    /// @dev Settles one of the requests, in time or not.
    function _settle(uint256 pick) private {
        if (_requests.length == 0) return;
        uint256 r = (pick >> 64) % _requests.length;
        while (_records[r].settled && r + 1 < _requests.length) ++r;
        if (pick % 3 == 0) VM.roll(block.number + ((pick >> 16) % 24));
        _settleOf(r);
    }

    function _settleOf(uint256 r) private {
        uint256 atRequester = _balanceOf(r);
        uint256 assets = escrow.accounts().assets;
        try escrow.settle(_requests[r]) {
            _wasSettled(r, atRequester, assets - escrow.accounts().assets);
        } catch {}
    }

    /// @dev Compares what the requester got with what it is owed.
    function _wasSettled(uint256 r, uint256 before, uint256 fromPool) private {
        TurnRecord storage record = _records[r];
        TurnRequest storage open = _requests[r];
        if (record.settled || _mayDeliver(r)) ++impossible;
        uint256 owed = _owesPool(r) ? open.terms.bond : 0;
        if (fromPool != owed) ++impossible;
        if (_balanceOf(r) - before != record.deposit - record.paid + record.bond + owed) ++impossible;
        if (record.bond > 0 && ownerOf(record.consented) != open.opening.requester) {
            slashed[open.opening.requester] += record.bond;
        }
        slashed[open.opening.requester] += owed;
        slashedByPool += owed;
        (record.settled, record.bond) = (true, 0);
    }

    /// @dev Whether the pool pays for the request in this block: it was drawn, all turns are over, and nobody delivered.
    function _owesPool(uint256 r) private view returns (bool) {
        TurnRecord storage record = _records[r];
        TurnTerms storage terms = _requests[r].terms;
        if (terms.insurance != Insurance.Pool || record.drawnAt == 0 || record.deliveries > 0) return false;
        uint256 end = record.drawnAt + uint256(terms.turns) * terms.turnBlocks;
        return block.number >= end && block.number < end + SETTLE_BLOCKS;
    }

    /// @dev Whether a prover of an open request could still deliver.
    function _mayDeliver(uint256 r) private view returns (bool) {
        TurnRecord storage record = _records[r];
        TurnTerms storage terms = _requests[r].terms;
        uint256 length = terms.consentBlocks + uint256(terms.turns) * terms.turnBlocks;
        if (record.drawnAt == 0) return block.number <= _requests[r].opening.openedAt + MAX_DURATION - length;
        uint256 start = record.drawnAt + terms.consentBlocks;
        if (terms.insurance == Insurance.Consent && record.consented == address(0)) return block.number < start;
        if (record.deliveries == 0) return block.number < start + uint256(terms.turns) * terms.turnBlocks;
        bool isComplete = record.deliveries == (record.turn == 0 ? 1 : terms.seatsPerTurn);
        return !isComplete && block.number < start + (record.turn + 1) * terms.turnBlocks;
    }

    /// @dev Whether this block belongs to a turn; the designate may act before it, once it has consented.
    function _isTurn(uint256 r, uint256 turn) private view returns (bool) {
        TurnTerms storage terms = _requests[r].terms;
        uint256 first = _records[r].drawnAt + terms.consentBlocks + turn * terms.turnBlocks;
        if (turn == 0) return block.number < first + terms.turnBlocks;
        return block.number >= first && block.number < first + terms.turnBlocks;
    }

    /// @dev Bonds; a prover that has left returns.
    function _bond(uint256 pick, uint256 amount) private {
        address prover = proverOf(pick);
        _exit(prover);
        uint256 value = 100 + (amount % 2_000);
        _fund(prover, value);
        try escrow.bond{value: value}() {
            paidIn[prover] += value;
            ++roundings;
        } catch {}
    }

    function _startExit(uint256 pick) private {
        VM.prank(proverOf(pick));
        try escrow.startExit() {} catch {}
    }

    function _exitAll() private {
        for (uint256 i = 0; i < PROVERS; ++i) _exit(proverOf(i));
    }

    function _exit(address prover) private {
        uint256 before = prover.balance;
        VM.prank(prover);
        try escrow.exit(payable(prover)) {
            paidOut[prover] += prover.balance - before;
        } catch {}
    }

    function _withdraw(address account) private {
        uint256 before = account.balance;
        VM.prank(account);
        try escrow.withdraw(payable(account)) {
            paidOut[account] += account.balance - before;
        } catch {}
    }

    function _pass(uint256 blocks) private {
        VM.roll(block.number + blocks);
        VM.warp(block.timestamp + blocks);
    }

    function _awaitDraw(uint256 r) private {
        uint256 time = uint256(_requests[r].opening.moment) + 5;
        if (block.timestamp < time) VM.warp(time);
    }

    function _fund(address account, uint256 value) private {
        VM.deal(account, account.balance + value);
        VM.prank(account);
    }

    function _balanceOf(uint256 r) private view returns (uint256) {
        return escrow.balanceOf(_requests[r].opening.requester);
    }

    /// @dev One of the last few requests.
    function _pick(uint256 pick) private view returns (uint256) {
        uint256 recent = _requests.length < 4 ? _requests.length : 4;
        return _requests.length - 1 - ((pick >> 64) % recent);
    }

    function _terms(uint256 choice) private view returns (TurnTerms memory terms) {
        terms.verifier = _verifier;
        terms.turns = uint8(1 + (choice % 3));
        terms.seatsPerTurn = terms.turns == 1 ? 0 : uint8(1 + ((choice >> 8) % 3));
        terms.price = 100 + uint96(uint16(choice >> 16));
        terms.fall = terms.turns == 1 ? 0 : uint96((choice >> 32) % 50);
        terms.turnBlocks = uint32(3 + ((choice >> 40) % 8));
        terms.statement = new uint256[](1);
        terms.statement[0] = choice;
        uint256 kind = (choice >> 48) % 6;
        if (kind == 0) return terms;
        terms.bond = uint96(1 + ((choice >> 64) % 5_000));
        terms.insurance = kind < 4 ? Insurance.Pool : Insurance.Consent;
        if (kind >= 4) terms.consentBlocks = 5;
    }

    function _seats(TurnTerms memory terms) private pure returns (uint256) {
        return 1 + (uint256(terms.turns) - 1) * terms.seatsPerTurn;
    }

    function _proofOf(uint256[] memory statement, address prover) private pure returns (bytes memory) {
        return abi.encode(keccak256(abi.encodePacked(statement, uint256(uint160(prover)))));
    }
}
