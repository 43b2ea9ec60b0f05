// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FarmingPolicy} from "../../contracts/interfaces/IFarmingPolicies.sol";
import {FarmingReward, Reward, RewardInput} from "../../contracts/libraries/FarmingReward.sol";
import {PackedPolicy} from "../../contracts/libraries/Packed.sol";

/// @notice Computes rewards with the contracts' own code, under policies that {FarmingPolicies} would not accept too. Meant for
/// `eth_call`: what it writes is thrown away.
contract FarmingRewardHarness {
    FarmingPolicy private _policy;

    /// @notice The reward of each input under the policy at the same place.
    function rewardsOf(
        FarmingPolicy[] calldata policies,
        RewardInput[] calldata inputs
    ) external returns (Reward[] memory rewards) {
        rewards = new Reward[](inputs.length);
        for (uint256 i = 0; i < inputs.length; ++i) {
            _policy = policies[i];
            rewards[i] = FarmingReward.rewardDown(_packed(), inputs[i]);
        }
    }

    /// @dev The policy as {FarmingPolicies} hands it to a claim: the word in which the compiler stores it.
    function _packed() private view returns (PackedPolicy packed) {
        assembly ("memory-safe") {
            packed := sload(_policy.slot)
        }
    }
}
