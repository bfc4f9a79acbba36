// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {BitMatrix} from "../libraries/BitMatrix.sol";
import {LazyShuffle} from "../libraries/LazyShuffle.sol";
import {CommitteeId} from "../types/CommitteeId.sol";
import {WorkerId} from "../types/WorkerId.sol";
import {ISmartCast, SignedReport} from "./ISmartCast.sol";

/// @dev The facts of a draw that all members of its epoch share.
struct DrawnEpoch {
    /// pool ‖ epoch: the ids of the epoch without their last 32 bits.
    uint256 prefix;
    uint128 seed;
    /// Workers drawn (P).
    uint256 workers;
    /// Takes the index of a worker to its position.
    LazyShuffle.Permutation permutation;
    /// Seats drawn: workers at positions below this number have one.
    uint256 seats;
    /// Seats of a committee (N).
    uint256 members;
    /// Deadline of the reports (T), Unix seconds.
    uint256 deadline;
}

/// @notice The report / reward half of the market; the inheriting contract decides who sits where.
abstract contract SmartCast is ISmartCast, EIP712 {
    using BitMatrix for BitMatrix.Rows;
    using LazyShuffle for LazyShuffle.Permutation;

    bytes32 private constant REPORT_TYPEHASH = keccak256("Report(uint256 worker,uint256 friends,uint128 seed)");

    mapping(CommitteeId => BitMatrix.Rows) internal _reports;

    constructor() EIP712("SmartCast", "1") {}

    /// @inheritdoc ISmartCast
    function report(WorkerId worker, uint256 friends, uint128 seed) external {
        if (_accountOf(worker) != msg.sender) revert NotTheWorker(worker, msg.sender);
        DrawnEpoch memory epoch = _reportingEpochOf(worker);
        if (seed != epoch.seed) revert OtherDraw(worker, epoch.seed);
        (CommitteeId committee, uint256 seat) = _memberOf(epoch, worker);
        if (friends >> epoch.members != 0) revert UnknownSeats(friends, epoch.members);

        if (!_reports[committee].write(epoch.members, seat, friends)) revert AlreadyReported(worker);

        emit Reported(worker, friends);
    }

    /// @inheritdoc ISmartCast
    function reportAll(SignedReport[] calldata reports) external {
        bytes32 domain = _domainSeparatorV4();
        DrawnEpoch memory epoch;
        for (uint256 i = 0; i < reports.length; ++i) {
            SignedReport calldata signed = reports[i];
            (WorkerId worker, uint256 friends) = (signed.worker, signed.friends);
            // Zero is no epoch's prefix, so that the first report loads one.
            if (epoch.prefix != WorkerId.unwrap(worker) >> 32) epoch = _reportingEpochOf(worker);
            (CommitteeId committee, uint256 seat) = _memberOf(epoch, worker);
            if (friends >> epoch.members != 0) revert UnknownSeats(friends, epoch.members);
            bytes32 content = _contentHash(worker, friends, epoch.seed);
            _checkSignature(worker, MessageHashUtils.toTypedDataHash(domain, content), signed.signature);

            if (_reports[committee].write(epoch.members, seat, friends)) emit Reported(worker, friends);
        }
    }

    /// @dev The account that holds a registration, zero if there is no such registration.
    function _accountOf(WorkerId worker) internal view virtual returns (address);

    /// @dev The draw that `worker` took part in, if its id is on record; reverts if there was no such draw yet.
    function _epochOf(WorkerId worker) internal view virtual returns (DrawnEpoch memory);

    /// @dev Membership, derived. The caller checks, before or after, that `worker` is on record.
    function _seatIn(
        DrawnEpoch memory epoch,
        WorkerId worker
    ) internal pure returns (bool assigned, CommitteeId committee, uint256 seat) {
        uint256 index = uint32(WorkerId.unwrap(worker));
        if (index >= epoch.workers) return (assigned, committee, seat);
        uint256 position = epoch.permutation.shuffle(index);
        if (position >= epoch.seats) return (assigned, committee, seat);
        unchecked {
            uint256 quotient = position / epoch.members;
            committee = CommitteeId.wrap((epoch.prefix << 32) | quotient);
            return (true, committee, position - quotient * epoch.members);
        }
    }

    function _reportingEpochOf(WorkerId worker) private view returns (DrawnEpoch memory epoch) {
        epoch = _epochOf(worker);
        if (block.timestamp > epoch.deadline) revert ReportTooLate(worker, epoch.deadline);
    }

    function _memberOf(
        DrawnEpoch memory epoch,
        WorkerId worker
    ) private pure returns (CommitteeId committee, uint256 seat) {
        bool assigned;
        (assigned, committee, seat) = _seatIn(epoch, worker);
        if (!assigned) revert NotAMember(worker);
    }

    /// @dev keccak256(abi.encode(REPORT_TYPEHASH, worker, friends, seed)), in memory that the next report uses again.
    function _contentHash(WorkerId worker, uint256 friends, uint128 seed) private pure returns (bytes32 hash) {
        bytes32 typehash = REPORT_TYPEHASH;
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore(at, typehash)
            mstore(add(at, 0x20), worker)
            mstore(add(at, 0x40), friends)
            mstore(add(at, 0x60), seed)
            hash := keccak256(at, 0x80)
        }
    }

    /// @dev Key first, contract second: an account with code may still sign by its key (EIP-7702). Asking the account
    /// costs a cold access that most members need not pay.
    function _checkSignature(WorkerId worker, bytes32 digest, bytes calldata signature) private view {
        address account = _accountOf(worker);
        (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && signer == account) return;
        if (!SignatureChecker.isValidERC1271SignatureNowCalldata(account, digest, signature)) {
            revert InvalidReportSignature(worker, account);
        }
    }
}
