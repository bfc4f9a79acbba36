// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HashVerifier} from "../../contracts/mocks/HashVerifier.sol";
import {IProverEscrow} from "../../contracts/procurement/IProverEscrow.sol";
import {InsuredRequester} from "../../contracts/types/Coverage.sol";
import {PoolLimits} from "../../contracts/types/PoolLimits.sol";
import {Opening, Request} from "../../contracts/types/Request.sol";
import {RequestId} from "../../contracts/types/RequestId.sol";
import {Insurance, RequestTerms, Shape} from "../../contracts/types/RequestTerms.sol";
import {SeatedProver} from "../../contracts/types/SeatedProver.sol";
import {VM} from "./Vm.sol";
import {deployShipped} from "./deployShipped.sol";

/// @dev Plays provers, requesters, keepers and the steward at random, and keeps the records against which invariants are
/// checked. Two requesters, one insured, run provers of their own, which deliver for their requester alone. Calls that the
/// escrow refuses change nothing and are not counted.
/// Over 300 lines: a list of actions that share one state.
contract ProcurementHandler {
    address public constant INSURED = address(0x20000);
    address public constant STRANGER = address(0x20001);
    uint256 public constant PROVERS = 8;
    uint128 private constant BUDGET = 30_000;
    /// @dev Times are this short so that a run of the fuzzer sees requests begin, lapse and end.
    uint32 private constant MAX_DURATION = 40;
    uint32 private constant SETTLE_BLOCKS = 20;
    uint32 private constant EXIT_DELAY = 61;

    IProverEscrow public immutable escrow;
    HashVerifier private immutable _verifier;
    address private immutable _test = msg.sender;

    Request[] private _requests;
    bytes[] private _prizes;
    SeatedProver[][] private _consents;
    SeatedProver[][] private _deliveries;
    uint256[] public settlements;
    /// @dev Seeds of the requests, as first seen after the draw.
    uint256[] public seeds;
    mapping(address account => uint256) public paidIn;
    mapping(address account => uint256) public paidOut;
    /// @dev Wei slashed for a requester from bonds that are not its own.
    mapping(address requester => uint256) public slashedByPool;
    mapping(address requester => uint256) public slashedByConsent;
    /// @dev Budgets of the insured requester so far, less the parts that later ones replaced.
    uint256 public announced = BUDGET;
    uint256 public roundings;
    /// @dev Number of forbidden calls that succeeded; stays zero.
    uint256 public impossible;
    /// @dev Settlements that owed a committee its prize and paid something else; stays zero.
    uint256 public unpaid;
    uint256 private _plays;

    constructor() {
        _verifier = new HashVerifier();
        InsuredRequester[] memory insured = new InsuredRequester[](1);
        insured[0] = InsuredRequester(INSURED, _verifier, 0, BUDGET);
        PoolLimits memory limits = PoolLimits(100, MAX_DURATION, SETTLE_BLOCKS, EXIT_DELAY);
        address beacon = deployShipped("contracts/mocks/ClockBeacon.sol:ClockBeacon", "");
        bytes memory arguments = abi.encode(beacon, address(this), limits, insured);
        escrow = IProverEscrow(deployShipped("contracts/procurement/ProverEscrow.sol:ProverEscrow", arguments));
        for (uint256 i = 0; i < PROVERS; ++i) _bond(i, 900);
    }

    /// @dev Makes one random action, more often in a request than outside of all.
    function play(uint256 choice) external {
        choice = uint256(keccak256(abi.encode(choice, ++_plays)));
        uint256 action = choice % 32;
        uint256 pick = choice >> 8;
        if (action < 7) _request(pick);
        else if (action < 15) _forMembers(pick, _deliver);
        else if (action < 20) _forMembers(pick, _consent);
        else if (action < 22) _forMembers(pick, _cheat);
        else if (action < 23) _draw(pick);
        else if (action < 27) _settle(pick);
        else if (action == 27) _startExit(pick);
        else if (action == 28) _pass(pick % 24);
        else if (action == 29) _bond(pick, pick >> 8);
        else if (action == 30) _exitAll();
        else pick % 2 == 0 ? _steward(pick >> 1) : _withdraw(accountOf(pick >> 1));
    }

    function _request(uint256 choice) private {
        address requester = choice % 3 == 0 ? STRANGER : INSURED;
        (RequestTerms memory terms, bytes memory prizes) = _terms(choice >> 8);
        uint256 deposit = terms.total;
        (uint48 version, uint32 size) = escrow.roster();
        _fund(requester, deposit);
        try escrow.request{value: deposit}(terms, prizes) {
            paidIn[requester] += deposit;
            uint64 serial = uint64(_requests.length + 1);
            _requests.push(
                Request(terms, Opening(requester, serial, uint48(block.number), uint40(block.timestamp), version, size))
            );
            _prizes.push(prizes);
            _consents.push();
            _deliveries.push();
            settlements.push(0);
            seeds.push(0);
        } catch {}
    }

    function _draw(uint256 pick) private {
        if (_requests.length > 0) _drawOf(_pick(pick));
    }

    function _drawOf(uint256 r) private {
        _awaitDraw(r);
        try escrow.draw(_requests[r]) {
            _remember(r);
        } catch {}
    }

    /// @dev Lets some seated provers of an open request act, except those that serve another requester.
    function _forMembers(uint256 pick, function(uint256, SeatedProver memory, uint256) act) private {
        if (_requests.length == 0) return;
        uint256 r = _pick(pick);
        if (settlements[r] > 0) return;
        _awaitDraw(r);
        address requester = _requests[r].opening.requester;
        for (uint256 seat = 0; seat < _requests[r].terms.seats; ++seat) {
            (address prover, uint256 index) = escrow.proverAt(_requests[r], seat);
            address owner = ownerOf(prover);
            bool acts = (pick >> (128 + seat)) & 1 == 1 && (owner == address(0) || owner == requester);
            if (acts) act(r, SeatedProver(uint8(seat), prover), index);
        }
    }

    function _consent(uint256 r, SeatedProver memory member, uint256 index) private {
        if (_requests[r].terms.insurance != Insurance.Consent) return;
        uint256 value = _requests[r].terms.bond / _requests[r].terms.designates;
        _fund(member.prover, value);
        try escrow.consent{value: value}(_requests[r], index) {
            paidIn[member.prover] += value;
            _consents[r].push(member);
            _remember(r);
        } catch {}
    }

    function _deliver(uint256 r, SeatedProver memory member, uint256 index) private {
        bytes memory proof = _proofOf(_requests[r].terms.statement, member.prover);
        VM.prank(member.prover);
        try escrow.deliver(_requests[r], index, proof) {
            for (uint256 i = 0; i < _deliveries[r].length; ++i) {
                if (_deliveries[r][i].prover == member.prover) ++impossible;
            }
            _deliveries[r].push(member);
            _remember(r);
        } catch {}
    }

    /// @dev Delivers a copied proof, a proof of another statement, and a proof for a changed request.
    function _cheat(uint256 r, SeatedProver memory member, uint256 index) private {
        Request memory forged = _requests[r];
        address thief = proverOf(uint160(member.prover) + 1);
        _tryToCheat(thief, forged, index, _proofOf(forged.terms.statement, member.prover));
        forged.terms.statement[0] ^= 1;
        bytes memory proof = _proofOf(forged.terms.statement, member.prover);
        _tryToCheat(member.prover, _requests[r], index, proof);
        _tryToCheat(member.prover, forged, index, proof);
    }

    function _tryToCheat(address prover, Request memory target, uint256 index, bytes memory proof) private {
        VM.prank(prover);
        try escrow.deliver(target, index, proof) {
            ++impossible;
        } catch {}
    }

    /// @dev Settles, in time or not, also with a list that lacks a prover. A keeper records the draw before it waits.
    function _settle(uint256 pick) private {
        if (_requests.length == 0) return;
        uint256 r = (pick >> 64) % _requests.length;
        while (settlements[r] > 0 && r + 1 < _requests.length) ++r;
        Request storage open = _requests[r];
        uint256 deadline = uint256(open.opening.openedAt) + open.terms.consentBlocks + open.terms.proveBlocks;
        if (pick % 4 == 0 && block.number <= deadline) {
            _drawOf(r);
            VM.roll(deadline + 1);
            try escrow.close(open) {
                _warpTo(uint256(escrow.progressOf(escrow.idOf(open)).closedAt) + 5);
            } catch {}
        }
        // The escrow accepts it only where nobody on the list is paid, as the records show.
        if (_deliveries[r].length > 0) _settleAs(r, _consents[r]);
        _settleAs(r, _provers(r));
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

    /// @dev Announces or revokes; a replaced or revoked coverage loses the rest of its budget.
    function _steward(uint256 pick) private {
        announced -= escrow.coverageOf(INSURED).budget;
        if (pick % 4 > 0) {
            escrow.announce(InsuredRequester(INSURED, _verifier, 0, uint16(pick >> 8)));
            announced += uint16(pick >> 8);
        } else {
            try escrow.revoke(INSURED) {} catch {}
        }
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
        for (uint256 r = 0; r < _requests.length; ++r) _settleAs(r, _provers(r));
        for (uint256 i = 0; i < PROVERS + 2; ++i) _withdraw(accountOf(i));
    }

    function count() external view returns (uint256) {
        return _requests.length;
    }

    function requestAt(uint256 r) external view returns (Request memory) {
        return _requests[r];
    }

    /// @dev Wei that designates have bonded by consent in an open request.
    function consentBonds(uint256 r) public view returns (uint256) {
        RequestTerms storage terms = _requests[r].terms;
        return _consents[r].length == 0 ? 0 : (_consents[r].length * terms.bond) / terms.designates;
    }

    /// @dev Whether the pool owes a slash for the request if its designates fail.
    function isInsured(uint256 r) external view returns (bool) {
        Request storage open = _requests[r];
        uint256 lapsesAfter = uint256(open.opening.openedAt) + open.terms.proveBlocks + SETTLE_BLOCKS;
        return settlements[r] == 0 && open.terms.insurance == Insurance.Pool && block.number <= lapsesAfter;
    }

    /// @dev Wei of a requester and its own provers, inside and outside of the escrow.
    function wealthOf(address requester) external view returns (uint256 wealth) {
        for (uint256 i = 0; i < PROVERS + 2; ++i) {
            address account = accountOf(i);
            if (account == requester || ownerOf(account) == requester) {
                wealth += paidOut[account] + escrow.balanceOf(account) + escrow.bondOf(account);
            }
        }
        for (uint256 r = 0; r < _requests.length; ++r) {
            if (settlements[r] > 0) continue;
            RequestTerms memory terms = _requests[r].terms;
            if (_requests[r].opening.requester == requester) wealth += terms.total;
            for (uint256 i = 0; i < _consents[r].length; ++i) {
                if (ownerOf(_consents[r][i].prover) == requester) wealth += terms.bond / terms.designates;
            }
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

    function _settleAs(uint256 r, SeatedProver[] memory provers) private {
        Request memory open = _requests[r];
        uint256 assets = escrow.accounts().assets;
        uint256 balances = _balances();
        (uint256 committee, uint256 before) = _committee(r);
        try escrow.settle(open, provers, _prizesOf(r)) {
            ++settlements[r];
            (, uint256 paid) = _committee(r);
            bool isPromised = open.terms.shape == Shape.Designated && open.terms.insurance != Insurance.Pool;
            if (isPromised && committee > 0 && paid - before != (open.terms.prize / committee) * committee) ++unpaid;
            uint256 fromPool = assets - escrow.accounts().assets;
            slashedByPool[open.opening.requester] += fromPool;
            if (open.terms.insurance == Insurance.Pool && fromPool == 0) _forget(open);
            bool allConsented = _consents[r].length == open.terms.designates;
            if (open.terms.insurance == Insurance.Consent && allConsented && !_designateDelivered(r)) {
                slashedByConsent[open.opening.requester] += _foreignConsentBonds(r);
            }
            uint256 due = open.terms.total + consentBonds(r) + fromPool;
            if (_balances() - balances != due) ++impossible;
        } catch {}
    }

    /// @dev Number of committee provers that delivered, and their balances in the escrow.
    function _committee(uint256 r) private view returns (uint256 size, uint256 balances) {
        for (uint256 i = 0; i < _deliveries[r].length; ++i) {
            if (_deliveries[r][i].seat < _requests[r].terms.designates) continue;
            ++size;
            balances += escrow.balanceOf(_deliveries[r][i].prover);
        }
    }

    /// @dev Wei bonded by consent by designates that are not the requester's own.
    function _foreignConsentBonds(uint256 r) private view returns (uint256 bonds) {
        Request storage open = _requests[r];
        for (uint256 i = 0; i < _consents[r].length; ++i) {
            bool isOwn = ownerOf(_consents[r][i].prover) == open.opening.requester;
            if (!isOwn) bonds += open.terms.bond / open.terms.designates;
        }
    }

    /// @dev Budget that a request gives back belongs to the coverage of that time, which may be gone.
    function _forget(Request memory settled) private {
        uint256 effectiveAt = escrow.coverageOf(INSURED).effectiveAt;
        if (effectiveAt == 0 || effectiveAt > settled.opening.openedAt) announced -= settled.terms.bond;
    }

    /// @dev Lets every prover exit that may.
    function _exitAll() private {
        for (uint256 i = 0; i < PROVERS; ++i) _exit(proverOf(i));
    }

    function _exit(address prover) private {
        uint256 before = prover.balance;
        VM.prank(prover);
        try escrow.exit(payable(prover)) {
            paidOut[prover] += prover.balance - before;
            ++roundings;
        } catch {}
    }

    function _withdraw(address account) private {
        uint256 before = account.balance;
        VM.prank(account);
        try escrow.withdraw(payable(account)) {
            paidOut[account] += account.balance - before;
        } catch {}
    }

    /// @dev Checks that the draw of a request never changes once it is recorded.
    function _remember(uint256 r) private {
        uint256 seed = escrow.progressOf(escrow.idOf(_requests[r])).seed;
        if (seeds[r] != 0 && seeds[r] != seed) ++impossible;
        seeds[r] = seed;
    }

    function _pass(uint256 blocks) private {
        VM.roll(block.number + blocks);
        VM.warp(block.timestamp + blocks);
    }

    function _warpTo(uint256 time) private {
        if (block.timestamp < time) VM.warp(time);
    }

    function _awaitDraw(uint256 r) private {
        _warpTo(uint256(_requests[r].opening.moment) + 5);
    }

    function _fund(address account, uint256 value) private {
        VM.deal(account, account.balance + value);
        VM.prank(account);
    }

    function _balances() private view returns (uint256 sum) {
        for (uint256 i = 0; i < PROVERS + 2; ++i) sum += escrow.balanceOf(accountOf(i));
    }

    function _provers(uint256 r) private view returns (SeatedProver[] memory provers) {
        uint256 consented = _consents[r].length;
        provers = new SeatedProver[](consented + _deliveries[r].length);
        for (uint256 i = 0; i < consented; ++i) provers[i] = _consents[r][i];
        for (uint256 i = consented; i < provers.length; ++i) provers[i] = _deliveries[r][i - consented];
    }

    function _designateDelivered(uint256 r) private view returns (bool) {
        for (uint256 i = 0; i < _deliveries[r].length; ++i) {
            if (_deliveries[r][i].seat < _requests[r].terms.designates) return true;
        }
        return false;
    }

    /// @dev One of the last few requests.
    function _pick(uint256 pick) private view returns (uint256) {
        uint256 recent = _requests.length < 4 ? _requests.length : 4;
        return _requests.length - 1 - ((pick >> 64) % recent);
    }

    function _proofOf(uint256[] memory statement, address prover) private pure returns (bytes memory) {
        return abi.encode(keccak256(abi.encodePacked(statement, uint256(uint160(prover)))));
    }

    /// @dev First prizes, one for each delivery, and the hash of the rest.
    function _prizesOf(uint256 r) private view returns (bytes memory opening) {
        bytes memory table = _prizes[r];
        uint256 deliveries = _deliveries[r].length;
        if (table.length == 0 || deliveries == 0) return "";
        opening = new bytes(12 * deliveries);
        for (uint256 i = 0; i < opening.length; ++i) opening[i] = table[i];
        return abi.encodePacked(opening, _hashFrom(table, deliveries));
    }

    /// @dev Hash of the prizes after the first `skipped`.
    function _hashFrom(bytes memory table, uint256 skipped) private pure returns (bytes32 hash) {
        if (12 * skipped == table.length) return 0;
        bytes memory prize = new bytes(12);
        for (uint256 i = 0; i < 12; ++i) prize[i] = table[12 * skipped + i];
        return keccak256(abi.encodePacked(prize, _hashFrom(table, skipped + 1)));
    }

    function _terms(uint256 choice) private view returns (RequestTerms memory terms, bytes memory prizes) {
        terms.verifier = _verifier;
        terms.seats = uint8(1 + (choice % 5));
        terms.proveBlocks = uint32(10 + ((choice >> 8) % 16));
        terms.statement = new uint256[](1);
        terms.statement[0] = choice;
        uint256 kind = (choice >> 16) % 10;
        uint96 money = uint96(uint16(choice >> 24));
        if (kind == 0) {
            terms.shape = Shape.Table;
            for (uint256 k = 0; k < terms.seats; ++k) {
                uint96 prize = uint96(uint16(choice >> (40 + 16 * k)));
                prizes = abi.encodePacked(prizes, prize);
                if (prize > terms.total) terms.total = prize;
            }
            terms.prizesHash = _hashFrom(prizes, 0);
            return (terms, prizes);
        }
        terms.total = money;
        if (kind == 1) {
            terms.shape = Shape.Lottery;
            return (terms, prizes);
        }
        terms.designates = uint8(1 + ((choice >> 40) % 2));
        if (terms.designates > terms.seats) terms.designates = 1;
        if (terms.designates < terms.seats) terms.prize = uint96((choice >> 48) % (uint256(money) + 1));
        if (kind == 2) return (terms, prizes);
        terms.bond = 2 * uint96(1 + ((choice >> 64) % 2_500));
        terms.insurance = kind < 7 ? Insurance.Pool : Insurance.Consent;
        if (kind < 7) return (terms, prizes);
        terms.consentBlocks = 15;
        terms.prize %= terms.bond + 1;
    }
}
