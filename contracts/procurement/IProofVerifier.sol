// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Says whether a proof proves a statement
/// @dev Assumptions on outsiders. A verifier is part of a request's terms, and nobody vouches for it but the pool for the
/// verifiers of insured requesters. One that accepts too much harms the requester that named it; one that refuses valid
/// proofs, burns gas or changes its mind harms provers that worked, or consented, for it: a prover works for verifiers
/// whose code it knows, and for no others.
interface IProofVerifier {
    /// @notice Whether `proof` is one for `publicInputs`: the statement of the request, and last the prover's address.
    /// @dev The proof must be worthless for any other last input, so that it cannot be copied from the mempool.
    function verify(bytes calldata proof, uint256[] calldata publicInputs) external view returns (bool);
}
