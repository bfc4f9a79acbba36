// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {BitMatrix} from "../libraries/BitMatrix.sol";
import {CommitteeId} from "../types/CommitteeId.sol";
import {WorkerId} from "../types/WorkerId.sol";
import {ISmartCast, SignedReport} from "./ISmartCast.sol";

/// @dev A worker's place in the draw of its epoch.
struct Seat {
    bool assigned;
    CommitteeId committee;
    /// Seat in the committee, below `members`.
    uint256 index;
    uint256 members;
    uint256 deadline;
    uint128 seed;
}

/// @notice The report / reward half of the market; who sits where is the inheritor's business.
abstract contract SmartCast is ISmartCast, EIP712 {
    using BitMatrix for BitMatrix.Rows;

    bytes32 private constant REPORT_TYPEHASH = keccak256("Report(uint256 worker,uint256 friends,uint128 seed)");

    mapping(CommitteeId => BitMatrix.Rows) internal _reports;

    constructor() EIP712("SmartCast", "1") {}

    /// @inheritdoc ISmartCast
    function report(WorkerId worker, uint256 friends) external {
        if (_accountOf(worker) != msg.sender) revert NotTheWorker(worker, msg.sender);
        Seat memory seat = _seatOf(worker);
        if (!seat.assigned) revert NotAMember(worker);
        if (_hasReported(seat)) revert AlreadyReported(worker);
        _record(worker, seat, friends);
    }

    /// @inheritdoc ISmartCast
    function reportAll(SignedReport[] calldata reports) external {
        for (uint256 i = 0; i < reports.length; ++i) {
            SignedReport calldata signed = reports[i];
            Seat memory seat = _seatOf(signed.worker);
            if (!seat.assigned) revert NotAMember(signed.worker);
            if (_hasReported(seat)) continue;
            _checkSignature(signed, seat.seed);
            _record(signed.worker, seat, signed.friends);
        }
    }

    /// @dev The account that holds a registration, zero if there is no such registration.
    function _accountOf(WorkerId worker) internal view virtual returns (address);

    /// @dev Derived from the draw alone: whoever calls it has checked, or checks next, that `worker` is registered.
    function _seatOf(WorkerId worker) internal view virtual returns (Seat memory);

    function _hasReported(Seat memory seat) internal view returns (bool) {
        return _reports[seat.committee].has(seat.members, seat.index);
    }

    function _record(WorkerId worker, Seat memory seat, uint256 friends) private {
        if (block.timestamp > seat.deadline) revert ReportTooLate(worker, seat.deadline);
        if (friends >> seat.members != 0) revert UnknownSeats(friends, seat.members);
        _reports[seat.committee].write(seat.members, seat.index, friends);
        emit Reported(worker, seat.committee, seat.index, friends);
    }

    /// @dev Key first, contract second: an account with code may still sign by its key (EIP-7702), and asking the
    /// account costs a cold access that most members need not pay.
    function _checkSignature(SignedReport calldata signed, uint128 seed) private view {
        address account = _accountOf(signed.worker);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(REPORT_TYPEHASH, signed.worker, signed.friends, seed)));
        (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signed.signature);
        if (failure == ECDSA.RecoverError.NoError && signer == account) return;
        if (!SignatureChecker.isValidERC1271SignatureNowCalldata(account, digest, signed.signature)) {
            revert InvalidReportSignature(signed.worker, account);
        }
    }
}
