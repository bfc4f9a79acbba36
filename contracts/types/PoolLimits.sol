// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The limits that a bond pool is deployed with; times in blocks.
struct PoolLimits {
    /// Least first bond of a prover, in wei: the cost of a second name on the roster.
    uint96 minimumBond;
    /// Most blocks from a request to its deadline.
    uint32 maxDuration;
    /// Blocks after the deadline in which a request must be settled, or its insurance by the pool lapses.
    uint32 settleBlocks;
    /// Blocks from leaving the roster to leaving the pool; above maxDuration + settleBlocks.
    uint32 exitDelay;
}

/// @notice A field of PoolLimits that can be out of bounds.
enum LimitsField {
    MinimumBond,
    MaxDuration,
    ExitDelay
}
