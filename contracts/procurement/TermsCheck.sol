// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PrizeTable} from "../libraries/PrizeTable.sol";
import {Insurance, RequestTerms, Shape, TermsField} from "../types/RequestTerms.sol";
import {IProverEscrow} from "./IProverEscrow.sol";

/// @title The bounds of a request's terms
/// @notice Every field means something for the shape and the insurance, or is zero: there is one way to write a mechanism.
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
        bool designated = terms.shape == Shape.Designated;
        uint256 committee = terms.committee;
        _require(committee > 0 && committee <= MOST_PROVERS && committee <= rosterSize, TermsField.Committee);
        uint256 mostDesignates = committee < MOST_DESIGNATES ? committee : MOST_DESIGNATES;
        _require(
            designated ? terms.designates > 0 && terms.designates <= mostDesignates : terms.designates == 0,
            TermsField.Designates
        );
        _require(terms.probability <= 1e18, TermsField.Probability);
        _checkPayments(terms, prizes, designated);
        _checkInsurance(terms, designated);
        _require(
            terms.proveBlocks > 0 && uint256(terms.consentBlocks) + terms.proveBlocks <= maxDuration,
            TermsField.ProveBlocks
        );
    }

    function _checkPayments(RequestTerms calldata terms, bytes calldata prizes, bool designated) private pure {
        uint256 mostPrize = designated && terms.designates < terms.committee ? terms.total : 0;
        _require(terms.prize <= mostPrize, TermsField.Prize);
        if (terms.shape == Shape.Table) {
            _require(PrizeTable.size(prizes) == terms.committee, TermsField.Prizes);
            (bytes32 head, uint256 most) = PrizeTable.fold(prizes, 0);
            _require(terms.total == most, TermsField.Total);
            _require(terms.prizesHash == head, TermsField.PrizesHash);
        } else {
            _require(prizes.length == 0, TermsField.Prizes);
            _require(terms.prizesHash == 0, TermsField.PrizesHash);
        }
    }

    function _checkInsurance(RequestTerms calldata terms, bool designated) private pure {
        bool insured = terms.insurance != Insurance.None;
        bool consent = terms.insurance == Insurance.Consent;
        _require(designated || !insured, TermsField.Insurance);
        _require((terms.bond > 0) == insured, TermsField.Bond);
        // It has to make up for the committee's prize, which is paid although no designate delivers.
        _require(!consent || (terms.bond % terms.designates == 0 && terms.bond >= terms.prize), TermsField.Bond);
        _require((terms.consentBlocks > 0) == consent, TermsField.ConsentBlocks);
    }

    function _require(bool holds, TermsField field) private pure {
        if (!holds) revert IProverEscrow.InvalidTerms(field);
    }
}
