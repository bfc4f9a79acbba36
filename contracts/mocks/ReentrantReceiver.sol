// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ContractAccount} from "./ContractAccount.sol";

/// @notice Test double: tries to call back once whenever it is paid, and counts how often that worked.
contract ReentrantReceiver is ContractAccount {
    uint256 public attempts;
    uint256 public successes;

    address private _target;
    bytes private _data;

    receive() external payable override {
        if (attempts == 1) return;
        ++attempts;
        (bool ok, ) = _target.call(_data);
        if (ok) ++successes;
    }

    function callBack(address target, bytes calldata data) external {
        (_target, _data, attempts, successes) = (target, data, 0, 0);
    }
}
