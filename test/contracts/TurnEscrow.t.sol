// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITurnEscrow} from "../../contracts/procurement/ITurnEscrow.sol";
import {Insurance} from "../../contracts/types/RequestTerms.sol";
import {TurnRequest} from "../../contracts/types/TurnRequest.sol";
import {TurnHandler, TurnRecord} from "./TurnHandler.sol";

/// @dev The numbers are those of docs/invariants.md. One fuzzer checks all of them after each of its moves.
/// hardhat-config: invariant.runs = 48
/// hardhat-config: invariant.depth = 200
contract TurnEscrowTest {
    TurnHandler private _handler;
    ITurnEscrow private _escrow;

    function setUp() external {
        _handler = new TurnHandler();
        _escrow = _handler.escrow();
    }

    /// @dev Contracts that the fuzzer calls.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_T1_to_T5() external view {
        _solvencyAndConservation();
        _openInsuranceIsFunded();
        _onlyOneTurnIsPaid();
        _noCapture();
    }

    /// @dev T6: after any history everybody can leave, and no money remains.
    function testFuzz_T6_EveryExitIsLive(uint256[60] calldata choices) external {
        for (uint256 k = 0; k < choices.length; ++k) _handler.play(choices[k]);
        _handler.leaveAll();
        assert(_handler.impossible() == 0);
        assert(address(_escrow).balance == 0);
        for (uint256 r = 0; r < _handler.count(); ++r) assert(_handler.recordAt(r).settled);
    }

    /// @dev T1 and T2.
    function _solvencyAndConservation() private view {
        uint256 held = _escrow.accounts().assets;
        uint256 paidIn;
        uint256 paidOut;
        for (uint256 i = 0; i < _handler.PROVERS() + 2; ++i) {
            address account = _handler.accountOf(i);
            held += _escrow.balanceOf(account);
            paidIn += _handler.paidIn(account);
            paidOut += _handler.paidOut(account);
        }
        for (uint256 r = 0; r < _handler.count(); ++r) {
            TurnRecord memory record = _handler.recordAt(r);
            if (!record.settled) held += record.deposit - record.paid + record.bond;
        }
        assert(address(_escrow).balance == held);
        assert(paidIn == paidOut + held);
    }

    /// @dev T3.
    function _openInsuranceIsFunded() private view {
        uint256 reserved;
        uint256 owed;
        for (uint256 r = 0; r < _handler.count(); ++r) {
            TurnRequest memory request = _handler.requestAt(r);
            if (_handler.recordAt(r).settled || request.terms.insurance != Insurance.Pool) continue;
            reserved += request.terms.bond;
            uint256 last = request.opening.openedAt + _handler.MAX_DURATION() + _handler.SETTLE_BLOCKS();
            if (block.number <= last) owed += request.terms.bond;
        }
        assert(_escrow.accounts().reserved == reserved);
        assert(_escrow.accounts().assets >= owed);
    }

    /// @dev T4. The handler compares every payment, refund and slash with what the terms promise.
    function _onlyOneTurnIsPaid() private view {
        assert(_handler.impossible() == 0);
        for (uint256 r = 0; r < _handler.count(); ++r) {
            assert(_handler.recordAt(r).paid <= _handler.recordAt(r).deposit);
        }
    }

    /// @dev T5: a requester and its own provers never gain more than the bonds of others that were slashed for it.
    function _noCapture() private view {
        assert(
            _handler.slashed(_handler.STRANGER()) + _handler.slashed(_handler.INSURED()) >= _handler.slashedByPool()
        );
        uint256 left = _escrow.coverageOf(_handler.INSURED()).budget;
        assert(_handler.slashedByPool() + _escrow.accounts().reserved + left == 30_000);
        _expectNoGain(_handler.INSURED());
        _expectNoGain(_handler.STRANGER());
    }

    function _expectNoGain(address requester) private view {
        uint256 granted = _handler.slashed(requester);
        assert(_handler.wealthOf(requester) <= _handler.investedBy(requester) + granted + _handler.roundings());
    }
}
