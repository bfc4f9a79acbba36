// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofVerifier} from "../procurement/IProofVerifier.sol";

/// @notice The mechanism by which a request pays (Adversarial procurement in blockchains).
enum Shape {
    /// Designates always deliver, committee provers by their coins. That no designate delivered is detected.
    Designated,
    /// Everybody delivers by its coin; prizes by the number of deliveries.
    Table,
    /// Everybody delivers by its coin; one random deliverer wins.
    Lottery
}

/// @notice Whose bond pays the requester if no designate delivers.
enum Insurance {
    None,
    /// The bonds of all provers in the pool, for requesters that the pool insures.
    Pool,
    /// The designates' own bonds, if all of them consent to the request. They make up for the committee's prize, too.
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
    uint8 seats;
    /// Probability with which a committee prover delivers (q), in units of 1e-18.
    uint64 probability;
    /// Cost of making one proof. It gives the payments their unit; no payment depends on it.
    uint96 unitCost;
    /// The deposit. Designated: paid in total (L). Lottery: the prize (ρ). Table: the greatest of its prizes.
    uint96 total;
    /// Designated: what the delivering committee provers share (Z). Zero otherwise.
    uint96 prize;
    /// Slashed for the requester if no designate delivers (S). Zero without insurance; by consent at least Z.
    uint96 bond;
    /// Blocks in which designates consent. Zero but with insurance by consent.
    uint32 consentBlocks;
    /// Blocks in which provers prove and deliver, after those of the consent.
    uint32 proveBlocks;
    /// Table: hash of z_1 … z_c, the totals that 1 … c deliveries are paid, as in PrizeTable. Zero otherwise.
    bytes32 prizesHash;
    /// Public inputs of the proof, without the prover's address.
    uint256[] statement;
}

/// @notice A field of RequestTerms that can be out of bounds, or the prizes that come with them.
enum TermsField {
    Seats,
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
