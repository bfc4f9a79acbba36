// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Measures the gas of a call for its caller, without the calldata.
contract GasMeter {
    /// @return used Gas of the call, reaching the account included.
    /// @return answer What the call returns, decoded; a call that reverts is passed on.
    function measure(address target, bytes calldata question) external view returns (uint256 used, bool answer) {
        bytes memory data = question;
        uint256 before = gasleft();
        (bool ok, bytes memory returned) = target.staticcall(data);
        used = before - gasleft();
        require(ok);
        answer = abi.decode(returned, (bool));
    }
}
