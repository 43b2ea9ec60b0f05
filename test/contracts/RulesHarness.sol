// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Prices} from "../../contracts/interfaces/IPricing.sol";
import {CloudUnits} from "../../contracts/libraries/CloudUnits.sol";
import {Hardware} from "../../contracts/libraries/Hardware.sol";
import {MintingPeriod} from "../../contracts/libraries/MintingPeriod.sol";
import {ReservationRates} from "../../contracts/libraries/ReservationRates.sol";
import {Capacity} from "../../contracts/types/Capacity.sol";
import {PeriodSchedule} from "../../contracts/types/PeriodSchedule.sol";

/// @notice Computes many cases of the rules in one call.
contract RulesHarness {
    using CloudUnits for Capacity;
    using MintingPeriod for PeriodSchedule;
    using ReservationRates for Prices;

    struct Units {
        uint256 cuMicro;
        uint256 suMicro;
        uint256 nuMicro;
    }

    struct Moment {
        PeriodSchedule schedule;
        uint256 timestamp;
    }

    struct Reserving {
        Prices prices;
        Capacity capacity;
        uint256 ipv4Count;
        bool isCertified;
        uint256 nruBytes;
        uint256 tftPerUsd;
    }

    struct Costs {
        uint64 sharedRate;
        uint64 dedicatedRate;
        uint256 trafficUnits;
    }

    function cloudUnits(
        Capacity[] calldata capacities,
        uint64[] calldata nru
    ) external pure returns (Units[] memory units) {
        units = new Units[](capacities.length);
        for (uint256 i = 0; i < units.length; ++i) {
            Capacity memory capacity = capacities[i];
            units[i] = Units(capacity.cuMicroDown(), capacity.suMicroDown(), CloudUnits.nuMicroDown(nru[i]));
        }
    }

    function clampTo(
        Capacity[] calldata measured,
        Capacity[] calldata baselines
    ) external pure returns (Capacity[] memory clamped) {
        clamped = new Capacity[](measured.length);
        for (uint256 i = 0; i < clamped.length; ++i) {
            clamped[i].cru = uint32(Hardware.clampDown(measured[i].cru, baselines[i].cru));
            clamped[i].mru = uint64(Hardware.clampDown(measured[i].mru, baselines[i].mru));
            clamped[i].sru = uint64(Hardware.clampDown(measured[i].sru, baselines[i].sru));
            clamped[i].hru = uint64(Hardware.clampDown(measured[i].hru, baselines[i].hru));
        }
    }

    function periodsAt(Moment[] calldata moments) external pure returns (uint24[] memory periods) {
        periods = new uint24[](moments.length);
        for (uint256 i = 0; i < periods.length; ++i) {
            periods[i] = moments[i].schedule.indexAt(moments[i].timestamp);
        }
    }

    function endsOf(
        PeriodSchedule[] calldata schedules,
        uint24[] calldata periods
    ) external pure returns (uint256[] memory ends) {
        ends = new uint256[](periods.length);
        for (uint256 i = 0; i < ends.length; ++i) {
            ends[i] = schedules[i].endOf(periods[i]);
        }
    }

    function costsOf(Reserving[] calldata cases) external pure returns (Costs[] memory costs) {
        costs = new Costs[](cases.length);
        for (uint256 i = 0; i < costs.length; ++i) {
            Reserving memory one = cases[i];
            costs[i] = Costs(
                one.prices.sharedUp(one.capacity, one.ipv4Count, one.isCertified),
                one.prices.dedicatedUp(one.capacity, one.isCertified),
                one.prices.trafficUnitsDown(one.nruBytes, one.tftPerUsd)
            );
        }
    }
}
