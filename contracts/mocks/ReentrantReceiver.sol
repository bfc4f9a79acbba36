// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ContractAccount} from "./ContractAccount.sol";

/// @notice Test double: tries to call back once whenever it is paid, and counts how often that worked.
contract ReentrantReceiver is ContractAccount {
    address public target;
    bytes public data;
    uint256 public attempts;
    uint256 public successes;

    receive() external payable override {
        if (attempts == 1) return;
        ++attempts;
        (bool ok, ) = target.call(data);
        if (ok) ++successes;
    }

    function callBack(address target_, bytes calldata data_) external {
        (target, data, attempts, successes) = (target_, data_, 0, 0);
    }
}
