// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice An access manager that lets everybody call whatever is restricted, at once.
contract OpenAccess {
    function canCall(address, address, bytes4) external pure returns (bool isImmediate, uint32 delay) {
        return (true, 0);
    }
}
