// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PrizeTable} from "../../libraries/PrizeTable.sol";
import {RequestId} from "../../types/RequestId.sol";
import {RequestTerms, TermsField} from "../../types/RequestTerms.sol";
import {IncentiveMath} from "../IncentiveMath.sol";
import {IProverEscrow} from "../IProverEscrow.sol";
import {requireField} from "./bounds.sol";

/// @title Everybody delivers by its coin; prizes by the number of deliveries
/// @notice Each of the K provers that deliver gets z_K / K.
library TableRule {
    function check(RequestTerms calldata terms, bytes calldata prizes) internal pure {
        requireField(terms.prize == 0, TermsField.Prize);
        requireField(PrizeTable.size(prizes) == terms.seats, TermsField.Prizes);
        (bytes32 head, uint256 most) = PrizeTable.fold(prizes, 0);
        requireField(terms.total == most, TermsField.Total);
        requireField(terms.prizesHash == head, TermsField.PrizesHash);
    }

    /// @param opening The first K prizes and the hash of the rest.
    function share(
        RequestId id,
        RequestTerms calldata terms,
        uint256 deliveries,
        bytes calldata opening
    ) internal pure returns (uint256) {
        (bool isOpened, uint256 prize) = PrizeTable.open(opening, deliveries, terms.prizesHash);
        if (!isOpened) revert IProverEscrow.WrongPrizes(id);
        return prize / deliveries;
    }

    function gap(RequestTerms calldata terms, bytes calldata prizes) internal pure returns (int256 member) {
        uint256 expected = IncentiveMath.expectedTableShare(prizes, terms.probability);
        return int256(expected) - int256(uint256(terms.unitCost));
    }
}
