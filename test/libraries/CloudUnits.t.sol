// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CloudUnits} from "../../contracts/libraries/CloudUnits.sol";
import {Capacity} from "../../contracts/types/Capacity.sol";
import {Fuzz} from "../solidity/Fuzz.sol";

contract CloudUnitsTest is Fuzz {
    using CloudUnits for Capacity;

    uint256 private constant _GIB = 2 ** 30;

    /// @dev With sizes in GiB min(2 * CRU, (MRU - 1) / 4, SRU / 50), divided once.
    function test_cuMicro_isTheSmallestOfThree(Capacity memory capacity) external pure {
        uint256 memoryBytes = capacity.mru < _GIB ? 0 : capacity.mru - _GIB;
        uint256 byCores = uint256(capacity.cru) * 2e6;
        uint256 byMemory = (memoryBytes * 1e6) / (4 * _GIB);
        uint256 bySsd = (uint256(capacity.sru) * 1e6) / (50 * _GIB);

        uint256 cuMicro = capacity.cuMicroDown();

        _checkAtMost(cuMicro, byCores);
        _checkAtMost(cuMicro, byMemory);
        _checkAtMost(cuMicro, bySsd);
        _checkTrue(cuMicro == byCores || cuMicro == byMemory || cuMicro == bySsd, "CU is one of the three limits");
    }

    /// @dev With sizes in GiB HRU / 1200 + SRU / 250, at most one millionth less for the two divisions.
    function test_suMicro_isRoundedDownByLessThanOne(Capacity memory capacity) external pure {
        uint256 exact = (uint256(capacity.hru) * 250 + uint256(capacity.sru) * 1200) * 1e6;
        uint256 most = exact / (1200 * 250 * _GIB);

        uint256 suMicro = capacity.suMicroDown();

        _checkAtMost(suMicro, most);
        _checkAtMost(most, suMicro + 1);
    }

    function test_units_neverFallWhenCapacityGrows(Capacity memory smaller, Capacity memory growth) external pure {
        Capacity memory larger = Capacity(
            uint32(_bound(growth.cru, smaller.cru, type(uint32).max)),
            uint64(_bound(growth.mru, smaller.mru, type(uint64).max)),
            uint64(_bound(growth.sru, smaller.sru, type(uint64).max)),
            uint64(_bound(growth.hru, smaller.hru, type(uint64).max))
        );

        _checkAtMost(smaller.cuMicroDown(), larger.cuMicroDown());
        _checkAtMost(smaller.suMicroDown(), larger.suMicroDown());
    }

    /// @dev What is counted in 64 bits must fit there.
    function test_units_stayBelow2To57(Capacity memory capacity, uint64 nru) external pure {
        _checkAtMost(capacity.cuMicroDown(), 2 ** 57 - 1);
        _checkAtMost(capacity.suMicroDown(), 2 ** 57 - 1);
        _checkAtMost(CloudUnits.nuMicroDown(nru), 2 ** 57 - 1);
    }

    function test_cuMicro_isZeroUpToOneGibOfMemory(Capacity memory capacity) external pure {
        capacity.mru = uint64(_bound(capacity.mru, 0, _GIB));

        _checkEqual(capacity.cuMicroDown(), 0);
    }

    function test_nuMicro_countsWholeMillionths(uint64 nru) external pure {
        uint256 nuMicro = CloudUnits.nuMicroDown(nru);

        _checkAtMost(nuMicro * _GIB, uint256(nru) * 1e6);
        _checkAtMost(uint256(nru) * 1e6 + 1, (nuMicro + 1) * _GIB);
    }
}
