// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PrizeTable} from "../libraries/PrizeTable.sol";
import {PaymentRules} from "../procurement/PaymentRules.sol";
import {TermsCheck} from "../procurement/TermsCheck.sol";
import {RequestTerms} from "../types/RequestTerms.sol";

/// @notice Test double: the libraries, callable from outside.
contract PaymentRulesHarness {
    function check(
        RequestTerms calldata terms,
        bytes calldata prizes,
        uint256 rosterSize,
        uint256 maxDuration
    ) external pure {
        TermsCheck.check(terms, prizes, rosterSize, maxDuration);
    }

    /// @return designateShares By the number of designates, then of others that deliver.
    /// @return otherShares Likewise.
    function payments(
        RequestTerms calldata terms,
        bytes calldata prizes
    ) external pure returns (uint256[][] memory designateShares, uint256[][] memory otherShares) {
        uint256 others = terms.committee - terms.designates;
        designateShares = new uint256[][](terms.designates + 1);
        otherShares = new uint256[][](terms.designates + 1);
        for (uint256 d = 0; d <= terms.designates; ++d) {
            designateShares[d] = new uint256[](others + 1);
            otherShares[d] = new uint256[](others + 1);
            for (uint256 k = 0; k <= others; ++k) {
                uint256 prize = prizes.length > 0 && k > 0 ? PrizeTable.prizeFor(prizes, k) : terms.prize;
                (designateShares[d][k], otherShares[d][k]) = PaymentRules.shares(terms, d, k, prize);
            }
        }
    }
}
