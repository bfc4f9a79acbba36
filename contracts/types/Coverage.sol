// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofVerifier} from "../procurement/IProofVerifier.sol";

/// @notice A requester that the pool insures.
struct Coverage {
    /// The only verifier that its insured requests may name.
    IProofVerifier verifier;
    /// Least that its insured requests pay a designate that delivers, in wei.
    uint96 leastPay;
    /// Wei that may still be slashed for it, beyond what its open requests have reserved.
    uint128 budget;
    /// Insured requests are taken from this block on; zero without a coverage.
    uint48 effectiveAt;
}

/// @notice A requester that the pool insures from its deployment on.
struct InsuredRequester {
    address requester;
    IProofVerifier verifier;
    uint96 leastPay;
    uint128 budget;
}
