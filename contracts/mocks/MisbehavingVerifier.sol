// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofVerifier} from "../procurement/IProofVerifier.sol";

/// @notice Test double: answers as it is told to, whatever it is asked.
contract MisbehavingVerifier is IProofVerifier {
    enum Manner {
        Accept,
        Refuse,
        Revert,
        BurnGas,
        /// A word that is no bool.
        AnswerTwo,
        AnswerShort,
        AnswerLong,
        AnswerNothing
    }

    Manner public manner;

    error Unwilling();

    function behave(Manner manner_) external {
        manner = manner_;
    }

    /// @inheritdoc IProofVerifier
    function verify(bytes calldata, uint256[] calldata) external view returns (bool) {
        Manner how = manner;
        if (how == Manner.Revert) revert Unwilling();
        uint256 word =
            how == Manner.Refuse
                ? 0
                : how == Manner.AnswerTwo
                    ? 2
                    : 1;
        uint256 length =
            how == Manner.AnswerShort
                ? 31
                : how == Manner.AnswerLong
                    ? 64
                    : 32;
        if (how == Manner.AnswerNothing) length = 0;
        bool burns = how == Manner.BurnGas;
        assembly ("memory-safe") {
            if burns {
                invalid()
            }
            mstore(0x00, word)
            mstore(0x20, 0)
            return(0x00, length)
        }
    }
}
