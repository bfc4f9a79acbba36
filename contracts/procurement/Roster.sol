// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A list of provers that remembers its versions
/// @notice Every change makes a new version. A caller that knows the size of a version can ask who stood where in it.
/// @dev The last prover takes the place of a removed one. A place keeps its holders by version: a change costs O(1), a
/// look-up O(log changes of the place). Places at or above the size of a version keep the holder that they last had.
library Roster {
    struct Tenure {
        /// Version from which on `holder` has the place, up to the next tenure.
        uint48 since;
        address holder;
    }

    struct History {
        uint48 version;
        uint32 size;
        mapping(uint256 index => Tenure[]) tenures;
    }

    function add(History storage self, address prover) internal returns (uint256 index) {
        index = self.size;
        self.tenures[index].push(Tenure(++self.version, prover));
        ++self.size;
    }

    /// @param index Place to empty, below the size.
    /// @return moved The prover that takes the place; zero if it was the last one.
    function remove(History storage self, uint256 index) internal returns (address moved) {
        uint256 last = --self.size;
        uint48 version = ++self.version;
        if (index == last) return address(0);
        Tenure[] storage tenures = self.tenures[last];
        moved = tenures[tenures.length - 1].holder;
        self.tenures[index].push(Tenure(version, moved));
    }

    function holderAt(History storage self, uint256 index, uint256 version) internal view returns (address) {
        Tenure[] storage tenures = self.tenures[index];
        // Tenures before `low` began by `version`, tenures from `high` on after it.
        (uint256 low, uint256 high) = (0, tenures.length);
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (tenures[middle].since <= version) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? address(0) : tenures[low - 1].holder;
    }
}
