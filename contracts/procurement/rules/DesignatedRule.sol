// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Insurance, RequestTerms, TermsField} from "../../types/RequestTerms.sol";
import {IncentiveMath} from "../IncentiveMath.sol";
import {requireField, requireNoTable} from "./bounds.sol";

/// @title Designates always deliver, committee provers by their coins
/// @notice Each of the K committee provers that deliver gets Z / K. Each designate that delivers gets 1 / D of the rest
/// of L. Nobody gets anything if no designate delivers and the pool insures.
/// @dev The remainder of Z / K goes to the designates, so that with a single designate that delivers exactly L is paid.
library DesignatedRule {
    function check(RequestTerms calldata terms, bytes calldata prizes) internal pure {
        uint256 mostPrize = terms.designates < terms.seats ? terms.total : 0;
        requireField(terms.prize <= mostPrize, TermsField.Prize);
        requireNoTable(terms, prizes);
    }

    function shares(
        RequestTerms calldata terms,
        uint256 designates,
        uint256 others
    ) internal pure returns (uint256 designateShare, uint256 otherShare) {
        if (designates == 0 && terms.insurance == Insurance.Pool) return (0, 0);
        if (others > 0) otherShare = terms.prize / others;
        if (designates > 0) designateShare = (terms.total - others * otherShare) / terms.designates;
    }

    function gap(RequestTerms calldata terms) internal pure returns (int256 designate, int256 member) {
        int256 cost = int256(uint256(terms.unitCost));
        (uint256 asked, uint256 q) = (uint256(terms.seats) - terms.designates, terms.probability);
        uint256 left = terms.total - IncentiveMath.expectedPrize(terms.prize, asked, q);
        designate = int256(left / terms.designates) - cost;
        if (asked > 0) member = int256(IncentiveMath.expectedShare(terms.prize, asked, q)) - cost;
    }
}
