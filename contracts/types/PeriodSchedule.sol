// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice When minting periods begin. Period n covers the seconds [start + n * length, start + (n + 1) * length).
/// @param start Unix time at which period 0 begins, in seconds
/// @param length Length of every period, in seconds
struct PeriodSchedule {
    uint40 start;
    uint24 length;
}
