// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Hardware} from "../../contracts/libraries/Hardware.sol";
import {Capacity} from "../../contracts/types/Capacity.sol";
import {Fuzz} from "../solidity/Fuzz.sol";

contract HardwareTest is Fuzz {
    using Hardware for Capacity;

    uint64 private constant _GIB = 2 ** 30;

    /* CLAMP */

    function test_clampDown_neverGivesMoreThanMeasured(uint64 measured, uint64 baseline) external pure {
        _checkAtMost(Hardware.clampDown(measured, baseline), measured);
    }

    function test_clampDown_givesAtMostOnePercentMore(uint64 measured, uint64 baseline) external pure {
        _checkAtMost(Hardware.clampDown(measured, baseline) * 100, uint256(baseline) * 101);
    }

    function test_clampDown_takesAllThatIsWithinOnePercent(uint64 baseline, uint64 random) external pure {
        uint256 measured = _bound(random, 0, (uint256(baseline) * 101) / 100);

        _checkEqual(Hardware.clampDown(measured, baseline), measured);
    }

    function test_clampDown_isTheSameTwice(uint64 measured, uint64 baseline) external pure {
        uint256 clamped = Hardware.clampDown(measured, baseline);

        _checkEqual(Hardware.clampDown(clamped, baseline), clamped);
    }

    /* PARTS */

    function test_minus_undoesPlus(Capacity memory whole, Capacity memory rest) external pure {
        Capacity memory part = _partOf(whole, rest);

        _checkTrue(whole.contains(part), "a part is contained");
        _checkSame(whole.minus(part).plus(part), whole);
        _checkSame(part.plus(whole.minus(part)), whole);
    }

    function test_contains_eachResource(Capacity memory whole, Capacity memory part) external pure {
        bool isContained =
            part.cru <= whole.cru && part.mru <= whole.mru && part.sru <= whole.sru && part.hru <= whole.hru;

        _checkTrue(whole.contains(part) == isContained, "contained");
    }

    function test_isZero_onlyForNothing(Capacity memory capacity) external pure {
        bool isZero = capacity.cru + uint256(capacity.mru) + capacity.sru + capacity.hru == 0;

        _checkTrue(capacity.isZero() == isZero, "zero");
        _checkTrue(capacity.minus(capacity).isZero(), "nothing is left");
    }

    /* DIFFERENCE */

    function test_differs_notFromItself(Capacity memory capacity) external pure {
        _checkTrue(!capacity.differs(capacity), "same");
    }

    /// @dev A hundred times the change is more than what was before, for some resource.
    function test_differs_byMoreThanOnePercent(Capacity memory present, Capacity memory before) external pure {
        bool isDifferent =
            _isFar(present.cru, before.cru) ||
                _isFar(present.mru, before.mru) ||
                _isFar(present.sru, before.sru) ||
                _isFar(present.hru, before.hru);

        _checkTrue(present.differs(before) == isDifferent, "different");
    }

    function test_differs_notWithinOnePercent(Capacity memory before, Capacity memory rest) external pure {
        Capacity memory present = Capacity(
            uint32(_near(before.cru, rest.cru, type(uint32).max)),
            uint64(_near(before.mru, rest.mru, type(uint64).max)),
            uint64(_near(before.sru, rest.sru, type(uint64).max)),
            uint64(_near(before.hru, rest.hru, type(uint64).max))
        );

        _checkTrue(!present.differs(before), "within 1 %");
    }

    /* MINIMUM */

    function test_isEnough_eachResource(Capacity memory capacity) external pure {
        bool isEnough = capacity.cru >= 1 && capacity.mru >= 2 * _GIB && capacity.sru >= 100 * _GIB;

        _checkTrue(capacity.isEnough() == isEnough, "enough");
    }

    /* HELPERS */

    function _partOf(Capacity memory whole, Capacity memory rest) private pure returns (Capacity memory) {
        return
            Capacity(
                uint32(_bound(rest.cru, 0, whole.cru)),
                uint64(_bound(rest.mru, 0, whole.mru)),
                uint64(_bound(rest.sru, 0, whole.sru)),
                uint64(_bound(rest.hru, 0, whole.hru))
            );
    }

    /// @dev A number at most 1 % away from `before`.
    function _near(uint256 before, uint256 random, uint256 most) private pure returns (uint256) {
        return _bound(random, before - before / 100, _smaller(before + before / 100, most));
    }

    function _isFar(uint256 present, uint256 before) private pure returns (bool) {
        return present > before ? (present - before) * 100 > before : (before - present) * 100 > before;
    }

    function _smaller(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
