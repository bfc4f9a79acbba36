// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What has happened to an open request so far.
struct RequestProgress {
    bool opened;
    bool drawn;
    /// Seed of the draw, 120 bits.
    uint120 seed;
    /// Bit s: the designate on seat s has consented.
    uint8 consented;
    /// Bit s: the prover on seat s has delivered.
    uint64 delivered;
    /// Moment of the draw of a lottery's winner; zero before it is closed.
    uint40 closedAt;
}

/// @dev A RequestProgress in one word, read once and written once by each step.
type PackedProgress is uint256;

using {unpack, isOpened, isDrawn, seed, consented, delivered, closedAt} for PackedProgress global;
using {withDraw, withConsent, withDelivery, withClose} for PackedProgress global;

uint256 constant CONSENTED_AT = 64;
uint256 constant SEED_AT = 72;
uint256 constant DRAWN = 1 << 192;
uint256 constant OPENED = 1 << 193;
uint256 constant CLOSED_AT = 194;

/// @dev A request that was never made or is settled: storage that is given back pays for part of a settlement.
PackedProgress constant NOT_OPEN = PackedProgress.wrap(0);
/// @dev A request that was just made.
PackedProgress constant JUST_OPENED = PackedProgress.wrap(OPENED);

function unpack(PackedProgress self) pure returns (RequestProgress memory) {
    return
        RequestProgress({
            opened: isOpened(self),
            drawn: isDrawn(self),
            seed: seed(self),
            consented: consented(self),
            delivered: delivered(self),
            closedAt: closedAt(self)
        });
}

function isOpened(PackedProgress self) pure returns (bool) {
    return PackedProgress.unwrap(self) & OPENED != 0;
}

function isDrawn(PackedProgress self) pure returns (bool) {
    return PackedProgress.unwrap(self) & DRAWN != 0;
}

function seed(PackedProgress self) pure returns (uint120) {
    return uint120(PackedProgress.unwrap(self) >> SEED_AT);
}

function consented(PackedProgress self) pure returns (uint8) {
    return uint8(PackedProgress.unwrap(self) >> CONSENTED_AT);
}

function delivered(PackedProgress self) pure returns (uint64) {
    return uint64(PackedProgress.unwrap(self));
}

function closedAt(PackedProgress self) pure returns (uint40) {
    return uint40(PackedProgress.unwrap(self) >> CLOSED_AT);
}

/// @dev Precondition: the request is not drawn yet.
function withDraw(PackedProgress self, uint120 seed_) pure returns (PackedProgress) {
    return PackedProgress.wrap(PackedProgress.unwrap(self) | DRAWN | (uint256(seed_) << SEED_AT));
}

function withConsent(PackedProgress self, uint256 seat) pure returns (PackedProgress) {
    return PackedProgress.wrap(PackedProgress.unwrap(self) | (1 << (CONSENTED_AT + seat)));
}

function withDelivery(PackedProgress self, uint256 seat) pure returns (PackedProgress) {
    return PackedProgress.wrap(PackedProgress.unwrap(self) | (1 << seat));
}

/// @dev Precondition: the request is not closed yet.
function withClose(PackedProgress self, uint256 moment) pure returns (PackedProgress) {
    return PackedProgress.wrap(PackedProgress.unwrap(self) | (uint256(uint40(moment)) << CLOSED_AT));
}
