// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Payout} from "../types/Payout.sol";
import {Opening, Request} from "../types/Request.sol";
import {RequestId} from "../types/RequestId.sol";
import {RequestProgress} from "../types/RequestProgress.sol";
import {RequestTerms, TermsField} from "../types/RequestTerms.sol";
import {SeatedProver} from "../types/SeatedProver.sol";
import {IEscrowBase} from "./IEscrowBase.sol";

/// @title Buying one proof from provers that nobody trusts
/// @notice A requester deposits the most that its mechanism can pay; seats are drawn among the bonded provers; whoever
/// sits there proves and delivers; after the deadline the mechanism's rule pays, refunds and slashes.
///
/// Life of a request, in blocks: `openedAt` · draw as soon as the beacon answers · (insurance by consent: designates
/// `consent` up to `openedAt + consentBlocks`) · `deliver` up to `openedAt + consentBlocks + proveBlocks`, the deadline ·
/// `settle` after it, or after the blocks to consent if a designate did not.
///
/// Seats below D are the designates'. The first consent or delivery records the draw, or `draw` does.
///
/// The rules, where d designates and K others delivered. Designated: each of the K gets Z / K, and each of the d gets
/// 1 / D of the rest of L. If d = 0, S is slashed, and with insurance by the pool nobody is paid. Table: each gets z_K / K.
/// Lottery: one of them gets ρ. The rest of the deposit goes back to the requester, remainders of divisions included. Only
/// the remainder of Z / K goes to the designates, if one of them delivers.
///
/// Insurance by consent has S ≥ Z. Where the committee alone delivers, the designates' bonds pay for it in effect, and the
/// requester ends up with its whole deposit and S - Z.
///
/// Life of money: the deposit and the designates' bonds come in with `request` and `consent` and become balances when the
/// request is settled; `withdraw` pays balances out.
///
/// @dev The escrow checks bounds and budget, not that a mechanism is incentive compatible: see `incentiveGap`.
///
/// Self-dealing, by a requester that runs provers of its own. Without insurance and with insurance by consent, a request
/// holds no money but the requester's and that of designates who agreed. The committee is paid for its proofs even if the
/// designate is the requester's own and fails: they cost the requester Z where any arrives. Insurance by the pool follows
/// the paper, where such proofs are free. It is for insured requesters only, and the announced budget is all that they can
/// slash. A table may pay little for few deliveries. A requester that holds most of the seats has the others' proofs for
/// that little; since seats are drawn, it would have to be most of the roster.
///
/// A statement that cannot be proved costs the requester its fees without insurance. Designates check their witness before
/// they consent. The pool insures requesters by verifier, least pay and budget.
///
/// Assumptions on outsiders. Safety: nobody can predict or choose the beacon's random value for a moment in a block of that
/// time or before. Liveness: a prover
/// gets one transaction included before the deadline. For the slash, somebody gets one included between the draw and the
/// deadline, and one in the `settleBlocks` after it. A beacon that dies costs nobody money. Without a draw nobody is
/// slashed and the deposit is refunded. A lottery that is settled more than `settleBlocks` after the deadline splits the
/// prize equally, which has the same expectation.
interface IProverEscrow is IEscrowBase {
    /// @param prizes Prizes of a table, packed as in PrizeTable; empty in other shapes.
    event Requested(RequestId indexed id, address indexed requester, RequestTerms terms, bytes prizes, Opening opening);
    event Consented(RequestId indexed id, address indexed prover, uint256 seat);
    /// @notice The winner of a lottery is drawn by the beacon's random value for `moment`.
    event Closed(RequestId indexed id, uint256 moment);
    /// @notice The shares of the provers that delivered; bonds given by consent are returned unless they were slashed.
    event Settled(RequestId indexed id, Payout payout);

    error InvalidTerms(TermsField field);
    error DeliveryTooLate(RequestId id, uint256 deadline);
    /// @notice The request draws no winner, or its moment is fixed.
    error NothingToClose(RequestId id);
    /// @notice The moment of the winner's draw is not fixed: call `close` before.
    error NotClosed(RequestId id);
    /// @notice The list is not the consents, then the deliveries, in their order.
    error WrongProvers(RequestId id);
    /// @notice The prizes are not those of the request, up to the number of deliveries.
    error WrongPrizes(RequestId id);

    /// @notice Makes a request; the value must be `terms.total`, the most that the requester can have to pay.
    /// @param prizes All prizes of a table, packed as in PrizeTable; empty in other shapes.
    function request(RequestTerms calldata terms, bytes calldata prizes) external payable returns (RequestId);

    /// @notice Records the draw. Anyone may, before the deadline. It is needed only for a slash where nobody acts on the
    /// request, and where a proof takes longer than the beacon keeps its random value.
    function draw(Request calldata request_) external;

    /// @notice Consents to be the designate of a request insured by consent; the value is the caller's part S / D of the
    /// bond. It comes back unless no designate delivers.
    /// @dev Check before that the verifier's code is known, the witness is good and the payment is worth it.
    /// @param index The caller's place in the roster of the request.
    function consent(Request calldata request_, uint256 index) external payable;

    /// @notice Delivers a proof for the statement followed by the caller's address. Verified at once.
    /// @param index The caller's place in the roster of the request.
    function deliver(Request calldata request_, uint256 index, bytes calldata proof) external;

    /// @notice Fixes the moment at which the winner of a lottery is drawn. Anyone may, after the deadline, once.
    /// @dev The deadline is a block, whose time nobody knows before.
    function close(Request calldata request_) external;

    /// @notice Pays, refunds and slashes. Anyone may, after the deadline, and after `close` where a winner is drawn.
    /// @param provers Provers of the events Consented, then Delivered, in their order. Ignored where none of them is paid,
    /// and where a lottery has a winner.
    /// @param prizes First K prizes of a table with K > 0 deliveries and the hash of the rest, as PrizeTable opens them.
    /// Ignored otherwise.
    function settle(Request calldata request_, SeatedProver[] calldata provers, bytes calldata prizes) external;

    function idOf(Request calldata request_) external pure returns (RequestId);
    /// @notice Wei that a prover expects beyond its cost if it delivers and the others follow the mechanism. Both are zero
    /// for the mechanisms of the planner, up to rounding.
    /// @return designate Gap of a designate; zero without designates.
    /// @return member Gap of a committee prover; zero where all seats are designates'.
    function incentiveGap(
        RequestTerms calldata terms,
        bytes calldata prizes
    ) external pure returns (int256 designate, int256 member);
    /// @notice Progress of an open request; all zero for any other.
    function progressOf(RequestId id) external view returns (RequestProgress memory);
    /// @notice The seat of the prover at a place of an open request's roster; `assigned` is false when it got none.
    /// @dev By the recorded draw, or before that by the random value that the beacon gives now.
    function seatOf(Request calldata request_, uint256 index) external view returns (bool assigned, uint256 seat);
    /// @notice Inverse of `seatOf`.
    function proverAt(Request calldata request_, uint256 seat) external view returns (address prover, uint256 index);
}
