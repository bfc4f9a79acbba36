// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Insurance} from "../types/RequestTerms.sol";
import {TurnTerms, TurnTermsField} from "../types/TurnTerms.sol";
import {ITurnEscrow} from "./ITurnEscrow.sol";

/// @title The bounds of the terms of a request by turns
library TurnTermsCheck {
    /// @dev Deliveries of one turn are bits of one number, and the seats of a request cost a prover a look each.
    uint256 private constant MOST_SEATS = 64;

    /// @notice Reverts with InvalidTurnTerms, naming the first field that is out of bounds.
    function check(
        TurnTerms calldata terms,
        uint256 rosterSize,
        uint256 leastTurnBlocks,
        uint256 maxDuration
    ) internal pure {
        _require(terms.turns > 0, TurnTermsField.Turns);
        // One turn has one way to be written; one seat a turn may have as many turns as the field holds.
        bool severalTurns = terms.turns > 1;
        _require((terms.seatsPerTurn > 0) == severalTurns, TurnTermsField.SeatsPerTurn);
        bool few = terms.seatsPerTurn <= 1 || terms.seats() <= MOST_SEATS;
        _require(few && terms.seats() <= rosterSize, TurnTermsField.SeatsPerTurn);
        _require(terms.price > 0, TurnTermsField.Price);
        bool fallsToPrice = uint256(terms.turns - 1) * terms.fall < terms.price;
        _require(fallsToPrice && (severalTurns || terms.fall == 0), TurnTermsField.Fall);
        _require((terms.bond > 0) == (terms.insurance != Insurance.None), TurnTermsField.Bond);
        bool consent = terms.insurance == Insurance.Consent;
        _require((terms.consentBlocks > 0) == consent, TurnTermsField.ConsentBlocks);
        _require(terms.turnBlocks > 0 && terms.turnBlocks >= leastTurnBlocks, TurnTermsField.TurnBlocks);
        _require(terms.duration() <= maxDuration, TurnTermsField.TurnBlocks);
    }

    function _require(bool holds, TurnTermsField field) private pure {
        if (!holds) revert ITurnEscrow.InvalidTurnTerms(field);
    }
}
