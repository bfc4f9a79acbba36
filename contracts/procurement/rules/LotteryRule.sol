// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RequestTerms, TermsField} from "../../types/RequestTerms.sol";
import {IncentiveMath} from "../IncentiveMath.sol";
import {requireField, requireNoTable} from "./bounds.sol";

/// @title Everybody delivers by its coin; one random deliverer wins
/// @notice The winner gets ρ.
library LotteryRule {
    function check(RequestTerms calldata terms, bytes calldata prizes) internal pure {
        requireField(terms.prize == 0, TermsField.Prize);
        requireNoTable(terms, prizes);
    }

    function share(RequestTerms calldata terms) internal pure returns (uint256) {
        return terms.total;
    }

    function gap(RequestTerms calldata terms) internal pure returns (int256 member) {
        uint256 expected = IncentiveMath.expectedShare(terms.total, terms.seats, terms.probability);
        return int256(expected) - int256(uint256(terms.unitCost));
    }
}
