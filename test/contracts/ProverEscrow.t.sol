// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PoolAccounts, Position} from "../../contracts/procurement/IBondPool.sol";
import {IProverEscrow} from "../../contracts/procurement/IProverEscrow.sol";
import {Request} from "../../contracts/types/Request.sol";
import {Insurance} from "../../contracts/types/RequestTerms.sol";
import {ProcurementHandler} from "./ProcurementHandler.sol";

/// @dev The numbers are those of docs/invariants.md.
/// hardhat-config: invariant.runs = 24
/// hardhat-config: invariant.depth = 200
contract ProverEscrowTest {
    ProcurementHandler private _handler;
    IProverEscrow private _escrow;

    function setUp() external {
        _handler = new ProcurementHandler();
        _escrow = _handler.escrow();
    }

    /// @dev Contracts that the fuzzer calls.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_P1_P2_SolvencyAndConservation() external view {
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
            if (_handler.settlements(r) > 0) continue;
            held += _handler.requestAt(r).terms.total + _handler.consentBonds(r);
        }
        assert(address(_escrow).balance == held);
        assert(paidIn == paidOut + held);
    }

    function invariant_P3_OpenInsuranceIsFunded() external view {
        uint256 reserved;
        uint256 owed;
        for (uint256 r = 0; r < _handler.count(); ++r) {
            Request memory request = _handler.requestAt(r);
            if (_handler.settlements(r) > 0 || request.terms.insurance != Insurance.Pool) continue;
            reserved += request.terms.bond;
            if (_handler.isInsured(r)) owed += request.terms.bond;
        }
        PoolAccounts memory pool = _escrow.accounts();
        assert(pool.reserved == reserved);
        assert(pool.assets >= owed);
    }

    function invariant_P4_SharesAddUp() external view {
        PoolAccounts memory pool = _escrow.accounts();
        (uint256 shares, uint256 active, uint256 worth, uint256 places) = (0, 0, 0, 0);
        (uint48 version, uint32 size) = _escrow.roster();
        for (uint256 i = 0; i < _handler.PROVERS(); ++i) {
            address prover = _handler.proverOf(i);
            Position memory position = _escrow.positionOf(prover);
            shares += position.shares;
            worth += _escrow.bondOf(prover);
            if (position.place == 0) continue;
            active += position.shares;
            ++places;
            assert(_escrow.holderAt(position.place - 1, version) == prover);
        }
        assert(pool.shares == shares && pool.activeShares == active && size == places);
        // Each bond may be worth a wei more by rounding, but not all at the same time.
        assert(worth <= pool.assets + 1);
    }

    function invariant_P5_P8_NoDoublePayNoOtherDraw() external view {
        for (uint256 r = 0; r < _handler.count(); ++r) assert(_handler.settlements(r) <= 1);
        assert(_handler.impossible() == 0);
    }

    function invariant_P10_StrangersPayForProofs() external view {
        assert(_handler.unpaid() == 0);
    }

    function invariant_P6_NoCapture() external view {
        address insured = _handler.INSURED();
        assert(_handler.slashedByPool(_handler.STRANGER()) == 0);
        uint256 left = _escrow.coverageOf(insured).budget;
        assert(_handler.slashedByPool(insured) + _escrow.accounts().reserved + left == _handler.announced());
        _expectNoGain(insured);
        _expectNoGain(_handler.STRANGER());
    }

    /// @dev P7: after any history everybody can leave, and no money remains.
    function testFuzz_P7_EveryExitIsLive(uint256[60] calldata choices) external {
        for (uint256 k = 0; k < choices.length; ++k) _handler.play(choices[k]);
        _handler.leaveAll();
        assert(address(_escrow).balance == 0);
        for (uint256 r = 0; r < _handler.count(); ++r) assert(_handler.settlements(r) == 1);
    }

    /// @dev A requester and its own provers never gain more than the insurance that they were granted.
    function _expectNoGain(address requester) private view {
        uint256 granted = _handler.slashedByPool(requester) + _handler.slashedByConsent(requester);
        assert(_handler.wealthOf(requester) <= _handler.investedBy(requester) + granted + _handler.roundings());
    }
}
