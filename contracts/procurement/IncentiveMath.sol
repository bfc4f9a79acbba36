// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PrizeTable} from "../libraries/PrizeTable.sol";

/// @title The payment that a prover expects if it delivers and the others toss their coins
/// @dev Source: Adversarial procurement in blockchains, §2. q = probability · 1e-18; prizes and results in
/// wei. Computed in units of 1e-36 and rounded down: with n ≤ 64 a result is off by at most 1 wei + 1e-15 of the largest
/// prize.
library IncentiveMath {
    uint256 private constant ONE = 1e36;
    uint256 private constant ONE_PER_WAD = 1e18;

    /// @notice prize · P(Y > 0), Y ~ Bin(n, q): the expected cost of a prize that is paid if any of n delivers.
    function expectedPrize(uint256 prize, uint256 n, uint256 probability) internal pure returns (uint256) {
        return (prize * (ONE - _power(_complement(probability), n))) / ONE;
    }

    /// @notice prize · E[1 / (1 + Y)], Y ~ Bin(n - 1, q), which is prize · (1 - (1 - q)^n) / (nq), or prize for q = 0:
    /// the share of one of n that deliver.
    function expectedShare(uint256 prize, uint256 n, uint256 probability) internal pure returns (uint256) {
        if (probability == 0) return prize;
        return (prize * (ONE - _power(_complement(probability), n))) / (n * probability * ONE_PER_WAD);
    }

    /// @notice E[z_{1+Y} / (1 + Y)], Y ~ Bin(c - 1, q), for prizes z_1 … z_c.
    function expectedTableShare(bytes calldata prizes, uint256 probability) internal pure returns (uint256) {
        uint256 others = PrizeTable.size(prizes) - 1;
        uint256 expectation;
        uint256 choose = 1;
        for (uint256 y = 0; y <= others; ++y) {
            uint256 heads = _power(probability * ONE_PER_WAD, y);
            uint256 tails = _power(_complement(probability), others - y);
            uint256 chance = (choose * ((heads * tails) / ONE));
            expectation += (chance * PrizeTable.prizeFor(prizes, y + 1)) / (y + 1);
            choose = (choose * (others - y)) / (y + 1);
        }
        return expectation / ONE;
    }

    function _complement(uint256 probability) private pure returns (uint256) {
        return ONE - probability * ONE_PER_WAD;
    }

    function _power(uint256 base, uint256 exponent) private pure returns (uint256 result) {
        result = ONE;
        for (; exponent > 0; exponent >>= 1) {
            if (exponent & 1 == 1) result = (result * base) / ONE;
            base = (base * base) / ONE;
        }
    }
}
