// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A prover that consented or delivered, and the seat that it was drawn for.
struct SeatedProver {
    uint8 seat;
    address prover;
}
