// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommitteeId} from "../types/CommitteeId.sol";
import {WorkerId} from "../types/WorkerId.sol";

/// @notice A report that its author signed (EIP-712, or ERC-1271 for contract accounts) and anyone may submit.
struct SignedReport {
    WorkerId worker;
    /// Bit q: seat q is a friend. The author's own bit is ignored.
    uint256 friends;
    bytes signature;
}

/// @title Report and reward
/// @notice After a session each member says, in one bitmap, which peers did their share. A member earns θ for each peer
/// that called it a friend, and earns it only if it reported itself.
interface ISmartCast {
    event Reported(WorkerId indexed worker, CommitteeId indexed committee, uint256 seat, uint256 friends);

    /// @notice `caller` does not hold the registration `worker`.
    error NotTheWorker(WorkerId worker, address caller);
    /// @notice The draw gave `worker` no seat.
    error NotAMember(WorkerId worker);
    error AlreadyReported(WorkerId worker);
    /// @notice T is over: a report that came too late counts as one that never came.
    error ReportTooLate(WorkerId worker, uint256 deadline);
    /// @notice The bitmap names seats that the committee does not have.
    error UnknownSeats(uint256 friends, uint256 members);
    error InvalidReportSignature(WorkerId worker, address account);

    /// @notice Reports for `worker`, which the caller must hold.
    function report(WorkerId worker, uint256 friends) external;

    /// @notice Submits reports that their authors signed. Reports already on record are passed over, so that nobody can
    /// stop a batch by submitting one of its reports first; everything else that is wrong reverts the batch.
    function reportAll(SignedReport[] calldata reports) external;

    /// @notice Row q of the result is the bitmap seat q reported; its own bit says whether it reported at all.
    function reportsOf(CommitteeId committee) external view returns (uint256[] memory rows);
}
