// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VM} from "./Vm.sol";

/// @dev Deploys the bytecode that is shipped. `new` would compile the contract a second time, into the test, which
/// would then test other bytecode. Tests know a contract by its interface alone, so that a change of one does not recompile
/// the other.
/// @param artifact "path from the root:name".
/// @param arguments Arguments of the constructor, ABI-encoded.
function deployShipped(string memory artifact, bytes memory arguments) returns (address deployed) {
    bytes memory creation = abi.encodePacked(VM.getCode(artifact), arguments);
    assembly ("memory-safe") {
        deployed := create(0, add(creation, 32), mload(creation))
    }
    require(deployed != address(0), "constructor reverted");
}
