// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a bond pool is deployed with; times in blocks.
struct PoolLimits {
    /// Least a prover joins with, in wei: what a second name on the roster costs.
    uint96 minimumBond;
    /// Most blocks from a request to its deadline.
    uint32 maxDuration;
    /// Blocks after the deadline in which a request must be settled, or its insurance by the pool lapses.
    uint32 settleBlocks;
    /// From leaving the roster to leaving the pool; above maxDuration + settleBlocks.
    uint32 exitDelay;
}

/// @notice A field of PoolLimits that can be out of bounds.
enum LimitsField {
    MinimumBond,
    MaxDuration,
    ExitDelay
}
