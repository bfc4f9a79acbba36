// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RequestTerms, TermsField} from "../../types/RequestTerms.sol";
import {IProverEscrow} from "../IProverEscrow.sol";

/// @dev Names the field that is out of bounds.
function requireField(bool holds, TermsField field) pure {
    if (!holds) revert IProverEscrow.InvalidTerms(field);
}

function requireNoTable(RequestTerms calldata terms, bytes calldata prizes) pure {
    requireField(prizes.length == 0, TermsField.Prizes);
    requireField(terms.prizesHash == 0, TermsField.PrizesHash);
}
