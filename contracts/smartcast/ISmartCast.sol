// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommitteeId} from "../types/CommitteeId.sol";
import {WorkerId} from "../types/WorkerId.sol";

/// @notice A report that its author signed and anyone may submit.
struct SignedReport {
    WorkerId worker;
    /// Bit q: seat q is a friend. The author's own bit is ignored.
    uint256 friends;
    /// Signature on the EIP-712 struct `Report(uint256 worker,uint256 friends,uint128 seed)` in the domain ("SmartCast",
    /// "1", chain id, market): 65 bytes by the account's key, or what the account accepts by ERC-1271. `seed` is the
    /// draw's: when a reorganisation replaces a draw, reports signed for it are void.
    bytes signature;
}

/// @title Report and reward
/// @notice After a session each member says, in one bitmap, which peers did their share. A member earns θ for each peer
/// that called it a friend, and earns it only if it reported itself.
/// @dev Assumptions on outsiders. Safety: none; a member can withhold or falsify its own row and no other. Liveness: a
/// member that can get one transaction included before the deadline needs nobody's help, since reporting directly is
/// always possible.
interface ISmartCast {
    /// @dev Committee and seat follow from the draw.
    /// @param friends Bitmap as submitted; the author's own bit may have any value.
    event Reported(WorkerId worker, uint256 friends);

    /// @notice `caller` does not hold the registration `worker`.
    error NotTheWorker(WorkerId worker, address caller);
    /// @notice The draw gave `worker` no seat.
    error NotAMember(WorkerId worker);
    error AlreadyReported(WorkerId worker);
    /// @notice The report is for another draw than that on record, whose seed is `seed`.
    error OtherDraw(WorkerId worker, uint128 seed);
    /// @notice The deadline T is over: a late report counts like none.
    error ReportTooLate(WorkerId worker, uint256 deadline);
    /// @notice The bitmap names seats that the committee does not have.
    error UnknownSeats(uint256 friends, uint256 members);
    /// @notice Neither the key of `account` made the signature nor does its contract accept it.
    error InvalidReportSignature(WorkerId worker, address account);

    /// @notice Reports for `worker`, which the caller must hold, once between the draw and the deadline.
    /// @param friends Bit q: seat q is a friend. The bit of the worker's own seat is ignored.
    /// @param seed Seed of the draw that the report is for. After a reorganisation the same seats may be other workers'.
    function report(WorkerId worker, uint256 friends, uint128 seed) external;

    /// @notice Submits reports that their authors signed. Reports already on record are skipped, so that nobody can stop a
    /// batch by submitting one of its reports first. Any other error reverts the batch.
    /// @dev A contract account may burn all the gas it is given: a relayer that meets one leaves its report out.
    function reportAll(SignedReport[] calldata reports) external;

    /// @notice Row p of the result is the bitmap that seat p reported; its own bit says whether it reported at all.
    function reportsOf(CommitteeId committee) external view returns (uint256[] memory rows);
}
