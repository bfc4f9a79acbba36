// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title BASELINE, not for use: the 2017 paper's market on today's EVM
/// @notice Same service as SmartCastMarket for one pool and one epoch, with the paper's storage layout: a slot per field,
/// an O(P) finalize that writes every seat, an O(N) report that adds to every peer's balance in storage.
/// @dev Where the paper leaves a choice the cheaper one is taken, so that the comparison favours the baseline: the shuffle
/// runs in memory, reports are added up instead of being kept as a matrix, and there are no events. The paper's bugs
/// (payment before the balance is cleared, the member count read before it is set) are corrected at negligible cost.
contract NaiveMarket {
    struct Worker {
        address account;
        bytes32 publicKey;
        uint256 collateral;
        uint256 task;
        uint256 seat;
        uint256 reported;
    }

    struct Task {
        address creator;
        uint256 members;
        uint256 faults;
        uint256 theta;
        uint256 endowment;
        uint256 reportSeconds;
        uint256 deadline;
        uint256[] seats;
        mapping(uint256 seat => uint256) rewards;
    }

    uint256 public immutable members;
    uint256 public immutable collateral;

    Worker[] public workers;
    Task[] public tasks;
    mapping(address account => uint256 numberFromOne) public workerOf;

    constructor(uint256 members_, uint256 collateral_) {
        members = members_;
        collateral = collateral_;
    }

    function registerWorker(bytes32 publicKey) external payable {
        require(msg.value == collateral && workerOf[msg.sender] == 0);
        Worker storage worker = workers.push();
        worker.account = msg.sender;
        worker.publicKey = publicKey;
        worker.collateral = msg.value;
        workerOf[msg.sender] = workers.length;
    }

    function registerTask(uint256 faults, uint256 theta, uint256 reportSeconds) external payable {
        require(msg.value == members * (members - 1) * theta);
        Task storage task = tasks.push();
        task.creator = msg.sender;
        task.members = members;
        task.faults = faults;
        task.theta = theta;
        task.endowment = msg.value;
        task.reportSeconds = reportSeconds;
    }

    function finalize() external {
        uint256[] memory order = _shuffled(workers.length, uint256(blockhash(block.number - 1)));
        uint256 next;
        for (uint256 t = 0; t < tasks.length; ++t) {
            Task storage task = tasks[t];
            if (next + members > order.length) {
                uint256 endowment = task.endowment;
                task.endowment = 0;
                _pay(task.creator, endowment);
                continue;
            }
            task.deadline = block.timestamp + task.reportSeconds;
            for (uint256 seat = 0; seat < members; ++seat) {
                uint256 index = order[next++];
                task.seats.push(index);
                workers[index].task = t + 1;
                workers[index].seat = seat + 1;
            }
        }
        for (; next < order.length; ++next) {
            Worker storage worker = workers[order[next]];
            worker.collateral = 0;
            _pay(worker.account, collateral);
        }
    }

    function report(uint256[] calldata amounts) external {
        Worker storage worker = workers[workerOf[msg.sender] - 1];
        Task storage task = tasks[worker.task - 1];
        require(block.timestamp <= task.deadline && worker.reported == 0 && amounts.length == task.members);
        worker.reported = 1;
        for (uint256 seat = 0; seat < amounts.length; ++seat) {
            require(amounts[seat] <= task.theta);
            if (seat + 1 != worker.seat) task.rewards[seat] += amounts[seat];
        }
    }

    function withdraw() external {
        Worker storage worker = workers[workerOf[msg.sender] - 1];
        Task storage task = tasks[worker.task - 1];
        require(block.timestamp > task.deadline);
        uint256 amount = task.rewards[worker.seat - 1] + worker.collateral;
        task.rewards[worker.seat - 1] = 0;
        worker.collateral = 0;
        _pay(msg.sender, amount);
    }

    function _shuffled(uint256 count, uint256 seed) private pure returns (uint256[] memory order) {
        order = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) order[i] = i;
        for (uint256 i = count; i > 1; --i) {
            uint256 j = uint256(keccak256(abi.encode(seed, i))) % i;
            (order[i - 1], order[j]) = (order[j], order[i - 1]);
        }
    }

    function _pay(address to, uint256 amount) private {
        (bool ok, ) = to.call{value: amount}("");
        require(ok);
    }
}
