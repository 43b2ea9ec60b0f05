// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {
    FarmCertification,
    FarmingPolicy,
    IFarmingPolicies,
    PolicyEligibility,
    UptimeRule
} from "../interfaces/IFarmingPolicies.sol";
import {MintingPeriod} from "../libraries/MintingPeriod.sol";
import {PackedPolicy} from "../libraries/Packed.sol";
import {Permille} from "../types/Permille.sol";

/// @title FarmingPolicies
/// @notice Refer to {IFarmingPolicies}.
contract FarmingPolicies is IFarmingPolicies, AccessManaged {
    /* STORAGE */

    /// @inheritdoc IFarmingPolicies
    uint16 public count;

    mapping(uint16 policyId => FarmingPolicy policy) private _policies;
    mapping(uint16 policyId => PolicyEligibility eligibility) private _eligibilities;
    mapping(FarmCertification farm => mapping(bool isCertified => uint16 policyId)) private _defaults;

    /* CONSTRUCTOR */

    constructor(address authority) AccessManaged(authority) {}

    /* POLICIES */

    /// @inheritdoc IFarmingPolicies
    function add(
        string calldata name,
        FarmingPolicy calldata policy,
        PolicyEligibility calldata eligibility
    ) external restricted returns (uint16 policyId) {
        bool isPaying = policy.cuMusd | policy.suMusd | policy.nuMusd | policy.ipv4Musd != 0;
        require(isPaying, FarmingPolicyPaysNothing(name));
        _checkMinimumUptime(policy.uptimeRule, policy.minimumUptimeDiy);
        _checkMinimumUptime(policy.uptimeRule, policy.minimumUptimeCertified);
        require(
            !eligibility.isDefault || eligibility.untilPeriod == MintingPeriod.FOREVER,
            FarmingPolicyDefaultCannotEnd(eligibility.untilPeriod)
        );

        policyId = ++count;
        _policies[policyId] = policy;
        _eligibilities[policyId] = eligibility;
        if (eligibility.isDefault) _defaults[eligibility.farmCertification][eligibility.isCertifiedOnly] = policyId;
        emit FarmingPolicyAdded(policyId, name, policy, eligibility);
    }

    /// @dev Below 500 stands a percentage written as per mille; without any minimum, all or nothing would pay silent
    /// nodes.
    function _checkMinimumUptime(UptimeRule rule, Permille minimumUptime) private pure {
        uint16 permille = Permille.unwrap(minimumUptime);
        bool isNone = permille == 0 && rule == UptimeRule.Linear;
        require(isNone || (permille >= 500 && permille <= 1000), FarmingPolicyMinimumUptimeInvalid(minimumUptime));
    }

    /* VIEWS */

    /// @inheritdoc IFarmingPolicies
    function defaultFor(FarmCertification farmCertification, bool isCertified) external view returns (uint16 policyId) {
        if (farmCertification == FarmCertification.Gold) {
            policyId = _defaultOf(FarmCertification.Gold, isCertified);
        }
        if (policyId == 0) policyId = _defaultOf(FarmCertification.NotCertified, isCertified);
        require(policyId != 0, FarmingPolicyNoDefault(farmCertification, isCertified));
    }

    function _defaultOf(FarmCertification farmCertification, bool isCertified) private view returns (uint16 policyId) {
        if (isCertified) policyId = _defaults[farmCertification][true];
        if (policyId == 0) policyId = _defaults[farmCertification][false];
    }

    /// @inheritdoc IFarmingPolicies
    function policyOf(uint16 policyId) external view returns (FarmingPolicy memory) {
        _checkExists(policyId);
        return _policies[policyId];
    }

    /// @inheritdoc IFarmingPolicies
    function packedPolicyOf(uint16 policyId) external view returns (PackedPolicy packed) {
        FarmingPolicy storage policy = _policies[policyId];
        assembly ("memory-safe") {
            packed := sload(policy.slot)
        }
    }

    /// @inheritdoc IFarmingPolicies
    function eligibilityOf(uint16 policyId) external view returns (PolicyEligibility memory) {
        _checkExists(policyId);
        return _eligibilities[policyId];
    }

    function _checkExists(uint16 policyId) private view {
        require(policyId != 0 && policyId <= count, FarmingPolicyNotFound(policyId));
    }
}
