// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Opening} from "./Request.sol";
import {RequestId} from "./RequestId.sol";
import {TurnTerms} from "./TurnTerms.sol";

/// @notice A request by turns in full. The escrow keeps nothing but its hash: whoever acts on it brings it along.
struct TurnRequest {
    TurnTerms terms;
    Opening opening;
}

/// @dev Bytes of a request in calldata with an empty statement: offset of the terms, opening, terms, length of the statement.
uint256 constant TURN_REQUEST_BYTES = 32 * (1 + 6 + 10 + 1);

using {toId} for TurnRequest global;

/// @notice Id of the request that is being made.
function toTurnRequestId(TurnTerms calldata terms, Opening memory opening) pure returns (RequestId) {
    return RequestId.wrap(keccak256(abi.encode(terms, opening)));
}

/// @notice Id of a request that is brought along.
/// @dev As in Request.sol: hashed where it stands in calldata. A request that is encoded in any other way is not found.
function toId(TurnRequest calldata self) pure returns (RequestId id) {
    uint256 size = TURN_REQUEST_BYTES + 32 * self.terms.statement.length;
    assembly ("memory-safe") {
        let start := mload(0x40)
        calldatacopy(start, self, size)
        id := keccak256(start, size)
    }
}
