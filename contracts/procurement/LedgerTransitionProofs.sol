// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofVerifier} from "./IProofVerifier.sol";

/// @notice The verifier that the set-up of circuits/ledger-transition.circom exports.
interface IGroth16Verifier {
    function verifyProof(
        uint256[2] calldata a,
        uint256[2][2] calldata b,
        uint256[2] calldata c,
        uint256[4] calldata publicInputs
    ) external view returns (bool);
}

/// @title Proofs that a batch of transfers takes a ledger from one state to another
/// @notice Statement: state root before, state root after, hash of the batch. The proof is a, b and c of Groth16,
/// ABI-encoded: 8 words.
/// @dev Assumptions on outsiders. The makers of the set-up of `groth16` do not know its secrets (circuits/README.md).
contract LedgerTransitionProofs is IProofVerifier {
    /// @dev Most gas that a verification may use: a quarter more than one needs. A point that is on no curve makes a
    /// precompile burn all gas that it gets, which without a limit is all that the deliverer allows.
    uint256 private constant VERIFICATION_GAS = 270_000;
    uint256 private constant PROOF_BYTES = 256;
    uint256 private constant PUBLIC_INPUTS = 4;

    IGroth16Verifier public immutable groth16;

    constructor(IGroth16Verifier groth16_) {
        groth16 = groth16_;
    }

    /// @inheritdoc IProofVerifier
    function verify(bytes calldata proof, uint256[] calldata publicInputs) external view returns (bool) {
        if (proof.length != PROOF_BYTES || publicInputs.length != PUBLIC_INPUTS) return false;
        bytes memory question = abi.encodePacked(IGroth16Verifier.verifyProof.selector, proof, publicInputs);
        (bool ok, bytes memory answer) = address(groth16).staticcall{gas: VERIFICATION_GAS}(question);
        return ok && answer.length == 32 && uint256(bytes32(answer)) == 1;
    }
}
