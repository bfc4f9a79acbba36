// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISmartCastMarket} from "../../contracts/smartcast/ISmartCastMarket.sol";
import {CommitteeId} from "../../contracts/types/CommitteeId.sol";
import {TaskId} from "../../contracts/types/TaskId.sol";
import {WorkerId} from "../../contracts/types/WorkerId.sol";
import {MarketHandler} from "./MarketHandler.sol";

/// @dev The numbers are those of docs/invariants.md.
/// hardhat-config: invariant.runs = 48
/// hardhat-config: invariant.depth = 80
contract SmartCastMarketTest {
    MarketHandler private _handler;
    ISmartCastMarket private _market;

    function setUp() external {
        _handler = new MarketHandler();
        _market = _handler.market();
    }

    /// @dev Contracts that the fuzzer calls.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_I1_Solvency() external view {
        assert(address(_market).balance >= _owed());
    }

    function invariant_I2_Conservation() external view {
        uint256 forfeits = _handler.SINK().balance;
        uint256 out = _handler.rewards() + _handler.collateralReturned() + _handler.refunds() + forfeits;
        assert(_handler.paidIn() == out + address(_market).balance);
    }

    function invariant_I3_NoDoublePay() external view {
        (uint256 workers, uint256 tasks) = _handler.counts();
        for (uint256 i = 0; i < workers; ++i) assert(_handler.claims(_handler.workers(i)) <= 1);
        for (uint256 i = 0; i < tasks; ++i) assert(_handler.settlements(_handler.tasks(i)) <= 1);
    }

    function invariant_I5_NoSeatTwice() external view {
        (uint256 workers, ) = _handler.counts();
        for (uint256 i = 0; i < workers; ++i) {
            WorkerId worker = _handler.workers(i);
            if (!_drawn(WorkerId.unwrap(worker))) continue;
            (bool assigned, CommitteeId committee, uint256 seat) = _market.seatOf(worker);
            if (!assigned) continue;
            assert(WorkerId.unwrap(_market.memberAt(committee, seat)) == WorkerId.unwrap(worker));
        }
    }

    function invariant_I7_PenaltiesToTheSinkOnly() external view {
        (, uint256 tasks) = _handler.counts();
        uint256 refundable;
        for (uint256 i = 0; i < tasks; ++i) {
            TaskId task = _handler.tasks(i);
            if (!_drawn(TaskId.unwrap(task))) continue;
            (bool filled, ) = _market.committeeOf(task);
            if (!filled) refundable += _handler.settlements(task) * _handler.endowment();
        }
        assert(_handler.refunds() == refundable);
    }

    function invariant_I8_RewardsToReportersOnly() external view {
        assert(_handler.unearned() == 0);
    }

    /// @dev After any history, all that is left can be paid out to the last wei.
    function testFuzz_I6_EveryExitIsLive(uint256[40] calldata choices) external {
        for (uint256 k = 0; k < choices.length; ++k) _play(choices[k]);
        _handler.settleAll();
        assert(address(_market).balance == 0);
    }

    function _play(uint256 choice) private {
        uint256 action = choice % 16;
        uint256 pick = choice >> 8;
        if (action < 6) _handler.registerWorker(uint160(pick));
        else if (action < 8) _handler.registerTask(uint160(pick));
        else if (action < 10) _handler.finalize(uint8(pick));
        else if (action < 13) _handler.report(pick >> 8, uint8(pick));
        else if (action == 13) _handler.wait(uint8(pick));
        else if (action == 14) _handler.claim(pick);
        else _handler.sweep(pick);
    }

    /// @dev Wei that can be claimed or will be refunded, given the reports so far.
    function _owed() private view returns (uint256 owed) {
        (uint256 workers, uint256 tasks) = _handler.counts();
        for (uint256 i = 0; i < workers; ++i) {
            WorkerId worker = _handler.workers(i);
            if (_handler.claims(worker) > 0) continue;
            if (_drawn(WorkerId.unwrap(worker))) {
                (uint256 reward, uint256 collateral) = _market.claimable(worker);
                owed += reward + collateral;
            } else {
                owed += _market.poolConfig(_handler.pool()).collateral;
            }
        }
        for (uint256 i = 0; i < tasks; ++i) {
            TaskId task = _handler.tasks(i);
            if (_handler.settlements(task) > 0) continue;
            bool filled;
            if (_drawn(TaskId.unwrap(task))) (filled, ) = _market.committeeOf(task);
            if (!filled) owed += _handler.endowment();
        }
    }

    function _drawn(uint256 id) private view returns (bool) {
        return uint32(id >> 32) < _market.poolState(_handler.pool()).epoch;
    }
}
