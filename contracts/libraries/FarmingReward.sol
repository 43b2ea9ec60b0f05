// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {UptimeRule} from "../interfaces/IFarmingPolicies.sol";
import {Capacity} from "../types/Capacity.sol";
import {Permille} from "../types/Permille.sol";
import {CloudUnits} from "./CloudUnits.sol";
import {PackedPolicy} from "./Packed.sol";

/// @notice Why a reward is what it is. Everything but `Paid` means zero.
enum Outcome {
    Paid,
    Violation,
    Virtualized,
    Unverified,
    BelowMinimumUptime,
    NothingMeasured
}

/// @notice What a reward is computed from.
/// @param capacity Capacity that counts
/// @param nru Public traffic in bytes
/// @param ipSeconds Sum over the reserved public addresses of the seconds each was in use
/// @param uptimeSeconds Proven uptime
/// @param violation Why the period is void; 0 when it is not
/// @param isCertified Whether the node was certified
/// @param isVirtualized Whether the node ran inside another machine
/// @param isVerified Whether the hardware was verified for the period
/// @param connectionPriceMusd The TFT price, in mUSD per TFT; above 0
/// @param periodLength Length of the period in seconds; above 0
struct RewardInput {
    Capacity capacity;
    uint64 nru;
    uint48 ipSeconds;
    uint32 uptimeSeconds;
    uint8 violation;
    bool isCertified;
    bool isVirtualized;
    bool isVerified;
    uint32 connectionPriceMusd;
    uint24 periodLength;
}

/// @notice A reward and how it came about.
/// @param cuMicro Compute units that count, in millionths
/// @param suMicro Storage units that count, in millionths
/// @param nuMicro Network units, in millionths
/// @param uptimePermille Uptime in parts of a thousand, rounded down
/// @param musd The reward in mUSD
/// @param tft The reward in TFT units (10^-7 TFT)
/// @param outcome Why it is what it is
struct Reward {
    uint64 cuMicro;
    uint64 suMicro;
    uint64 nuMicro;
    uint16 uptimePermille;
    uint128 musd;
    uint128 tft;
    Outcome outcome;
}

/// @notice What a 3Node earns in a period: the integer algorithm of the real minting program, every division rounded
/// down.
/// @dev Bounds: CU stay below 2^49, SU below 2^47, NU below 2^54 micro units, rates below 2^32 and IP-seconds below 2^48: with
/// the bonus (below 8 times) mUSD stay below 2^72 and TFT units, at 1 mUSD each, below 2^96.
library FarmingReward {
    using CloudUnits for Capacity;

    uint256 private constant _BPS = 10_000;
    uint256 private constant _TFT_UNITS = 1e7;

    function rewardDown(PackedPolicy policy, RewardInput memory input) internal pure returns (Reward memory reward) {
        reward.cuMicro = _ceiled(input.capacity.cuMicroDown(), policy.ceilingCu());
        reward.suMicro = _ceiled(input.capacity.suMicroDown(), policy.ceilingSu());
        reward.nuMicro = uint64(CloudUnits.nuMicroDown(input.nru));
        reward.uptimePermille = _permilleDown(input.uptimeSeconds, input.periodLength);
        reward.outcome = _outcome(policy, input, reward.uptimePermille);
        if (reward.outcome != Outcome.Paid) return reward;

        // Overflow not possible: see the bounds of the library.
        unchecked {
            uint256 musd = _fullMusdDown(policy, input, reward);
            uint256 tft = (musd * _TFT_UNITS) / input.connectionPriceMusd;
            if (policy.uptimeRule() == UptimeRule.Linear) {
                musd = (musd * reward.uptimePermille) / 1000;
                tft = (tft * reward.uptimePermille) / 1000;
            }
            (reward.musd, reward.tft) = (uint128(musd), uint128(tft));
            if (tft == 0) reward.outcome = Outcome.NothingMeasured;
        }
    }

    function _outcome(
        PackedPolicy policy,
        RewardInput memory input,
        uint16 uptimePermille
    ) private pure returns (Outcome) {
        if (input.isVirtualized) return Outcome.Virtualized;
        if (input.violation != 0) return Outcome.Violation;
        if (policy.requiresVerification() && !input.isVerified) return Outcome.Unverified;
        Permille minimum = policy.minimumUptime(input.isCertified);
        return uptimePermille < Permille.unwrap(minimum) ? Outcome.BelowMinimumUptime : Outcome.Paid;
    }

    /// @dev What a full period of uptime pays.
    function _fullMusdDown(
        PackedPolicy policy,
        RewardInput memory input,
        Reward memory reward
    ) private pure returns (uint256 musd) {
        // Overflow not possible: see the bounds of the library.
        unchecked {
            uint256 microMusd =
                uint256(reward.cuMicro) * policy.cuMusd() +
                    uint256(reward.suMicro) * policy.suMusd() +
                    uint256(reward.nuMicro) * policy.nuMusd();
            musd = microMusd / CloudUnits.MICRO + (uint256(input.ipSeconds) * policy.ipv4Musd()) / 1 hours;
            if (input.isCertified) musd = (musd * (_BPS + policy.certifiedBonusBps())) / _BPS;
        }
    }

    function _permilleDown(uint256 uptimeSeconds, uint24 periodLength) private pure returns (uint16) {
        return uptimeSeconds >= periodLength ? 1000 : uint16((uptimeSeconds * 1000) / periodLength);
    }

    function _ceiled(uint256 micro, uint32 ceiling) private pure returns (uint64) {
        if (ceiling == 0) return uint64(micro);
        uint256 most = ceiling * CloudUnits.MICRO;
        return uint64(micro > most ? most : micro);
    }
}
