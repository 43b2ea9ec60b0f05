// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {PeriodSchedule} from "../types/PeriodSchedule.sol";

/// @notice Which minting period a moment falls into. On the real grid period 0 began at 1,522,501,000 and a period
/// lasts
/// 2,630,880 seconds: a sixtieth of five years with two leap days.
library MintingPeriod {
    using SafeCast for uint256;

    /// @notice An upper bound for periods that means "without end".
    uint24 internal constant FOREVER = type(uint24).max;

    /// @notice Thrown when the schedule has no duration or begins in the future.
    error PeriodScheduleInvalid(uint40 start, uint24 duration);

    /// @dev Requires a duration, and a period 0 that has begun: then {indexAt} never underflows.
    function check(PeriodSchedule memory schedule) internal view {
        require(
            schedule.duration != 0 && schedule.start <= block.timestamp,
            PeriodScheduleInvalid(schedule.start, schedule.duration)
        );
    }

    /// @notice The period in which `timestamp` lies. The first second of a period belongs to it, its end to the next
    /// one.
    function indexAt(PeriodSchedule memory schedule, uint256 timestamp) internal pure returns (uint24) {
        return ((timestamp - schedule.start) / schedule.duration).toUint24();
    }

    /// @notice The first second after `period`.
    function endOf(PeriodSchedule memory schedule, uint24 period) internal pure returns (uint256) {
        return schedule.start + (uint256(period) + 1) * schedule.duration;
    }
}
