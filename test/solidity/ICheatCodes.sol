// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What of the test runner's cheat codes the tests use.
interface ICheatCodes {
    /// @notice An event as it was logged.
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    /// @notice Makes the next call come from `sender`.
    function prank(address sender) external;

    /// @notice Sets the time.
    function warp(uint256 timestamp) external;

    /// @notice The creation code of a contract of the project, "path:name", as its own profile compiles it.
    function getCode(string calldata artifact) external view returns (bytes memory);

    /// @notice Keeps the events from now on.
    function recordLogs() external;

    /// @notice The events kept since {recordLogs}.
    function getRecordedLogs() external returns (Log[] memory);

    /// @notice Expects the next call to revert with exactly this data.
    function expectRevert(bytes calldata data) external;
}

ICheatCodes constant vm = ICheatCodes(address(uint160(uint256(keccak256("hevm cheat code")))));
