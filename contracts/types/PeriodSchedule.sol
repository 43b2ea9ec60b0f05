// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice When minting periods begin. Period n covers the seconds [start + n * duration, start + (n + 1) * duration).
/// @param start Unix time at which period 0 begins, in seconds
/// @param duration How long every period lasts, in seconds
struct PeriodSchedule {
    uint40 start;
    uint24 duration;
}
