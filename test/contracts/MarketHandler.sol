// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Draw, ISmartCastMarket} from "../../contracts/smartcast/ISmartCastMarket.sol";
import {CommitteeId} from "../../contracts/types/CommitteeId.sol";
import {PoolConfig} from "../../contracts/types/PoolConfig.sol";
import {TaskId} from "../../contracts/types/TaskId.sol";
import {WorkerId} from "../../contracts/types/WorkerId.sol";
import {PoolState} from "../../contracts/types/PoolState.sol";
import {VM} from "./Vm.sol";
import {deployShipped} from "./deployShipped.sol";

/// @dev Functions of the market outside its interface.
interface IMarketConstants {
    function ABANDON_SECONDS() external view returns (uint256);
}

/// @dev Plays all workers and creators of one pool at random, and keeps the records against which invariants are checked.
/// Every account is an ordinary address. Calls that the market refuses change nothing and are not counted.
contract MarketHandler {
    address public constant SINK = address(0x51);

    ISmartCastMarket public immutable market;
    uint32 public immutable pool;
    uint256 public immutable endowment;
    PoolConfig private _config;

    WorkerId[] public workers;
    TaskId[] public tasks;
    address[] public creators;
    mapping(WorkerId => uint256) public claims;
    mapping(TaskId => uint256) public settlements;

    uint256 public paidIn;
    uint256 public rewards;
    uint256 public collateralReturned;
    uint256 public refunds;
    /// @dev Rewards paid to members that never reported; stays zero.
    uint256 public unearned;

    constructor() {
        address beacon = deployShipped("contracts/mocks/ClockBeacon.sol:ClockBeacon", "");
        bytes memory arguments = abi.encode(beacon, SINK);
        market = ISmartCastMarket(deployShipped("contracts/smartcast/SmartCastMarket.sol:SmartCastMarket", arguments));
        _config = PoolConfig({
            theta: 1_000,
            members: 3,
            faults: 0,
            slots: 1,
            batchBytes: 1,
            roundMs: 1,
            registrationSeconds: 60,
            collateral: 777,
            leadSeconds: 1,
            sessionSeconds: 1,
            reportSeconds: 60
        });
        pool = market.createPool(_config);
        endowment = market.endowment(pool);
    }

    function registerWorker(uint160 account) external {
        address sender = _accountFrom(account);
        VM.deal(sender, _config.collateral);
        VM.prank(sender);
        try market.registerWorker{value: _config.collateral}(pool, bytes32(uint256(1)), "") returns (WorkerId worker) {
            workers.push(worker);
            paidIn += _config.collateral;
        } catch {}
    }

    function registerTask(uint160 account) external {
        address sender = _accountFrom(account);
        VM.deal(sender, endowment);
        VM.prank(sender);
        try market.registerTask{value: endowment}(pool, bytes32(0), new bytes32[](0)) returns (TaskId task) {
            tasks.push(task);
            creators.push(sender);
            paidIn += endowment;
        } catch {}
    }

    function finalize(uint8 later) external {
        PoolState memory state = market.poolState(pool);
        if (state.closesAt != 0) _warpTo(state.closesAt + 5 + later);
        try market.finalize(pool) {} catch {}
    }

    function abandon() external {
        PoolState memory state = market.poolState(pool);
        if (state.closesAt != 0) _warpTo(state.closesAt + IMarketConstants(address(market)).ABANDON_SECONDS());
        try market.abandon(pool) {} catch {}
    }

    function report(uint256 pick, uint8 friends) external {
        if (workers.length == 0) return;
        WorkerId worker = workers[pick % workers.length];
        (uint32 pool, uint32 epoch, ) = worker.unpack();
        try market.drawOf(pool, epoch) returns (Draw memory draw) {
            VM.prank(market.accountOf(worker));
            try market.report(worker, friends % 8, draw.seed) {} catch {}
        } catch {}
    }

    function wait(uint8 time) external {
        VM.warp(block.timestamp + time);
    }

    function claim(uint256 pick) external {
        if (workers.length == 0) return;
        claimOf(workers[pick % workers.length]);
    }

    function refund(uint256 pick) external {
        if (tasks.length == 0) return;
        refundOf(pick % tasks.length);
    }

    function sweep(uint256 pick) external {
        if (tasks.length == 0) return;
        sweepOf(pick % tasks.length);
    }

    function _warpTo(uint256 time) private {
        if (block.timestamp < time) VM.warp(time);
    }

    /// @dev Claims, refunds and sweeps everything that the market still owes.
    function settleAll() external {
        PoolState memory state = market.poolState(pool);
        if (state.closesAt != 0) {
            _warpTo(state.closesAt + 5);
            market.finalize(pool);
        }
        VM.warp(block.timestamp + 1_000);
        for (uint256 i = 0; i < workers.length; ++i) claimOf(workers[i]);
        for (uint256 i = 0; i < tasks.length; ++i) {
            refundOf(i);
            sweepOf(i);
        }
    }

    function claimOf(WorkerId worker) public {
        address account = market.accountOf(worker);
        uint256 before = account.balance;
        VM.prank(account);
        try market.claim(worker, payable(account)) {
            ++claims[worker];
            uint256 reward = account.balance - before - _config.collateral;
            rewards += reward;
            collateralReturned += _config.collateral;
            if (!_reported(worker)) unearned += reward;
        } catch {}
    }

    function refundOf(uint256 index) public {
        address account = creators[index];
        uint256 before = account.balance;
        VM.prank(account);
        try market.refund(tasks[index], payable(account)) {
            ++settlements[tasks[index]];
            refunds += account.balance - before;
        } catch {}
    }

    function sweepOf(uint256 index) public {
        try market.sweep(tasks[index]) {
            ++settlements[tasks[index]];
        } catch {}
    }

    function counts() external view returns (uint256 workerCount, uint256 taskCount) {
        return (workers.length, tasks.length);
    }

    function _reported(WorkerId worker) private view returns (bool) {
        (bool assigned, CommitteeId committee, uint256 seat) = market.seatOf(worker);
        return assigned && (market.reportsOf(committee)[seat] >> seat) & 1 == 1;
    }

    /// @dev One of eight accounts, so that accounts hold several registrations.
    function _accountFrom(uint160 account) private pure returns (address) {
        return address(0x10000 + (account % 8));
    }
}
