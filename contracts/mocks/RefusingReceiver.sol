// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ContractAccount} from "./ContractAccount.sol";

/// @notice Test double: never takes ether.
contract RefusingReceiver is ContractAccount {
    error NoEther();

    receive() external payable override {
        revert NoEther();
    }
}
