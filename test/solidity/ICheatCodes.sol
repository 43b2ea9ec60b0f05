// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What of the test runner's cheat codes the tests use.
interface ICheatCodes {
    /// @notice Makes the next call come from `sender`.
    function prank(address sender) external;

    /// @notice Sets the time.
    function warp(uint256 timestamp) external;

    /// @notice The creation code of a contract of the project, "path:name", as its own profile compiles it.
    function getCode(string calldata artifact) external view returns (bytes memory);

    /// @notice Expects the next call to revert with exactly this data.
    function expectRevert(bytes calldata data) external;
}

ICheatCodes constant vm = ICheatCodes(address(uint160(uint256(keccak256("hevm cheat code")))));
