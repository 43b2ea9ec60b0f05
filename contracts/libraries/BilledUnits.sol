// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Capacity} from "../types/Capacity.sol";

/// @notice Turns resources into the cloud units that tenants are charged for, in millionths ("micro"). They are other units
/// than those of farming, {CloudUnits}. Source: threefoldtech/tfchain 33046d6, pallet-smart-contract/src/cost.rs.
/// @dev Rounded up to the next millionth, once, so that nothing is reserved for free. Inputs are at most 64 bits wide.
library BilledUnits {
    uint256 private constant _GIB = 2 ** 30;
    uint256 private constant _MICRO = 1e6;

    /// @notice Compute units: min(max(MRU / 4, CRU / 2), max(MRU / 8, CRU), max(MRU / 2, CRU / 4)), sizes in GiB. The tenant
    /// pays for the shape that suits him best.
    function cuMicroUp(Capacity memory capacity) internal pure returns (uint256) {
        // In eighths of a GiB, a core standing for one, all three shapes are whole.
        uint256 cores = uint256(capacity.cru) * _GIB;
        uint256 mru = capacity.mru;
        uint256 balanced = Math.max(2 * mru, 4 * cores);
        uint256 manyCores = Math.max(4 * mru, 2 * cores);
        uint256 muchMemory = Math.max(mru, 8 * cores);
        return Math.ceilDiv(Math.min(balanced, Math.min(manyCores, muchMemory)) * _MICRO, 8 * _GIB);
    }

    /// @notice Storage units: HRU / 1200 + SRU / 200, sizes in GiB.
    function suMicroUp(Capacity memory capacity) internal pure returns (uint256) {
        return Math.ceilDiv((uint256(capacity.hru) + 6 * uint256(capacity.sru)) * _MICRO, 1200 * _GIB);
    }
}
