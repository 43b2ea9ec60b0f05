// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../../../contracts/interfaces/IDirectory.sol";
import {FarmingPolicy, UptimeRule} from "../../../contracts/interfaces/IFarmingPolicies.sol";
import {Capacity} from "../../../contracts/types/Capacity.sol";
import {Permille} from "../../../contracts/types/Permille.sol";

/// @notice What was measured of a node.
struct Measured {
    Capacity capacity;
    uint48 ipSeconds;
    uint32 uptimeSeconds;
    uint8 violation;
}

/// @notice The rules of farming rewards written down a second time, as the documents tell them; traffic is left out.
library Formula {
    uint256 private constant _GIB = 2 ** 30;

    /// @notice In TFT units.
    function worthOf(
        Measured memory measured,
        Terms memory terms,
        FarmingPolicy memory policy,
        uint24 period,
        uint256 periodLength
    ) internal pure returns (uint256 tft) {
        uint256 permille = (_smaller(measured.uptimeSeconds, periodLength) * 1000) / periodLength;
        bool isVerified = terms.verifiedFrom <= period && period < terms.verifiedUntil;
        Permille minimum = terms.isCertified ? policy.minimumUptimeCertified : policy.minimumUptimeDiy;
        if (terms.isVirtualized || measured.violation != 0) return 0;
        if (policy.requiresVerification && !isVerified) return 0;
        if (permille < Permille.unwrap(minimum)) return 0;

        tft = fullOf(_counted(measured.capacity, terms.capacity), measured.ipSeconds, terms, policy, periodLength);
        if (policy.uptimeRule == UptimeRule.Linear) tft = (tft * permille) / 1000;
    }

    /// @notice The most that terms can pay for a period, whatever is measured.
    function mostOf(
        Terms memory terms,
        FarmingPolicy memory policy,
        uint256 periodLength
    ) internal pure returns (uint256) {
        Capacity memory all = Capacity(type(uint32).max, type(uint64).max, type(uint64).max, type(uint64).max);
        return fullOf(_counted(all, terms.capacity), type(uint48).max, terms, policy, periodLength);
    }

    function fullOf(
        Capacity memory capacity,
        uint256 ipSeconds,
        Terms memory terms,
        FarmingPolicy memory policy,
        uint256 periodLength
    ) internal pure returns (uint256) {
        uint256 cu = _ceiled(_cuMicro(capacity), policy.ceilingCu);
        uint256 su = _ceiled(_suMicro(capacity), policy.ceilingSu);
        uint256 ip = _smaller(ipSeconds, terms.ipv4Count * periodLength);
        uint256 musd = (cu * policy.cuMusd + su * policy.suMusd) / 1e6 + (ip * policy.ipv4Musd) / 3600;
        if (terms.isCertified) musd = (musd * (10_000 + policy.certifiedBonusBps)) / 10_000;
        return (musd * 1e7) / terms.connectionPriceMusd;
    }

    function _counted(Capacity memory measured, Capacity memory baseline) private pure returns (Capacity memory) {
        return
            Capacity(
                uint32(_smaller(measured.cru, (uint256(baseline.cru) * 101) / 100)),
                uint64(_smaller(measured.mru, (uint256(baseline.mru) * 101) / 100)),
                uint64(_smaller(measured.sru, (uint256(baseline.sru) * 101) / 100)),
                uint64(_smaller(measured.hru, (uint256(baseline.hru) * 101) / 100))
            );
    }

    function _cuMicro(Capacity memory capacity) private pure returns (uint256) {
        if (capacity.mru < _GIB) return 0;
        uint256 byMemory = ((capacity.mru - _GIB) * 1e6) / (4 * _GIB);
        uint256 bySsd = (uint256(capacity.sru) * 1e6) / (50 * _GIB);
        return _smaller(uint256(capacity.cru) * 2e6, _smaller(byMemory, bySsd));
    }

    function _suMicro(Capacity memory capacity) private pure returns (uint256) {
        return ((uint256(capacity.hru) * 1e6) / 1200 + (uint256(capacity.sru) * 1e6) / 250) / _GIB;
    }

    function _ceiled(uint256 micro, uint256 ceiling) private pure returns (uint256) {
        return ceiling == 0 ? micro : _smaller(micro, ceiling * 1e6);
    }

    function _smaller(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
