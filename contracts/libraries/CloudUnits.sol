// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Capacity} from "../types/Capacity.sol";

/// @notice Turns capacity into the farming cloud units CU and SU, and traffic into NU, in millionths ("micro").
/// @dev The integer algorithm of the real minting program: a gigabyte is 2^30 bytes and every division rounds down.
/// Inputs are at most 64 bits wide, so that no product reaches 2^128.
library CloudUnits {
    uint256 internal constant GIB = 2 ** 30;
    uint256 internal constant MICRO = 1e6;

    /// @notice Compute units: min(2 * CRU, (MRU - 1) / 4, SRU / 50) with sizes in GiB. One GiB is kept for the
    /// operating system.
    function cuMicroDown(Capacity memory capacity) internal pure returns (uint256) {
        // Overflow not possible: 2^32 * 2^31 * 2^20 and 2^64 * 2^20 stay below 2^128.
        unchecked {
            uint256 limit = uint256(capacity.cru) * 2 * GIB * MICRO;
            uint256 memoryLimit = capacity.mru < GIB ? 0 : ((capacity.mru - GIB) * MICRO) / 4;
            uint256 ssdLimit = (uint256(capacity.sru) * MICRO) / 50;
            if (memoryLimit < limit) limit = memoryLimit;
            if (ssdLimit < limit) limit = ssdLimit;
            return limit / GIB;
        }
    }

    /// @notice Storage units: HRU / 1200 + SRU / 250 with sizes in GiB.
    function suMicroDown(Capacity memory capacity) internal pure returns (uint256) {
        // Overflow not possible: two numbers below 2^64 * 2^20.
        unchecked {
            return ((uint256(capacity.hru) * MICRO) / 1200 + (uint256(capacity.sru) * MICRO) / 250) / GIB;
        }
    }

    /// @notice Network units: one per GiB of public traffic, in and out.
    /// @param nru Traffic in bytes
    function nuMicroDown(uint64 nru) internal pure returns (uint256) {
        return (uint256(nru) * MICRO) / GIB;
    }
}
