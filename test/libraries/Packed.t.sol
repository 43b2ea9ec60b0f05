// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../../contracts/interfaces/IDirectory.sol";
import {FarmingPolicy, UptimeRule} from "../../contracts/interfaces/IFarmingPolicies.sol";
import {PackedCapacity, PackedPolicy, PackedTerms} from "../../contracts/libraries/Packed.sol";
import {FarmId} from "../../contracts/types/Ids.sol";
import {Permille} from "../../contracts/types/Permille.sol";
import {Fuzz} from "../solidity/Fuzz.sol";

/// @notice Every field read out of a stored word is the field of the struct that was stored.
contract PackedTest is Fuzz {
    Terms private _terms;
    FarmingPolicy private _policy;

    function test_PackedTerms_readsWhatWasStored(Terms memory terms, uint24 period) external {
        _terms = terms;
        PackedTerms packed = PackedTerms.wrap(_wordAt(_termsSlot()));

        _checkEqual(FarmId.unwrap(packed.farmId()), FarmId.unwrap(terms.farmId));
        _checkEqual(packed.policyId(), terms.policyId);
        _checkEqual(packed.connectionPriceMusd(), terms.connectionPriceMusd);
        _checkEqual(packed.ipv4Count(), terms.ipv4Count);
        _checkTrue(packed.isCertified() == terms.isCertified, "isCertified");
        _checkTrue(packed.isVirtualized() == terms.isVirtualized, "isVirtualized");
        bool isCovered = terms.fromPeriod <= period && period < terms.untilPeriod;
        _checkTrue(packed.cover(period) == isCovered, "cover");
        bool isVerified = terms.verifiedFrom <= period && period < terms.verifiedUntil;
        _checkTrue(packed.isVerifiedFor(period) == isVerified, "isVerifiedFor");
    }

    function test_PackedTerms_coversFromItsFirstPeriodUpToItsEnd(Terms memory terms) external {
        _terms = terms;
        PackedTerms packed = PackedTerms.wrap(_wordAt(_termsSlot()));

        _checkTrue(packed.cover(terms.fromPeriod) == terms.fromPeriod < terms.untilPeriod, "first");
        _checkTrue(!packed.cover(terms.untilPeriod), "end");
        _checkTrue(
            packed.isVerifiedFor(terms.verifiedFrom) == terms.verifiedFrom < terms.verifiedUntil,
            "first verified"
        );
        _checkTrue(!packed.isVerifiedFor(terms.verifiedUntil), "end of verification");
    }

    function test_PackedCapacity_readsWhatWasStored(Terms memory terms) external {
        _terms = terms;
        PackedCapacity packed = PackedCapacity.wrap(_wordAt(_termsSlot() + 1));

        _checkEqual(packed.cru(), terms.capacity.cru);
        _checkEqual(packed.mru(), terms.capacity.mru);
        _checkEqual(packed.sru(), terms.capacity.sru);
        _checkEqual(packed.hru(), terms.capacity.hru);
    }

    function test_PackedPolicy_readsWhatWasStored(
        uint32[6] calldata numbers,
        uint16[3] calldata shares,
        bool isAllOrNothing,
        bool requiresVerification
    ) external {
        FarmingPolicy memory policy = FarmingPolicy({
            cuMusd: numbers[0],
            suMusd: numbers[1],
            nuMusd: numbers[2],
            ipv4Musd: numbers[3],
            uptimeRule: isAllOrNothing ? UptimeRule.AllOrNothing : UptimeRule.Linear,
            minimumUptimeDiy: Permille.wrap(shares[0]),
            minimumUptimeCertified: Permille.wrap(shares[1]),
            certifiedBonusBps: shares[2],
            requiresVerification: requiresVerification,
            ceilingCu: numbers[4],
            ceilingSu: numbers[5]
        });
        _policy = policy;
        PackedPolicy packed = PackedPolicy.wrap(_wordAt(_policySlot()));

        _checkEqual(packed.cuMusd(), policy.cuMusd);
        _checkEqual(packed.suMusd(), policy.suMusd);
        _checkEqual(packed.nuMusd(), policy.nuMusd);
        _checkEqual(packed.ipv4Musd(), policy.ipv4Musd);
        _checkEqual(uint8(packed.uptimeRule()), uint8(policy.uptimeRule));
        _checkEqual(Permille.unwrap(packed.minimumUptime(false)), Permille.unwrap(policy.minimumUptimeDiy));
        _checkEqual(Permille.unwrap(packed.minimumUptime(true)), Permille.unwrap(policy.minimumUptimeCertified));
        _checkEqual(packed.certifiedBonusBps(), policy.certifiedBonusBps);
        _checkTrue(packed.requiresVerification() == policy.requiresVerification, "requiresVerification");
        _checkEqual(packed.ceilingCu(), policy.ceilingCu);
        _checkEqual(packed.ceilingSu(), policy.ceilingSu);
    }

    function _wordAt(uint256 slot) private view returns (uint256 word) {
        assembly ("memory-safe") {
            word := sload(slot)
        }
    }

    function _termsSlot() private pure returns (uint256 slot) {
        assembly ("memory-safe") {
            slot := _terms.slot
        }
    }

    function _policySlot() private pure returns (uint256 slot) {
        assembly ("memory-safe") {
            slot := _policy.slot
        }
    }
}
