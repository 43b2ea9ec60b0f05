// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {UptimeRule} from "../interfaces/IFarmingPolicies.sol";
import {FarmId} from "../types/Ids.sol";
import {Permille} from "../types/Permille.sol";

// Terms and policies as they are stored: fields from the least significant bits on, in the order of the struct. A claim
// reads both for every node; as words they cost a third of what decoded structs do.

/// @notice All fields of {Terms} but the capacity.
type PackedTerms is uint256;

/// @notice The fields of a {Capacity} (contracts/types/Capacity.sol).
type PackedCapacity is uint256;

/// @notice The fields of a {FarmingPolicy}.
type PackedPolicy is uint256;

using PackedTermsLib for PackedTerms global;
using PackedCapacityLib for PackedCapacity global;
using PackedPolicyLib for PackedPolicy global;

library PackedTermsLib {
    /// @notice Whether the terms cover a period.
    function cover(PackedTerms terms, uint24 period) internal pure returns (bool) {
        uint256 word = PackedTerms.unwrap(terms);
        return uint24(word >> 32) <= period && period < uint24(word >> 56);
    }

    /// @notice Whether the hardware is verified for a period.
    function isVerifiedFor(PackedTerms terms, uint24 period) internal pure returns (bool) {
        uint256 word = PackedTerms.unwrap(terms);
        return uint24(word >> 160) <= period && period < uint24(word >> 184);
    }

    function farmId(PackedTerms terms) internal pure returns (FarmId) {
        return FarmId.wrap(uint32(PackedTerms.unwrap(terms)));
    }

    function policyId(PackedTerms terms) internal pure returns (uint16) {
        return uint16(PackedTerms.unwrap(terms) >> 80);
    }

    function connectionPriceMusd(PackedTerms terms) internal pure returns (uint32) {
        return uint32(PackedTerms.unwrap(terms) >> 96);
    }

    function ipv4Count(PackedTerms terms) internal pure returns (uint16) {
        return uint16(PackedTerms.unwrap(terms) >> 128);
    }

    function isCertified(PackedTerms terms) internal pure returns (bool) {
        return uint8(PackedTerms.unwrap(terms) >> 144) != 0;
    }

    function isVirtualized(PackedTerms terms) internal pure returns (bool) {
        return uint8(PackedTerms.unwrap(terms) >> 152) != 0;
    }
}

library PackedCapacityLib {
    function cru(PackedCapacity capacity) internal pure returns (uint32) {
        return uint32(PackedCapacity.unwrap(capacity));
    }

    function mru(PackedCapacity capacity) internal pure returns (uint64) {
        return uint64(PackedCapacity.unwrap(capacity) >> 32);
    }

    function sru(PackedCapacity capacity) internal pure returns (uint64) {
        return uint64(PackedCapacity.unwrap(capacity) >> 96);
    }

    function hru(PackedCapacity capacity) internal pure returns (uint64) {
        return uint64(PackedCapacity.unwrap(capacity) >> 160);
    }
}

library PackedPolicyLib {
    function cuMusd(PackedPolicy policy) internal pure returns (uint32) {
        return uint32(PackedPolicy.unwrap(policy));
    }

    function suMusd(PackedPolicy policy) internal pure returns (uint32) {
        return uint32(PackedPolicy.unwrap(policy) >> 32);
    }

    function nuMusd(PackedPolicy policy) internal pure returns (uint32) {
        return uint32(PackedPolicy.unwrap(policy) >> 64);
    }

    function ipv4Musd(PackedPolicy policy) internal pure returns (uint32) {
        return uint32(PackedPolicy.unwrap(policy) >> 96);
    }

    function uptimeRule(PackedPolicy policy) internal pure returns (UptimeRule) {
        return UptimeRule(uint8(PackedPolicy.unwrap(policy) >> 128));
    }

    function minimumUptime(PackedPolicy policy, bool isCertified) internal pure returns (Permille) {
        return Permille.wrap(uint16(PackedPolicy.unwrap(policy) >> (isCertified ? 152 : 136)));
    }

    function certifiedBonusBps(PackedPolicy policy) internal pure returns (uint16) {
        return uint16(PackedPolicy.unwrap(policy) >> 168);
    }

    function requiresVerification(PackedPolicy policy) internal pure returns (bool) {
        return uint8(PackedPolicy.unwrap(policy) >> 184) != 0;
    }

    function ceilingCu(PackedPolicy policy) internal pure returns (uint32) {
        return uint32(PackedPolicy.unwrap(policy) >> 192);
    }

    function ceilingSu(PackedPolicy policy) internal pure returns (uint32) {
        return uint32(PackedPolicy.unwrap(policy) >> 224);
    }
}
