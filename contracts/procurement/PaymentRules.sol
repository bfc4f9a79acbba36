// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Insurance, RequestTerms, Shape} from "../types/RequestTerms.sol";

/// @title Who is paid what (Adversarial procurement, §3)
/// @notice With d designates and K others delivering, of D and c - D asked:
///
///   designated  (L - [K > 0]·Z) / D to each of the d and Z / K to each of the K; nothing if d = 0 and the pool insures
///   table       z_K / K to each
///   lottery     ρ to one of them
///
/// @dev Wei, divisions rounded down: what that leaves is the requester's. Preconditions: terms as `TermsCheck` wants them.
library PaymentRules {
    /// @notice Most that the rule pays, over all deliveries.
    function most(RequestTerms calldata terms) internal pure returns (uint256 amount) {
        if (terms.shape != Shape.Table) return terms.total;
        for (uint256 k = 0; k < terms.prizes.length; ++k) {
            if (terms.prizes[k] > amount) amount = terms.prizes[k];
        }
    }

    /// @param designates That delivered (d).
    /// @param others That delivered (K).
    /// @return designateShare To each of the d.
    /// @return otherShare To each of the K; in a lottery to the winner alone.
    function shares(
        RequestTerms calldata terms,
        uint256 designates,
        uint256 others
    ) internal pure returns (uint256 designateShare, uint256 otherShare) {
        if (terms.shape == Shape.Designated) {
            if (designates == 0 && terms.insurance == Insurance.Pool) return (0, 0);
            uint256 prize = others > 0 ? terms.prize : 0;
            if (designates > 0) designateShare = (terms.total - prize) / terms.designates;
            if (others > 0) otherShare = prize / others;
            return (designateShare, otherShare);
        }
        if (others == 0) return (0, 0);
        if (terms.shape == Shape.Table) return (0, terms.prizes[others - 1] / others);
        return (0, terms.total);
    }
}
