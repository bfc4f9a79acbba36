// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What has happened to an open request by turns so far.
struct TurnProgress {
    bool opened;
    bool drawn;
    /// Whether the designate has consented.
    bool consented;
    /// Block of the recorded draw.
    uint48 drawnAt;
    /// Seed of the draw, 120 bits.
    uint120 seed;
    /// Turn of the deliveries; zero while there are none.
    uint8 turn;
    /// Bit k: the prover at place k of that turn has delivered.
    uint64 delivered;
}

/// @dev A TurnProgress in one word, read once and written once by each step.
type PackedTurnProgress is uint256;

using {unpack, isOpened, isDrawn, isConsented, drawnAt, seed, turn, delivered} for PackedTurnProgress global;
using {withDraw, withConsent, withDelivery} for PackedTurnProgress global;

uint256 constant TURN_AT = 64;
uint256 constant SEED_AT = 72;
uint256 constant DRAWN_AT = 192;
uint256 constant DRAWN = 1 << 240;
uint256 constant OPENED = 1 << 241;
uint256 constant CONSENTED = 1 << 242;

/// @dev A request that was never made or is settled: storage that is given back pays for part of a settlement.
PackedTurnProgress constant NOT_OPEN = PackedTurnProgress.wrap(0);
/// @dev A request that was just made.
PackedTurnProgress constant JUST_OPENED = PackedTurnProgress.wrap(OPENED);

function unpack(PackedTurnProgress self) pure returns (TurnProgress memory) {
    return
        TurnProgress({
            opened: isOpened(self),
            drawn: isDrawn(self),
            consented: isConsented(self),
            drawnAt: drawnAt(self),
            seed: seed(self),
            turn: turn(self),
            delivered: delivered(self)
        });
}

function isOpened(PackedTurnProgress self) pure returns (bool) {
    return PackedTurnProgress.unwrap(self) & OPENED != 0;
}

function isDrawn(PackedTurnProgress self) pure returns (bool) {
    return PackedTurnProgress.unwrap(self) & DRAWN != 0;
}

function isConsented(PackedTurnProgress self) pure returns (bool) {
    return PackedTurnProgress.unwrap(self) & CONSENTED != 0;
}

function drawnAt(PackedTurnProgress self) pure returns (uint48) {
    return uint48(PackedTurnProgress.unwrap(self) >> DRAWN_AT);
}

function seed(PackedTurnProgress self) pure returns (uint120) {
    return uint120(PackedTurnProgress.unwrap(self) >> SEED_AT);
}

function turn(PackedTurnProgress self) pure returns (uint8) {
    return uint8(PackedTurnProgress.unwrap(self) >> TURN_AT);
}

function delivered(PackedTurnProgress self) pure returns (uint64) {
    return uint64(PackedTurnProgress.unwrap(self));
}

/// @dev Precondition: the request is not drawn yet.
function withDraw(PackedTurnProgress self, uint120 seed_) view returns (PackedTurnProgress) {
    uint256 draw = (block.number << DRAWN_AT) | (uint256(seed_) << SEED_AT) | DRAWN;
    return PackedTurnProgress.wrap(PackedTurnProgress.unwrap(self) | draw);
}

function withConsent(PackedTurnProgress self) pure returns (PackedTurnProgress) {
    return PackedTurnProgress.wrap(PackedTurnProgress.unwrap(self) | CONSENTED);
}

/// @dev Precondition: there is no delivery of another turn.
function withDelivery(PackedTurnProgress self, uint256 turn_, uint256 place) pure returns (PackedTurnProgress) {
    return PackedTurnProgress.wrap(PackedTurnProgress.unwrap(self) | (turn_ << TURN_AT) | (1 << place));
}
