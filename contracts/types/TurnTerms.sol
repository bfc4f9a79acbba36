// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofVerifier} from "../procurement/IProofVerifier.sol";
import {Insurance} from "./RequestTerms.sol";

/// @notice What a requester offers by turns. Fixed when the request is made; money in wei, times in blocks.
/// @dev Turns and seats are numbered from 0. Turn 0 has one seat, the designate's; every later turn has `seatsPerTurn`.
struct TurnTerms {
    IProofVerifier verifier;
    Insurance insurance;
    /// Turns (t).
    uint8 turns;
    /// Seats of each turn but the first (m).
    uint8 seatsPerTurn;
    /// Paid to the designate if it delivers in its turn (p).
    uint96 price;
    /// What the price of a seat falls by from one turn to the next (η).
    uint96 fall;
    /// Slashed for the requester: of the pool if no turn brings a proof (S), of a designate that consented if its turn
    /// brings none (b). Zero without insurance.
    uint96 bond;
    /// Blocks in which the designate consents, before the first turn. Zero but with insurance by consent.
    uint32 consentBlocks;
    /// Blocks of a turn (w).
    uint32 turnBlocks;
    /// Public inputs of the proof, without the prover's address.
    uint256[] statement;
}

using {seats, seatsOf, turnOf, placeOf, priceOf, deposit, duration} for TurnTerms global;

/// @notice A field of TurnTerms that can be out of bounds.
enum TurnTermsField {
    Turns,
    SeatsPerTurn,
    Price,
    Fall,
    Bond,
    ConsentBlocks,
    TurnBlocks
}

/// @notice All seats of a request.
function seats(TurnTerms calldata self) pure returns (uint256) {
    return 1 + (uint256(self.turns) - 1) * self.seatsPerTurn;
}

function seatsOf(TurnTerms calldata self, uint256 turn) pure returns (uint256) {
    return turn == 0 ? 1 : self.seatsPerTurn;
}

/// @notice The turn in which a seat may deliver.
function turnOf(TurnTerms calldata self, uint256 seat) pure returns (uint256) {
    return seat == 0 ? 0 : 1 + (seat - 1) / self.seatsPerTurn;
}

/// @notice The number of a seat within its turn.
function placeOf(TurnTerms calldata self, uint256 seat) pure returns (uint256) {
    return seat == 0 ? 0 : (seat - 1) % self.seatsPerTurn;
}

/// @notice Wei for each seat of a turn that delivers in it.
function priceOf(TurnTerms calldata self, uint256 turn) pure returns (uint256) {
    return self.price - turn * self.fall;
}

/// @notice The most that a request can have to pay: only one turn is paid, and prices do not rise.
function deposit(TurnTerms calldata self) pure returns (uint256) {
    if (self.turns == 1) return self.price;
    uint256 second = self.seatsPerTurn * self.priceOf(1);
    return second > self.price ? second : self.price;
}

/// @notice Blocks from the draw to the end of the last turn.
function duration(TurnTerms calldata self) pure returns (uint256) {
    return self.consentBlocks + uint256(self.turns) * self.turnBlocks;
}
