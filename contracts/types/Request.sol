// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RequestId} from "./RequestId.sol";
import {RequestTerms} from "./RequestTerms.sol";

/// @notice The circumstances under which a request was made, which its draw depends on.
struct Opening {
    address requester;
    /// Number of the request among all of the escrow.
    uint64 serial;
    /// Block of the request; the beacon's word for it decides the draw.
    uint48 openedAt;
    /// The roster that the draw is made from.
    uint48 rosterVersion;
    uint32 rosterSize;
}

/// @notice A request in full. The escrow keeps nothing but its hash: whoever acts on it brings it along.
struct Request {
    RequestTerms terms;
    Opening opening;
}

function toRequestId(RequestTerms calldata terms, Opening memory opening) pure returns (RequestId) {
    return RequestId.wrap(keccak256(abi.encode(terms, opening)));
}
