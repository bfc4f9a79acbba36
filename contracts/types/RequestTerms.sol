// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofVerifier} from "../procurement/IProofVerifier.sol";

/// @notice The mechanism by which a request pays (Adversarial procurement, §3).
enum Shape {
    /// Designates deliver always, committee provers by their coins; silence of all designates is detected.
    Designated,
    /// Everybody delivers by its coin; prizes by the number of deliveries.
    Table,
    /// Everybody delivers by its coin; one random deliverer wins.
    Lottery
}

/// @notice Whose bond pays the requester if no designate delivers.
enum Insurance {
    None,
    /// Everybody's in the pool, for requesters that the pool has agreed to insure.
    Pool,
    /// The designates' own, if all of them consent to the request beforehand. It makes up for the committee's prize, too.
    Consent
}

/// @notice What a requester offers. Fixed when the request is made; money in wei, times in blocks.
struct RequestTerms {
    IProofVerifier verifier;
    Shape shape;
    Insurance insurance;
    /// Provers that are to deliver with certainty (D): seats 0 to D - 1. None but in the designated shape.
    uint8 designates;
    /// All provers that are asked, designates included (c).
    uint8 committee;
    /// With which a committee prover delivers (q), in units of 1e-18.
    uint64 probability;
    /// Of making one proof. Says what the payments mean; no payment depends on it.
    uint96 unitCost;
    /// The deposit. Designated: paid in total (L). Lottery: the prize (ρ). Table: the greatest of its prizes.
    uint96 total;
    /// Designated: what the delivering committee provers share (Z). Zero otherwise.
    uint96 prize;
    /// Slashed for the requester if no designate delivers (S). Zero without insurance; by consent at least Z.
    uint96 bond;
    /// For the designates' consent. Zero but with insurance by consent.
    uint32 consentBlocks;
    /// To prove and deliver, after the blocks to consent.
    uint32 proveBlocks;
    /// Table: hash of z_1 … z_c, what 1 … c deliveries are paid in total, as in PrizeTable. Zero otherwise.
    bytes32 prizesHash;
    /// Public inputs of the proof, without the prover's address.
    uint256[] statement;
}

/// @notice A field of RequestTerms that can be out of bounds, or the prizes that come with them.
enum TermsField {
    Committee,
    Designates,
    Probability,
    Prize,
    Prizes,
    Total,
    PrizesHash,
    Insurance,
    Bond,
    ConsentBlocks,
    ProveBlocks
}
