// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofVerifier} from "../../contracts/procurement/IProofVerifier.sol";

/// @notice Accepts everything at once, so that what is measured is all but the verification.
contract FreeVerifier is IProofVerifier {
    /// @inheritdoc IProofVerifier
    function verify(bytes calldata, uint256[] calldata) external pure returns (bool) {
        return true;
    }
}
