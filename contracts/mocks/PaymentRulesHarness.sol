// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PrizeTable} from "../libraries/PrizeTable.sol";
import {PaymentRules} from "../procurement/PaymentRules.sol";
import {TermsCheck} from "../procurement/TermsCheck.sol";
import {RequestId} from "../types/RequestId.sol";
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

    function shares(
        RequestTerms calldata terms,
        uint256 designates,
        uint256 others,
        bytes calldata opening
    ) external pure returns (uint256, uint256) {
        return PaymentRules.shares(RequestId.wrap(0), terms, designates, others, opening);
    }

    /// @return designateShares Wei by the number of designates, then of others that deliver.
    /// @return otherShares Likewise.
    function payments(
        RequestTerms calldata terms,
        bytes calldata prizes
    ) external view returns (uint256[][] memory designateShares, uint256[][] memory otherShares) {
        uint256 others = terms.seats - terms.designates;
        designateShares = new uint256[][](terms.designates + 1);
        otherShares = new uint256[][](terms.designates + 1);
        for (uint256 d = 0; d <= terms.designates; ++d) {
            designateShares[d] = new uint256[](others + 1);
            otherShares[d] = new uint256[](others + 1);
            for (uint256 k = 0; k <= others; ++k) {
                bytes memory opening = prizes.length > 0 ? _open(prizes, k) : prizes;
                (designateShares[d][k], otherShares[d][k]) = this.shares(terms, d, k, opening);
            }
        }
    }

    /// @dev The first prizes and the hash of the rest.
    function _open(bytes calldata prizes, uint256 deliveries) private pure returns (bytes memory) {
        uint256 end = deliveries * 12;
        (bytes32 rest, ) = PrizeTable.fold(prizes[end:], 0);
        return bytes.concat(prizes[:end], rest);
    }
}
