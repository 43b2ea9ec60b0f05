// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Capacity} from "../types/Capacity.sol";

/// @notice Arithmetic on capacities, resource by resource.
library Hardware {
    uint32 internal constant MINIMUM_CRU = 1;
    uint64 internal constant MINIMUM_MRU = 2 * 2 ** 30; // 2 GiB
    uint64 internal constant MINIMUM_SRU = 100 * 2 ** 30; // 100 GiB

    /// @notice Whether a machine may be registered at all.
    function isEnough(Capacity memory capacity) internal pure returns (bool) {
        return capacity.cru >= MINIMUM_CRU && capacity.mru >= MINIMUM_MRU && capacity.sru >= MINIMUM_SRU;
    }

    /// @notice Whether `part` fits into `whole`.
    function contains(Capacity memory whole, Capacity memory part) internal pure returns (bool) {
        return whole.cru >= part.cru && whole.mru >= part.mru && whole.sru >= part.sru && whole.hru >= part.hru;
    }

    function plus(Capacity memory a, Capacity memory b) internal pure returns (Capacity memory) {
        return Capacity(a.cru + b.cru, a.mru + b.mru, a.sru + b.sru, a.hru + b.hru);
    }

    /// @dev Reverts where `b` does not fit into `a`.
    function minus(Capacity memory a, Capacity memory b) internal pure returns (Capacity memory) {
        return Capacity(a.cru - b.cru, a.mru - b.mru, a.sru - b.sru, a.hru - b.hru);
    }

    /// @notice The greater of both, resource by resource: what covers either.
    function union(Capacity memory a, Capacity memory b) internal pure returns (Capacity memory) {
        return
            Capacity(
                uint32(Math.max(a.cru, b.cru)),
                uint64(Math.max(a.mru, b.mru)),
                uint64(Math.max(a.sru, b.sru)),
                uint64(Math.max(a.hru, b.hru))
            );
    }

    function isZero(Capacity memory capacity) internal pure returns (bool) {
        return capacity.cru == 0 && capacity.mru == 0 && capacity.sru == 0 && capacity.hru == 0;
    }

    /// @notice What of a measured resource counts: at most floor(baseline * 101 / 100).
    function clampDown(uint256 measured, uint256 baseline) internal pure returns (uint256) {
        if (measured <= baseline) return measured;
        uint256 most = (baseline * 101) / 100;
        return measured < most ? measured : most;
    }

    /// @notice Whether any resource differs from before by more than 1 % of before.
    function differs(Capacity memory present, Capacity memory before) internal pure returns (bool) {
        return
            _differs(present.cru, before.cru) ||
            _differs(present.mru, before.mru) ||
            _differs(present.sru, before.sru) ||
            _differs(present.hru, before.hru);
    }

    function _differs(uint256 present, uint256 before) private pure returns (bool) {
        uint256 change = present > before ? present - before : before - present;
        return change * 100 > before;
    }
}
