// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The committee configuration and the prices that all tasks of a pool share.
/// @dev Two storage slots. Everything below is fixed for the life of the pool.
struct PoolConfig {
    /// θ: what a member earns for each peer that reports it a friend, in wei.
    uint96 theta;
    /// Seats of a committee (N).
    uint8 members;
    /// Byzantine members a committee tolerates (b < N - 2).
    uint8 faults;
    /// Slots of a session (K); slot s is led by seat s mod N.
    uint16 slots;
    /// Most bytes a batch may have (C).
    uint32 batchBytes;
    /// Length of a round (Δ), in milliseconds.
    uint32 roundMs;
    /// Seconds that registration stays open after the first registration of an epoch.
    uint24 registrationSeconds;
    /// Collateral that a worker locks while it is registered, in wei.
    uint96 collateral;
    /// Seconds from the draw to the first round: time to find the peers.
    uint24 leadSeconds;
    /// Most seconds a session lasts; reports are accepted from the draw on.
    uint24 sessionSeconds;
    /// Seconds from the end of the session to the deadline of the reports (T).
    uint24 reportSeconds;
}

/// @notice A field of PoolConfig that can be out of bounds.
enum ConfigField {
    Members,
    Faults,
    Theta,
    Slots,
    BatchBytes,
    RoundMs,
    RegistrationSeconds,
    SessionSeconds,
    ReportSeconds
}
