// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {LazyShuffle} from "../libraries/LazyShuffle.sol";
import {IRandomnessBeacon} from "../randomness/IRandomnessBeacon.sol";
import {InsuredRequester} from "../types/Coverage.sol";
import {PoolLimits} from "../types/PoolLimits.sol";
import {Opening} from "../types/Request.sol";
import {RequestId} from "../types/RequestId.sol";
import {BondPool} from "./BondPool.sol";
import {IEscrowBase} from "./IEscrowBase.sol";
import {IProofVerifier} from "./IProofVerifier.sol";

/// @notice See IEscrowBase.
abstract contract EscrowBase is IEscrowBase, BondPool {
    using LazyShuffle for LazyShuffle.Permutation;

    IRandomnessBeacon public immutable beacon;

    uint64 private _requestCount;
    /// @inheritdoc IEscrowBase
    mapping(address account => uint256) public balanceOf;

    constructor(
        IRandomnessBeacon beacon_,
        address steward,
        PoolLimits memory limits_,
        InsuredRequester[] memory insured
    ) BondPool(steward, limits_, insured) {
        beacon = beacon_;
    }

    /// @inheritdoc IEscrowBase
    function withdraw(address payable to) external {
        uint256 amount = balanceOf[msg.sender];
        if (amount == 0) revert NothingToWithdraw(msg.sender);

        balanceOf[msg.sender] = 0;

        emit Withdrawn(msg.sender, to, amount);
        Address.sendValue(to, amount);
    }

    function _newOpening() internal returns (Opening memory) {
        (uint48 version, uint32 size) = roster();
        return Opening(msg.sender, ++_requestCount, uint48(block.number), uint40(block.timestamp), version, size);
    }

    function _credit(address account, uint256 amount) internal {
        if (amount > 0) balanceOf[account] += amount;
    }

    function _requirePayment(uint256 required) internal view {
        if (msg.value != required) revert WrongPayment(msg.value, required);
    }

    /// @dev Reverts while the beacon does not have the random value of the request's moment.
    function _seedOf(RequestId id, Opening calldata opening) internal view returns (uint120) {
        return uint120(bytes15(keccak256(abi.encode(beacon.randomness(opening.moment), id))));
    }

    /// @dev The position that the caller was drawn for; at or above the request's number of seats it is none.
    function _callersSeat(
        RequestId id,
        uint256 seed,
        Opening calldata opening,
        uint256 index
    ) internal view returns (uint256) {
        bool onRoster = index < opening.rosterSize && holderAt(index, opening.rosterVersion) == msg.sender;
        if (!onRoster) revert NotOnRoster(id, msg.sender, index);
        return LazyShuffle.permutation(seed, opening.rosterSize).shuffle(index);
    }

    /// @dev Inverse of the draw.
    function _holderOf(
        uint256 seed,
        Opening calldata opening,
        uint256 seat
    ) internal view returns (address prover, uint256 index) {
        index = LazyShuffle.permutation(seed, opening.rosterSize).unshuffle(seat);
        return (holderAt(index, opening.rosterVersion), index);
    }

    /// @dev The seat that the draw gave to a place, if there is one.
    function _seatAt(
        uint256 seed,
        Opening calldata opening,
        uint256 index,
        uint256 seats
    ) internal pure returns (bool assigned, uint256 seat) {
        if (index >= opening.rosterSize) return (false, 0);
        seat = LazyShuffle.permutation(seed, opening.rosterSize).shuffle(index);
        return seat < seats ? (true, seat) : (false, 0);
    }

    /// @dev A verifier that reverts, burns its gas, answers no bool or has no code accepts nothing.
    function _verifies(
        IProofVerifier verifier,
        uint256[] calldata statement,
        bytes calldata proof
    ) internal view returns (bool) {
        uint256[] memory publicInputs = new uint256[](statement.length + 1);
        for (uint256 i = 0; i < statement.length; ++i) publicInputs[i] = statement[i];
        publicInputs[statement.length] = uint160(msg.sender);
        bytes memory question = abi.encodeCall(IProofVerifier.verify, (proof, publicInputs));
        (bool ok, bytes memory answer) = address(verifier).staticcall(question);
        return ok && answer.length == 32 && uint256(bytes32(answer)) == 1;
    }
}
