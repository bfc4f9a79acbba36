// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RequestTerms, Shape} from "../types/RequestTerms.sol";

/// @title Who is paid what (Adversarial procurement, §3)
/// @notice With d designates and K others delivering, of D and c - D asked:
///
///   designated  (L - [K > 0]·Z) / D to each of the d and Z / K to each of the K if d > 0, nothing otherwise
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
            if (designates == 0) return (0, 0);
            if (others == 0) return (terms.total / terms.designates, 0);
            return ((terms.total - terms.prize) / terms.designates, terms.prize / others);
        }
        if (others == 0) return (0, 0);
        if (terms.shape == Shape.Table) return (0, terms.prizes[others - 1] / others);
        return (0, terms.total);
    }
}
