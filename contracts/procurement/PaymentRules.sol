// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RequestId} from "../types/RequestId.sol";
import {RequestTerms, Shape} from "../types/RequestTerms.sol";
import {DesignatedRule} from "./rules/DesignatedRule.sol";
import {LotteryRule} from "./rules/LotteryRule.sol";
import {TableRule} from "./rules/TableRule.sol";

/// @title Which rule pays a request (Adversarial procurement in blockchains)
/// @notice The one place that tells shapes apart; the library of each shape says what it pays.
/// @dev A function reverts for a shape that it does not name. Amounts are wei, and divisions round down. Preconditions:
/// terms that `TermsCheck` accepts.
library PaymentRules {
    /// @notice Whether the shape has designates: no other shape can be insured.
    function hasDesignates(Shape shape) internal pure returns (bool) {
        return shape == Shape.Designated;
    }

    /// @notice Whether one random prover of those that deliver gets everything.
    function drawsWinner(Shape shape) internal pure returns (bool) {
        return shape == Shape.Lottery;
    }

    /// @notice Reverts with InvalidTerms unless the payments are within the bounds of the rule.
    function check(RequestTerms calldata terms, bytes calldata prizes) internal pure {
        if (terms.shape == Shape.Designated) DesignatedRule.check(terms, prizes);
        else if (terms.shape == Shape.Table) TableRule.check(terms, prizes);
        else if (terms.shape == Shape.Lottery) LotteryRule.check(terms, prizes);
        else assert(false);
    }

    /// @param designates Designates that delivered (d).
    /// @param others Other provers that delivered (K).
    /// @param opening Prizes of a table, see IProverEscrow.settle; reverts with WrongPrizes(id) if it is another table's.
    /// @return designateShare Wei for each of the d.
    /// @return otherShare Wei for each of the K; for the winner alone where one is drawn.
    function shares(
        RequestId id,
        RequestTerms calldata terms,
        uint256 designates,
        uint256 others,
        bytes calldata opening
    ) internal pure returns (uint256 designateShare, uint256 otherShare) {
        if (terms.shape == Shape.Designated) return DesignatedRule.shares(terms, designates, others);
        if (others == 0) return (0, 0);
        if (terms.shape == Shape.Table) return (0, TableRule.share(id, terms, others, opening));
        assert(terms.shape == Shape.Lottery);
        return (0, LotteryRule.share(terms));
    }

    /// @notice See IProverEscrow.incentiveGap.
    function gap(
        RequestTerms calldata terms,
        bytes calldata prizes
    ) internal pure returns (int256 designate, int256 member) {
        if (terms.shape == Shape.Designated) return DesignatedRule.gap(terms);
        if (terms.shape == Shape.Table) return (0, TableRule.gap(terms, prizes));
        assert(terms.shape == Shape.Lottery);
        return (0, LotteryRule.gap(terms));
    }
}
