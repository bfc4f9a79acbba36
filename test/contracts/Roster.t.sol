// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roster} from "../../contracts/procurement/Roster.sol";

/// @dev Compares the roster's history with copies of every version.
contract RosterTest {
    using Roster for Roster.History;

    Roster.History private _roster;
    address[] private _present;
    mapping(uint256 version => address[]) private _versions;

    function testFuzz_RemembersEveryVersion(uint256[48] calldata choices) external {
        for (uint256 k = 0; k < choices.length; ++k) {
            uint256 size = _present.length;
            if (size == 0 || choices[k] % 5 < 3) _add(address(uint160(1000 + k)));
            else _remove((choices[k] >> 8) % size);
            assert(_roster.version == k + 1 && _roster.size == _present.length);
            _versions[k + 1] = _present;
        }
        for (uint256 version = 0; version <= choices.length; ++version) {
            address[] storage then = _versions[version];
            for (uint256 i = 0; i < then.length; ++i) assert(_roster.holderAt(i, version) == then[i]);
        }
    }

    function _add(address prover) private {
        assert(_roster.add(prover) == _present.length);
        _present.push(prover);
    }

    function _remove(uint256 index) private {
        address last = _present[_present.length - 1];
        address moved = _roster.remove(index);
        assert(moved == (index + 1 == _present.length ? address(0) : last));
        _present[index] = last;
        _present.pop();
    }
}
