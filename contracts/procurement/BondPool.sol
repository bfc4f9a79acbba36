// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Coverage, InsuredRequester} from "../types/Coverage.sol";
import {LimitsField, PoolLimits} from "../types/PoolLimits.sol";
import {IBondPool, PoolAccounts, Position} from "./IBondPool.sol";
import {IProofVerifier} from "./IProofVerifier.sol";
import {Roster} from "./Roster.sol";

/// @notice See IBondPool. Its owner is the steward. The inheriting contract decides when insured requests are made and
/// settled.
abstract contract BondPool is IBondPool, Ownable2Step {
    using Roster for Roster.History;
    using SafeCast for uint256;

    /// @dev Shares and assets that nobody holds. They set the first price, 10^6 shares a wei, and keep it finite.
    uint256 private constant VIRTUAL_SHARES = 1e6;
    uint256 private constant VIRTUAL_ASSETS = 1;
    /// @dev Most shares that a wei may buy after slashes. Less than 2^87 wei exist, so that shares fit into 128 bits.
    uint256 private constant MOST_SHARES_PER_WEI = 1 << 40;

    uint96 private immutable _minimumBond;
    uint32 internal immutable _maxDuration;
    uint32 internal immutable _settleBlocks;
    uint32 private immutable _exitDelay;

    PoolAccounts private _accounts;
    Roster.History private _roster;
    mapping(address prover => Position) private _positions;
    mapping(address requester => Coverage) private _coverages;

    /// @param insured Requesters insured at once: nobody has bonded yet who would need notice.
    constructor(address steward, PoolLimits memory limits_, InsuredRequester[] memory insured) Ownable(steward) {
        if (limits_.minimumBond == 0) revert InvalidPoolLimits(LimitsField.MinimumBond);
        if (limits_.maxDuration == 0) revert InvalidPoolLimits(LimitsField.MaxDuration);
        bool exitsTooEarly = limits_.exitDelay <= uint256(limits_.maxDuration) + limits_.settleBlocks;
        if (exitsTooEarly) revert InvalidPoolLimits(LimitsField.ExitDelay);

        _minimumBond = limits_.minimumBond;
        _maxDuration = limits_.maxDuration;
        _settleBlocks = limits_.settleBlocks;
        _exitDelay = limits_.exitDelay;
        for (uint256 i = 0; i < insured.length; ++i) {
            _announce(insured[i], block.number);
        }
    }

    /// @inheritdoc IBondPool
    function bond() external payable {
        Position memory position = _positions[msg.sender];
        if (position.exitableAt != 0) revert Exiting(msg.sender, position.exitableAt);
        bool joins = position.place == 0;
        if (joins && msg.value < _minimumBond) revert BondTooSmall(msg.value, _minimumBond);
        PoolAccounts memory pool = _accounts;
        uint128 shares = _toSharesDown(pool, msg.value).toUint128();
        if (shares == 0) revert BondTooSmall(msg.value, 1);

        pool.assets += msg.value.toUint128();
        pool.shares += shares;
        pool.activeShares += shares;
        _accounts = pool;
        position.shares += shares;
        if (joins) position.place = _join();
        _positions[msg.sender] = position;

        emit Bonded(msg.sender, msg.value, shares);
    }

    /// @inheritdoc IBondPool
    function startExit() external {
        Position memory position = _positions[msg.sender];
        if (position.exitableAt != 0) revert Exiting(msg.sender, position.exitableAt);
        if (position.place == 0) revert NotBonded(msg.sender);

        uint256 index = position.place - 1;
        (position.place, position.exitableAt) = (0, uint48(block.number + _exitDelay));
        _positions[msg.sender] = position;
        _accounts.activeShares -= position.shares;
        address moved = _roster.remove(index);
        if (moved != address(0)) _positions[moved].place = uint32(index + 1);

        emit Left(msg.sender, index, _roster.version, position.exitableAt);
    }

    /// @inheritdoc IBondPool
    function exit(address payable to) external {
        Position memory position = _positions[msg.sender];
        if (position.exitableAt == 0) revert NotExiting(msg.sender);
        if (block.number < position.exitableAt) revert ExitTooEarly(msg.sender, position.exitableAt);
        PoolAccounts memory pool = _accounts;
        bool isLast = position.shares == pool.shares;
        uint256 assets = isLast ? pool.assets : _toAssetsDown(pool, position.shares);

        delete _positions[msg.sender];
        pool.assets -= uint128(assets);
        pool.shares -= position.shares;
        _accounts = pool;

        emit Exited(msg.sender, to, assets, position.shares);
        Address.sendValue(to, assets);
    }

    /// @inheritdoc IBondPool
    function announce(InsuredRequester calldata insured) external onlyOwner {
        _announce(insured, block.number + noticeBlocks());
    }

    /// @inheritdoc IBondPool
    function revoke(address requester) external onlyOwner {
        if (_coverages[requester].effectiveAt == 0) revert NotInsured(requester, 0);

        delete _coverages[requester];

        emit Revoked(requester);
    }

    /// @inheritdoc IBondPool
    function limits() external view returns (PoolLimits memory) {
        return PoolLimits(_minimumBond, _maxDuration, _settleBlocks, _exitDelay);
    }

    /// @inheritdoc IBondPool
    function noticeBlocks() public view returns (uint256) {
        return 2 * uint256(_exitDelay);
    }

    /// @inheritdoc IBondPool
    function accounts() external view returns (PoolAccounts memory) {
        return _accounts;
    }

    /// @inheritdoc IBondPool
    function positionOf(address prover) external view returns (Position memory) {
        return _positions[prover];
    }

    /// @inheritdoc IBondPool
    function bondOf(address prover) external view returns (uint256) {
        return _toAssetsDown(_accounts, _positions[prover].shares);
    }

    /// @inheritdoc IBondPool
    function coverageOf(address requester) external view returns (Coverage memory) {
        return _coverages[requester];
    }

    /// @inheritdoc IBondPool
    function roster() public view returns (uint48 version, uint32 size) {
        return (_roster.version, _roster.size);
    }

    /// @inheritdoc IBondPool
    function holderAt(uint256 index, uint256 version) public view returns (address) {
        return _roster.holderAt(index, version);
    }

    /// @dev Sets `amount` of the active bonds and of the requester's budget aside for an insured request.
    /// @param pay Least that a designate that delivers is paid.
    function _reserve(address requester, IProofVerifier verifier, uint256 pay, uint128 amount) internal {
        Coverage memory coverage = _coverages[requester];
        if (coverage.effectiveAt == 0 || block.number < coverage.effectiveAt) {
            revert NotInsured(requester, coverage.effectiveAt);
        }
        if (address(verifier) != address(coverage.verifier)) revert WrongVerifier(requester, coverage.verifier);
        if (pay < coverage.leastPay) revert PayTooLow(requester, pay, coverage.leastPay);
        if (amount > coverage.budget) revert BudgetExceeded(requester, amount, coverage.budget);
        PoolAccounts memory pool = _accounts;
        uint256 available = _toAssetsDown(pool, pool.activeShares);
        uint256 remainder = Math.ceilDiv(pool.activeShares, MOST_SHARES_PER_WEI);
        uint256 required = uint256(pool.reserved) + amount + remainder;
        if (available < required) revert Underfunded(available, required);

        _accounts.reserved = pool.reserved + amount;
        _coverages[requester].budget = coverage.budget - amount;
    }

    /// @dev Takes `amount`, which was reserved, from all shares.
    function _slash(address requester, uint128 amount) internal {
        _accounts.reserved -= amount;
        _accounts.assets -= amount;

        emit Slashed(requester, amount);
    }

    /// @dev Frees `amount`, which was reserved at `openedAt`. It returns to the budget if the coverage is still the same.
    function _release(address requester, uint256 openedAt, uint128 amount) internal {
        _accounts.reserved -= amount;
        Coverage storage coverage = _coverages[requester];
        uint256 effectiveAt = coverage.effectiveAt;
        if (effectiveAt != 0 && effectiveAt <= openedAt) coverage.budget += amount;
    }

    function _announce(InsuredRequester memory insured, uint256 effectiveAt) private {
        (uint96 leastPay, uint128 budget) = (insured.leastPay, insured.budget);
        _coverages[insured.requester] = Coverage(insured.verifier, leastPay, budget, uint48(effectiveAt));

        emit Announced(insured.requester, insured.verifier, leastPay, budget, effectiveAt);
    }

    function _join() private returns (uint32 place) {
        uint256 index = _roster.add(msg.sender);

        emit Joined(msg.sender, index, _roster.version);
        return uint32(index + 1);
    }

    function _toSharesDown(PoolAccounts memory pool, uint256 assets) private pure returns (uint256) {
        return (assets * (pool.shares + VIRTUAL_SHARES)) / (pool.assets + VIRTUAL_ASSETS);
    }

    function _toAssetsDown(PoolAccounts memory pool, uint256 shares) private pure returns (uint256) {
        return (shares * (pool.assets + VIRTUAL_ASSETS)) / (pool.shares + VIRTUAL_SHARES);
    }
}
