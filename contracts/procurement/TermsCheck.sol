// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Insurance, RequestTerms, TermsField} from "../types/RequestTerms.sol";
import {PaymentRules} from "./PaymentRules.sol";
import {requireField} from "./rules/bounds.sol";

/// @title The bounds of a request's terms
/// @notice A field without a meaning for the shape and the insurance is zero: there is one way to write a mechanism.
library TermsCheck {
    uint256 private constant MOST_DESIGNATES = 8;
    uint256 private constant MOST_PROVERS = 64;

    /// @notice Reverts with InvalidTerms, naming the first field that is out of bounds.
    function check(
        RequestTerms calldata terms,
        bytes calldata prizes,
        uint256 rosterSize,
        uint256 maxDuration
    ) internal pure {
        bool designated = PaymentRules.hasDesignates(terms.shape);
        uint256 seats = terms.seats;
        requireField(seats > 0 && seats <= MOST_PROVERS && seats <= rosterSize, TermsField.Seats);
        uint256 mostDesignates = seats < MOST_DESIGNATES ? seats : MOST_DESIGNATES;
        requireField(
            designated ? terms.designates > 0 && terms.designates <= mostDesignates : terms.designates == 0,
            TermsField.Designates
        );
        requireField(terms.probability <= 1e18, TermsField.Probability);
        PaymentRules.check(terms, prizes);
        _checkInsurance(terms, designated);
        requireField(
            terms.proveBlocks > 0 && uint256(terms.consentBlocks) + terms.proveBlocks <= maxDuration,
            TermsField.ProveBlocks
        );
    }

    function _checkInsurance(RequestTerms calldata terms, bool designated) private pure {
        bool insured = terms.insurance != Insurance.None;
        bool consent = terms.insurance == Insurance.Consent;
        requireField(designated || !insured, TermsField.Insurance);
        requireField((terms.bond > 0) == insured, TermsField.Bond);
        // The bond makes up for the committee's prize, which is paid although no designate delivers.
        requireField(!consent || (terms.bond % terms.designates == 0 && terms.bond >= terms.prize), TermsField.Bond);
        requireField((terms.consentBlocks > 0) == consent, TermsField.ConsentBlocks);
    }
}
