// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MintingPeriod} from "../../contracts/libraries/MintingPeriod.sol";
import {PeriodSchedule} from "../../contracts/types/PeriodSchedule.sol";
import {Fuzz} from "../solidity/Fuzz.sol";
import {vm} from "../solidity/ICheatCodes.sol";

contract MintingPeriodTest is Fuzz {
    using MintingPeriod for PeriodSchedule;

    function test_indexAt_isTheSameInAllOfAPeriod(
        PeriodSchedule memory schedule,
        uint24 period,
        uint24 second
    ) external pure {
        schedule.duration = uint24(_bound(schedule.duration, 1, type(uint24).max));
        uint256 moment =
            schedule.start + uint256(period) * schedule.duration + _bound(second, 0, schedule.duration - 1);

        _checkEqual(schedule.indexAt(moment), period);
    }

    function test_endOf_belongsToTheNextPeriod(PeriodSchedule memory schedule, uint24 period) external pure {
        schedule.duration = uint24(_bound(schedule.duration, 1, type(uint24).max));
        period = uint24(_bound(period, 0, type(uint24).max - 1));
        uint256 end = schedule.endOf(period);

        _checkEqual(schedule.indexAt(end - 1), period);
        _checkEqual(schedule.indexAt(end), period + 1);
    }

    /// @dev The last period has an end, too: nothing that is asked of it overflows.
    function test_endOf_neverFails(PeriodSchedule memory schedule, uint24 period) external pure {
        _checkEqual(schedule.endOf(period), schedule.start + uint256(schedule.duration) * (uint256(period) + 1));
    }

    function test_check_acceptsWhatHasBegun(PeriodSchedule memory schedule, uint40 elapsed) external {
        schedule.duration = uint24(_bound(schedule.duration, 1, type(uint24).max));
        vm.warp(uint256(schedule.start) + elapsed);

        schedule.check();
    }

    function test_RevertWhen_ThereIsNoLength(uint40 start) external {
        vm.warp(start);

        vm.expectRevert(abi.encodeWithSelector(MintingPeriod.PeriodScheduleInvalid.selector, start, 0));
        this.check(PeriodSchedule(start, 0));
    }

    function test_RevertWhen_ItBeginsInTheFuture(PeriodSchedule memory schedule, uint40 now_) external {
        schedule.start = uint40(_bound(schedule.start, 1, type(uint40).max));
        vm.warp(_bound(now_, 0, schedule.start - 1));

        vm.expectRevert(
            abi.encodeWithSelector(MintingPeriod.PeriodScheduleInvalid.selector, schedule.start, schedule.duration)
        );
        this.check(schedule);
    }

    function check(PeriodSchedule calldata schedule) external view {
        schedule.check();
    }
}
