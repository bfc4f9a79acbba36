// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RequestId} from "./RequestId.sol";
import {RequestTerms} from "./RequestTerms.sol";

/// @notice The circumstances under which a request was made, which its draw depends on.
struct Opening {
    address requester;
    /// Number of the request among all of the escrow.
    uint64 serial;
    /// Block of the request.
    uint48 openedAt;
    /// Unix seconds of the request; the beacon's random value for this moment decides the draw.
    uint40 moment;
    /// The roster that the draw is made from.
    uint48 rosterVersion;
    uint32 rosterSize;
}

/// @notice A request in full. The escrow keeps nothing but its hash: whoever acts on it brings it along.
struct Request {
    RequestTerms terms;
    Opening opening;
}

/// @dev Bytes of a request in calldata with an empty statement: offset of the terms, opening, terms, length of the statement.
uint256 constant REQUEST_BYTES = 32 * (1 + 6 + 14 + 1);

using {toId} for Request global;

/// @notice Id of the request that is being made.
function toRequestId(RequestTerms calldata terms, Opening memory opening) pure returns (RequestId) {
    return RequestId.wrap(keccak256(abi.encode(terms, opening)));
}

/// @notice Id of a request that is brought along.
/// @dev The bytes of abi.encode(terms, opening) are hashed where they stand in calldata, which saves some 1,900 gas.
/// A request that is encoded in any other way is not found: equal hashes mean equal bytes.
function toId(Request calldata self) pure returns (RequestId id) {
    uint256 size = REQUEST_BYTES + 32 * self.terms.statement.length;
    assembly ("memory-safe") {
        let start := mload(0x40)
        calldatacopy(start, self, size)
        id := keccak256(start, size)
    }
}
