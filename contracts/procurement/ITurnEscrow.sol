// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Opening} from "../types/Request.sol";
import {RequestId} from "../types/RequestId.sol";
import {TurnProgress} from "../types/TurnProgress.sol";
import {TurnRequest} from "../types/TurnRequest.sol";
import {TurnTerms, TurnTermsField} from "../types/TurnTerms.sol";
import {IEscrowBase} from "./IEscrowBase.sol";

/// @title Buying one proof in turns, from provers that nobody trusts and that see each other's deliveries
/// @notice The draw orders the seats. Turn 0 asks one prover, the designate; turn s asks the next m seats if no turn before
/// brought a proof. A prover that delivers in its own turn is paid a flat price at once, whatever anybody else does: to
/// deliver is a best reply to every behaviour of the others, so that it does not matter what a prover sees before it moves.
///
/// Life of a request, in blocks: `openedAt` · draw as soon as the beacon answers, at the latest so that all turns end
/// `maxDuration` after `openedAt` · (insurance by consent: the designate consents before `drawnAt + consentBlocks`) · turn s
/// from `start + s · w` on, w blocks long, where start = drawnAt + consentBlocks. The delivery that completes a turn settles
/// the request; `settle` does where nobody delivered, or not all of a turn.
///
/// A delivery after its turn is refused, even where nobody has delivered since: otherwise a prover of an earlier turn could
/// wait until those of the present one have proved.
///
/// Life of money: the deposit, the most that one turn can cost, comes in with `request`, and a designate's bond with
/// `consent`. A delivery is paid at once, and returns the designate's bond. What is left of the deposit goes back to the
/// requester, together with a bond that is slashed: of the pool (S), if all turns passed without a proof; of the designate
/// that consented (b), if its turn did, whoever delivers later.
///
/// @dev Every slash leaves time to prove: a turn has at least `leastTurnBlocks`, all of them after the recorded draw.
///
/// Self-dealing: a requester that holds seats pays itself. It gains a slash of the pool only if no prover of any turn
/// delivers, so that it must hold all seats, and at most its announced budget. It gains a designate's bond only if that
/// designate, which consented, does not deliver for w blocks.
///
/// Assumptions on outsiders. Safety: nobody can predict or choose the beacon's random value for a moment in a block of that
/// time or before. Liveness: a prover gets one transaction included within its turn. A beacon that dies costs nobody money.
interface ITurnEscrow is IEscrowBase {
    event Requested(RequestId indexed id, address indexed requester, TurnTerms terms, Opening opening);
    event Consented(RequestId indexed id, address indexed prover);
    /// @param refund Wei of the deposit that go back to the requester.
    /// @param slashed Wei of bonds that the requester gets.
    event Settled(RequestId indexed id, uint256 refund, uint256 slashed);

    error InvalidTurnTerms(TurnTermsField field);
    /// @notice The draw would be recorded so late that the last turn could not end in time.
    error DrawTooLate(RequestId id, uint256 lastBlock);
    /// @notice Blocks `first` to `last` are the turn of the caller's seat.
    error NotYourTurn(RequestId id, uint256 turn, uint256 first, uint256 last);
    /// @notice An earlier turn brought a proof.
    error AlreadyProved(RequestId id, uint256 turn);

    /// @notice Makes a request; the value must be `depositOf(terms)`.
    function request(TurnTerms calldata terms) external payable returns (RequestId);

    /// @notice Records the draw, with which the turns begin. Anyone may.
    function draw(TurnRequest calldata request_) external;

    /// @notice Consents to be the designate of a request insured by consent; the value is the bond. It comes back with the
    /// delivery in turn 0.
    /// @param index The caller's place in the roster of the request.
    function consent(TurnRequest calldata request_, uint256 index) external payable;

    /// @notice Delivers a proof for the statement followed by the caller's address, in the turn of the caller's seat.
    /// Verified and paid at once. The first delivery of a request records the draw if nobody has.
    /// @param index The caller's place in the roster of the request.
    function deliver(TurnRequest calldata request_, uint256 index, bytes calldata proof) external;

    /// @notice Refunds and slashes, where no delivery has done so. Anyone may, once nobody can deliver any more.
    function settle(TurnRequest calldata request_) external;

    /// @notice The value that `request` takes for these terms, in wei.
    function depositOf(TurnTerms calldata terms) external pure returns (uint256);
    /// @notice Least blocks of a turn.
    function leastTurnBlocks() external view returns (uint32);
    function idOf(TurnRequest calldata request_) external pure returns (RequestId);
    /// @notice Progress of an open request; all zero for any other.
    function progressOf(RequestId id) external view returns (TurnProgress memory);
    /// @notice The seat of the prover at a place of an open request's roster; `assigned` is false when it got none.
    /// @dev By the recorded draw, or before that by the random value that the beacon gives now.
    function seatOf(TurnRequest calldata request_, uint256 index) external view returns (bool assigned, uint256 seat);
    /// @notice Inverse of `seatOf`.
    function proverAt(
        TurnRequest calldata request_,
        uint256 seat
    ) external view returns (address prover, uint256 index);
}
