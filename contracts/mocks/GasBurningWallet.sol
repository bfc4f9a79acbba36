// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ContractAccount} from "./ContractAccount.sol";

/// @notice Test double: burns whatever gas it gets when it is asked about a signature.
contract GasBurningWallet is ContractAccount {
    function isValidSignature(bytes32, bytes calldata) external pure override returns (bytes4) {
        assembly ("memory-safe") {
            invalid()
        }
    }
}
