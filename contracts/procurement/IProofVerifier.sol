// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Says whether a proof proves a statement
/// @dev Assumptions on outsiders. A verifier is part of a request's terms. Nobody vouches for it, except the pool for the
/// verifiers of insured requesters. One that accepts too much harms the requester that named it. One that refuses valid
/// proofs, burns gas or answers differently later harms provers that worked, or consented, for it. So a prover works for
/// verifiers whose code it knows, and for no others.
interface IProofVerifier {
    /// @notice Whether `proof` proves `publicInputs`: the statement of the request, then the prover's address.
    /// @dev The proof must be worthless for any other last input, so that it cannot be copied from the mempool.
    function verify(bytes calldata proof, uint256[] calldata publicInputs) external view returns (bool);
}
