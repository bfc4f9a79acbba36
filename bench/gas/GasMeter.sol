// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Says what a question costs its asker, its calldata apart.
contract GasMeter {
    /// @return used Of the call, reaching the account included.
    /// @return answer Decoded; reverts if the call does.
    function measure(address target, bytes calldata question) external view returns (uint256 used, bool answer) {
        bytes memory data = question;
        uint256 before = gasleft();
        (bool ok, bytes memory returned) = target.staticcall(data);
        used = before - gasleft();
        require(ok);
        answer = abi.decode(returned, (bool));
    }
}
