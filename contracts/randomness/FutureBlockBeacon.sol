// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BlockHashBeacon} from "./BlockHashBeacon.sol";
import {IRandomnessBeacon} from "./IRandomnessBeacon.sol";

/// @title The hash of a fixed future block
/// @notice The random value of a height is the hash of the fourth block after it; 256 blocks later, of the block 256 further
/// on, and so on.
/// @dev Trust. Whoever builds the target block chooses the value: a block's hash covers bytes that its builder is free to set,
/// and one more try costs one hash. Besides, proposers of the blocks between `height` and the target can each withhold their
/// block, and a party that keeps *everybody* from using a value for 256 blocks sees another. Fit where that builder is trusted.
/// With a delay of 1, whoever proposes two blocks in a row could register in the first, knowing what the second can be made
/// to hash to. With 4 that takes five proposals in a row.
contract FutureBlockBeacon is BlockHashBeacon(4) {
    /// @inheritdoc IRandomnessBeacon
    function randomness(uint256 height) external view returns (bytes32) {
        return _hashFor(height);
    }
}
