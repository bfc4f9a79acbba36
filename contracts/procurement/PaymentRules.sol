// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Insurance, RequestTerms, Shape} from "../types/RequestTerms.sol";

/// @title Who is paid what (Adversarial procurement, §3)
/// @notice With d designates and K others delivering, of D and c - D asked:
///
///   designated  Z / K to each of the K, and of what L leaves then 1 / D to each of the d; nothing if d = 0 and the pool
///               insures
///   table       z_K / K to each
///   lottery     ρ to one of them
///
/// @dev Wei, divisions rounded down: what that leaves of Z is the designates', all else the requester's, so that a single
/// designate that delivers makes it L in total, to the wei. Preconditions: terms as `TermsCheck` wants them.
library PaymentRules {
    /// @param designates That delivered (d).
    /// @param others That delivered (K).
    /// @param prize Z, or z_K of a table.
    /// @return designateShare To each of the d.
    /// @return otherShare To each of the K; in a lottery to the winner alone.
    function shares(
        RequestTerms calldata terms,
        uint256 designates,
        uint256 others,
        uint256 prize
    ) internal pure returns (uint256 designateShare, uint256 otherShare) {
        if (terms.shape == Shape.Designated) {
            if (designates == 0 && terms.insurance == Insurance.Pool) return (0, 0);
            if (others > 0) otherShare = prize / others;
            if (designates > 0) designateShare = (terms.total - others * otherShare) / terms.designates;
            return (designateShare, otherShare);
        }
        if (others == 0) return (0, 0);
        return (0, terms.shape == Shape.Table ? prize / others : terms.total);
    }
}
