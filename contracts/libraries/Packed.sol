// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../interfaces/IDirectory.sol";
import {FarmingPolicy, UptimeRule} from "../interfaces/IFarmingPolicies.sol";
import {Capacity} from "../types/Capacity.sol";
import {FarmId} from "../types/Ids.sol";
import {Permille} from "../types/Permille.sol";

/// @notice Unpacks what contracts hand to each other as they store it: fields from the least significant bits on, in
/// the order of the struct. A claim reads terms and policy for every node; word by word that costs a third of what
/// decoded structs do.
library Packed {
    /// @param head The first slot of stored terms: all fields but the capacity
    /// @param body The second slot: the capacity
    function toTerms(uint256 head, uint256 body) internal pure returns (Terms memory) {
        return
            Terms({
                farmId: FarmId.wrap(uint32(head)),
                fromPeriod: uint24(head >> 32),
                untilPeriod: uint24(head >> 56),
                policyId: uint16(head >> 80),
                connectionPriceMusd: uint32(head >> 96),
                ipv4Count: uint16(head >> 128),
                isCertified: uint8(head >> 144) != 0,
                isVirtualized: uint8(head >> 152) != 0,
                verifiedFrom: uint24(head >> 160),
                verifiedUntil: uint24(head >> 184),
                capacity: Capacity({
                    cru: uint32(body),
                    mru: uint64(body >> 32),
                    sru: uint64(body >> 96),
                    hru: uint64(body >> 160)
                })
            });
    }

    /// @param word The slot of a stored policy
    function toPolicy(uint256 word) internal pure returns (FarmingPolicy memory) {
        return
            FarmingPolicy({
                cuMusd: uint32(word),
                suMusd: uint32(word >> 32),
                nuMusd: uint32(word >> 64),
                ipv4Musd: uint32(word >> 96),
                uptimeRule: UptimeRule(uint8(word >> 128)),
                minimumUptimeDiy: Permille.wrap(uint16(word >> 136)),
                minimumUptimeCertified: Permille.wrap(uint16(word >> 152)),
                certifiedBonusBps: uint16(word >> 168),
                requiresVerification: uint8(word >> 184) != 0,
                ceilingCu: uint32(word >> 192),
                ceilingSu: uint32(word >> 224)
            });
    }
}
