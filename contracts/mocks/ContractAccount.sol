// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice Test double: an account that is a contract, does what its owner asks and signs by its owner's key (ERC-1271).
contract ContractAccount is IERC1271 {
    address public immutable owner = msg.sender;

    error CallFailed(bytes reason);

    receive() external payable virtual {}

    function execute(address target, uint256 value, bytes calldata data) external payable {
        (bool ok, bytes memory answer) = target.call{value: value}(data);
        if (!ok) revert CallFailed(answer);
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view virtual returns (bytes4) {
        return ECDSA.recover(hash, signature) == owner ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
