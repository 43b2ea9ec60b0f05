// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PackedPolicy} from "../libraries/Packed.sol";
import {Permille} from "../types/Permille.sol";

/// @notice How uptime scales a reward.
/// @param Linear In proportion to the uptime, nothing below the minimum
/// @param AllOrNothing In full from the minimum on, nothing below it
enum UptimeRule {
    Linear,
    AllOrNothing
}

/// @notice The quality of a farm.
enum FarmCertification {
    NotCertified,
    Gold
}

/// @notice What a policy pays. Fills one storage slot, the only one of a policy that a claim reads.
/// @param cuMusd Per compute unit and period, in mUSD (10^-3 USD)
/// @param suMusd Per storage unit and period, in mUSD
/// @param nuMusd Per GiB of public traffic, in mUSD
/// @param ipv4Musd Per hour of a reserved public address, in mUSD
/// @param uptimeRule How uptime scales the reward
/// @param minimumUptimeDiy Least uptime that pays, for nodes without certification
/// @param minimumUptimeCertified Least uptime that pays, for certified nodes
/// @param certifiedBonusBps What certified nodes get on top, in basis points
/// @param requiresVerification Whether only periods for which the hardware was verified pay
/// @param ceilingCu The most compute units that count for one node, in whole units; 0 means no ceiling
/// @param ceilingSu The most storage units that count for one node, in whole units; 0 means no ceiling
struct FarmingPolicy {
    uint32 cuMusd;
    uint32 suMusd;
    uint32 nuMusd;
    uint32 ipv4Musd;
    UptimeRule uptimeRule;
    Permille minimumUptimeDiy;
    Permille minimumUptimeCertified;
    uint16 certifiedBonusBps;
    bool requiresVerification;
    uint32 ceilingCu;
    uint32 ceilingSu;
}

/// @notice Who may get a policy.
/// @param isDefault Whether nodes get it without their farm being attached to it
/// @param isCertifiedOnly Whether only certified nodes may have it
/// @param farmCertification The least certification of the farm
/// @param untilPeriod The first period it no longer covers; {MintingPeriod-FOREVER} for a default policy
struct PolicyEligibility {
    bool isDefault;
    bool isCertifiedOnly;
    FarmCertification farmCertification;
    uint24 untilPeriod;
}

/// @title IFarmingPolicies
/// @notice The numbered farming policies. A policy never changes: new numbers are a new policy, for new terms.
interface IFarmingPolicies {
    /// @notice A policy was added; it never changes after.
    event FarmingPolicyAdded(uint16 indexed policyId, string name, FarmingPolicy policy, PolicyEligibility eligibility);

    /// @notice Thrown when there is no policy of that number.
    error FarmingPolicyNotFound(uint16 policyId);

    /// @notice Thrown when all four rates of a policy are 0.
    error FarmingPolicyPaysNothing(string name);

    /// @notice Thrown when a minimum uptime is above 1000 per mille, or above 0 and below 500: a percentage written as
    /// per mille; or when it is 0 although the policy pays all or nothing.
    error FarmingPolicyMinimumUptimeInvalid(Permille minimumUptime);

    /// @notice Thrown when a default policy would end: nodes must always find one.
    error FarmingPolicyDefaultCannotEnd(uint24 untilPeriod);

    /// @notice Thrown when no default policy fits. Add one for uncertified farms and nodes first.
    error FarmingPolicyNoDefault(FarmCertification farmCertification, bool isCertified);

    /// @notice Adds a policy. A default policy replaces, for new terms, the default one of the same eligibility.
    ///
    /// Emits {FarmingPolicyAdded}.
    ///
    /// Requirements: the caller holds the role that the access manager asks for; some rate is above 0; minimum uptimes
    /// are 0 (with linear pay) or from 500 to 1000 per mille; a default policy has no end.
    /// @param name What people call it, for example "diy-2024"
    /// @return policyId Its number, counted from 1
    function add(
        string calldata name,
        FarmingPolicy calldata policy,
        PolicyEligibility calldata eligibility
    ) external returns (uint16 policyId);

    /// @notice The default policy for a node, the best that fits: farm certification counts before node certification,
    /// and a later policy replaces an earlier one of the same eligibility.
    ///
    /// Requirements: one fits.
    function defaultFor(FarmCertification farmCertification, bool isCertified) external view returns (uint16 policyId);

    /// @notice What the policy pays.
    ///
    /// Requirements: the policy exists.
    function policyOf(uint16 policyId) external view returns (FarmingPolicy memory);

    /// @notice The same as {policyOf}, as stored: what a claim reads. Zero when there is no such policy, since every policy
    /// pays something.
    function packedPolicyOf(uint16 policyId) external view returns (PackedPolicy);

    /// @notice Who may get the policy.
    ///
    /// Requirements: the policy exists.
    function eligibilityOf(uint16 policyId) external view returns (PolicyEligibility memory);

    /// @notice How many policies there are; they are numbered from 1 to this.
    function count() external view returns (uint16);
}
