// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {IDirectory} from "../interfaces/IDirectory.sol";
import {IFarmingPolicies} from "../interfaces/IFarmingPolicies.sol";
import {BatchClaim, CorrectionClaim, Explanation, IFarmingRewards} from "../interfaces/IFarmingRewards.sol";
import {IMeasurements} from "../interfaces/IMeasurements.sol";
import {ITFTSource} from "../interfaces/ITFT.sol";
import {FarmingReward, Outcome, Reward, RewardInput} from "../libraries/FarmingReward.sol";
import {Hardware} from "../libraries/Hardware.sol";
import {Leaf, PositionedLeaf} from "../libraries/Leaf.sol";
import {MintingPeriod} from "../libraries/MintingPeriod.sol";
import {PackedCapacity, PackedPolicy, PackedTerms} from "../libraries/Packed.sol";
import {Capacity} from "../types/Capacity.sol";
import {FarmId, NodeId} from "../types/Ids.sol";

/// @title FarmingRewards
/// @notice Refer to {IFarmingRewards}.
contract FarmingRewards is IFarmingRewards, AccessManaged {
    using Leaf for PositionedLeaf;

    /// @dev What a node was paid for a period in all, written once a later batch had a say.
    struct Corrected {
        uint128 tft;
        bool isRecorded;
    }

    uint8 private constant _LEAF_VERSION = 1;

    /// @dev The end is set once: a slip of the hand must not put it beyond reach.
    uint24 private constant _MOST_PERIODS_AHEAD = 24;

    /* IMMUTABLES */

    IDirectory public immutable DIRECTORY;
    IFarmingPolicies public immutable POLICIES;
    IMeasurements public immutable MEASUREMENTS;
    ITFTSource public immutable TFT;

    /// @inheritdoc IFarmingRewards
    uint24 public immutable firstPeriod;

    uint24 private immutable _PERIOD_LENGTH;

    /* STORAGE */

    /// @inheritdoc IFarmingRewards
    uint24 public lastPeriod = MintingPeriod.FOREVER;

    /// @inheritdoc IFarmingRewards
    mapping(uint24 period => mapping(uint32 word => uint256 bits)) public settledWord;

    /// @inheritdoc IFarmingRewards
    mapping(uint24 period => mapping(NodeId nodeId => Corrected)) public correctedOf;

    /// @inheritdoc IFarmingRewards
    mapping(FarmId farmId => uint256 tft) public owedOf;

    mapping(uint24 period => mapping(uint16 batch => bytes32 root)) private _keptRoots;
    mapping(uint16 policyId => PackedPolicy policy) private _keptPolicies;

    /* CONSTRUCTOR */

    /// @param newFirstPeriod First period paid here; without meaning when there is a predecessor
    /// @param predecessor The version before, which has a last period; zero for the first version
    constructor(
        IDirectory directory,
        IFarmingPolicies policies,
        IMeasurements measurements,
        ITFTSource tft,
        uint24 newFirstPeriod,
        IFarmingRewards predecessor,
        address authority
    ) AccessManaged(authority) {
        DIRECTORY = directory;
        POLICIES = policies;
        MEASUREMENTS = measurements;
        TFT = tft;
        _PERIOD_LENGTH = directory.schedule().duration;
        firstPeriod = address(predecessor) == address(0) ? newFirstPeriod : _periodAfter(predecessor);
        emit RewardsStarted(firstPeriod, address(predecessor));
    }

    function _periodAfter(IFarmingRewards predecessor) private view returns (uint24) {
        uint24 last = predecessor.lastPeriod();
        require(last != MintingPeriod.FOREVER, RewardsPredecessorNotEnding(address(predecessor)));
        return last + 1;
    }

    /* CLAIM */

    /// @inheritdoc IFarmingRewards
    function claim(FarmId farmId, BatchClaim[] calldata claims) external returns (uint256 tft) {
        address payout = _payoutOf(farmId);

        for (uint256 i = 0; i < claims.length; ++i) {
            tft += _settleBatch(farmId, claims[i]);
        }
        _pay(farmId, payout, tft);
    }

    function _settleBatch(FarmId farmId, BatchClaim calldata claimed) private returns (uint256 tft) {
        (uint24 period, uint16 batch) = (claimed.period, claimed.batch);
        PositionedLeaf[] calldata leaves = claimed.leaves;
        _checkLeaves(_keptRootOf(period, batch), claimed);

        for (uint256 i = 0; i < leaves.length; ++i) {
            PositionedLeaf calldata leaf = leaves[i];
            require(leaf.primaryBatch() == Leaf.NO_PRIMARY, RewardsLeafIsCorrection(period, batch, leaf.position));
            if (!_settle(period, leaf.nodeId())) continue;

            Reward memory reward = _rewardOf(farmId, period, leaf);
            // From here on the node's primary leaf alone no longer tells what was paid, if it stands in a later batch.
            if (batch != 0) correctedOf[period][leaf.nodeId()] = Corrected(reward.tft, true);
            emit RewardSettled(farmId, leaf.nodeId(), period, batch, leaf.position, reward.tft, reward.outcome);
            tft += reward.tft;
        }
    }

    function _checkLeaves(bytes32 root, BatchClaim calldata claimed) private pure {
        PositionedLeaf[] calldata leaves = claimed.leaves;
        if (leaves.length == 1 && claimed.proofFlags.length == 0) {
            return _checkLeaf(root, claimed.period, claimed.batch, leaves[0], claimed.proof);
        }

        bytes32[] memory hashes = new bytes32[](leaves.length);
        for (uint256 i = 0; i < leaves.length; ++i) {
            hashes[i] = leaves[i].hash();
        }
        // The library reverts by itself, without saying where, when the lengths do not fit.
        bool fits = leaves.length + claimed.proof.length == claimed.proofFlags.length + 1;
        require(
            fits && MerkleProof.multiProofVerifyCalldata(claimed.proof, claimed.proofFlags, root, hashes),
            RewardsProofInvalid(claimed.period, claimed.batch)
        );
    }

    function _checkLeaf(
        bytes32 root,
        uint24 period,
        uint16 batch,
        PositionedLeaf calldata leaf,
        bytes32[] calldata proof
    ) private pure {
        require(MerkleProof.verifyCalldata(proof, root, leaf.hash()), RewardsProofInvalid(period, batch));
    }

    /* CORRECT */

    /// @inheritdoc IFarmingRewards
    function claimCorrections(FarmId farmId, CorrectionClaim[] calldata corrections) external returns (uint256 tft) {
        address payout = _payoutOf(farmId);

        for (uint256 i = 0; i < corrections.length; ++i) {
            tft += _settleCorrection(farmId, corrections[i]);
        }
        _pay(farmId, payout, tft);
    }

    function _settleCorrection(FarmId farmId, CorrectionClaim calldata claimed) private returns (uint256 added) {
        PositionedLeaf calldata leaf = claimed.leaf;
        (uint24 period, NodeId nodeId) = (claimed.period, leaf.nodeId());
        _checkCorrection(claimed);

        Reward memory reward = _rewardOf(farmId, period, leaf);
        uint128 primary = _worthOf(period, claimed.primary);
        bool wasSettled = !_settle(period, nodeId);
        uint128 paid = wasSettled ? _paidOf(claimed, primary) : 0;
        uint128 best = _max(_max(primary, reward.tft), paid);
        if (wasSettled && best == paid) return 0;

        correctedOf[period][nodeId] = Corrected(best, true);
        added = best - paid;
        Outcome outcome = best == 0 ? reward.outcome : Outcome.Paid;
        emit RewardSettled(farmId, nodeId, period, claimed.batch, leaf.position, uint128(added), outcome);
    }

    /// @dev What a settled node was paid. Unless it is written down, a leaf of the first batch was claimed, and a correction
    /// has to name that one.
    function _paidOf(CorrectionClaim calldata claimed, uint128 primary) private view returns (uint128) {
        Corrected memory corrected = correctedOf[claimed.period][claimed.leaf.nodeId()];
        if (corrected.isRecorded) return corrected.tft;

        require(
            claimed.leaf.primaryBatch() == 0,
            RewardsPrimaryMismatch(claimed.period, claimed.batch, claimed.leaf.position)
        );
        return primary;
    }

    function _checkCorrection(CorrectionClaim calldata claimed) private {
        PositionedLeaf calldata leaf = claimed.leaf;
        PositionedLeaf calldata primary = claimed.primary;
        require(
            leaf.primaryBatch() < claimed.batch &&
                leaf.primaryPosition() == primary.position &&
                leaf.nodeId() == primary.nodeId() &&
                primary.primaryBatch() == Leaf.NO_PRIMARY,
            RewardsPrimaryMismatch(claimed.period, claimed.batch, leaf.position)
        );
        (uint24 period, uint16 batch, uint16 primaryBatch) = (claimed.period, claimed.batch, leaf.primaryBatch());
        _checkLeaf(_keptRootOf(period, batch), period, batch, leaf, claimed.proof);
        _checkLeaf(_keptRootOf(period, primaryBatch), period, primaryBatch, primary, claimed.primaryProof);
    }

    function _max(uint128 a, uint128 b) private pure returns (uint128) {
        return a > b ? a : b;
    }

    /* REWARD */

    /// @dev What the leaf is worth to this farm. Requires that its terms cover the period and pay the farm.
    function _rewardOf(FarmId farmId, uint24 period, PositionedLeaf calldata leaf) private returns (Reward memory) {
        require(leaf.version() == _LEAF_VERSION, RewardsLeafVersionUnknown(leaf.nodeId(), period, leaf.version()));
        (PackedTerms terms, PackedCapacity capacity) = _termsOf(leaf);
        require(terms.cover(period), RewardsTermsNotInForce(leaf.nodeId(), leaf.termsIndex(), period));
        require(terms.farmId() == farmId, RewardsForeignFarm(terms.farmId(), farmId, leaf.nodeId()));
        return _compute(period, leaf, terms, capacity, _keptPolicyOf(terms.policyId()));
    }

    /// @dev What a primary leaf is worth when a correction brings it: nothing if its terms are wrong, since that may be the
    /// very fault that is corrected.
    function _worthOf(uint24 period, PositionedLeaf calldata leaf) private view returns (uint128) {
        (PackedTerms terms, PackedCapacity capacity) = _termsOf(leaf);
        if (leaf.version() != _LEAF_VERSION || !terms.cover(period)) return 0;
        return _compute(period, leaf, terms, capacity, _policyOf(terms.policyId())).tft;
    }

    function _termsOf(PositionedLeaf calldata leaf) private view returns (PackedTerms, PackedCapacity) {
        return DIRECTORY.packedTermsOf(leaf.nodeId(), leaf.termsIndex());
    }

    function _compute(
        uint24 period,
        PositionedLeaf calldata leaf,
        PackedTerms terms,
        PackedCapacity capacity,
        PackedPolicy policy
    ) private view returns (Reward memory) {
        RewardInput memory input = RewardInput({
            capacity: _countedCapacity(leaf, capacity),
            nru: leaf.nru(),
            ipSeconds: _countedIpSeconds(leaf, terms),
            uptimeSeconds: leaf.uptimeSeconds(),
            violation: leaf.violation(),
            isCertified: terms.isCertified(),
            isVirtualized: terms.isVirtualized(),
            isVerified: terms.isVerifiedFor(period),
            connectionPriceMusd: terms.connectionPriceMusd(),
            periodLength: _PERIOD_LENGTH
        });
        return FarmingReward.rewardDown(policy, input);
    }

    /// @dev Real nodes report a few parts per million more or less after every update: up to 1 % above the terms counts.
    function _countedCapacity(
        PositionedLeaf calldata leaf,
        PackedCapacity baseline
    ) private pure returns (Capacity memory capacity) {
        capacity.cru = uint32(Hardware.clampDown(leaf.cru(), baseline.cru()));
        capacity.mru = uint64(Hardware.clampDown(leaf.mru(), baseline.mru()));
        capacity.sru = uint64(Hardware.clampDown(leaf.sru(), baseline.sru()));
        capacity.hru = uint64(Hardware.clampDown(leaf.hru(), baseline.hru()));
    }

    function _countedIpSeconds(PositionedLeaf calldata leaf, PackedTerms terms) private view returns (uint48) {
        uint256 most = uint256(terms.ipv4Count()) * _PERIOD_LENGTH;
        return leaf.ipSeconds() < most ? leaf.ipSeconds() : uint48(most);
    }

    /* PAY */

    /// @inheritdoc IFarmingRewards
    function payOwed(FarmId farmId) external returns (uint256 minted) {
        address payout = _payoutOf(farmId);
        uint256 owed = owedOf[farmId];
        require(owed != 0, RewardsNothingOwed(farmId));

        owedOf[farmId] = 0;
        minted = TFT.mintUpTo(payout, owed);
        owedOf[farmId] += owed - minted;
        emit OwedPaid(farmId, payout, minted, owed - minted);
    }

    function _pay(FarmId farmId, address payout, uint256 tft) private {
        if (tft == 0) return;

        uint256 owed = tft - TFT.mintUpTo(payout, tft);
        if (owed == 0) return;

        uint256 owedInAll = owedOf[farmId] + owed;
        uint256 room = TFT.supplyRoom();
        owedOf[farmId] = owedInAll;
        emit RewardsOwed(farmId, payout, owed, owedInAll > room ? owedInAll - room : 0);
    }

    function _payoutOf(FarmId farmId) private view returns (address payout) {
        address onlyCaller;
        (payout, onlyCaller) = DIRECTORY.payoutOf(farmId);
        require(onlyCaller == address(0) || onlyCaller == msg.sender, RewardsOnlyOwner(msg.sender, farmId, onlyCaller));
    }

    /* SUCCESSION */

    /// @inheritdoc IFarmingRewards
    function setLastPeriod(uint24 newLastPeriod) external restricted {
        uint24 earliest = DIRECTORY.currentPeriod() + 1;
        bool isNear = newLastPeriod >= earliest && newLastPeriod < earliest + _MOST_PERIODS_AHEAD;
        require(
            lastPeriod == MintingPeriod.FOREVER && isNear,
            RewardsLastPeriodInvalid(newLastPeriod, lastPeriod, earliest)
        );

        lastPeriod = newLastPeriod;
        emit LastPeriodSet(newLastPeriod);
    }

    /* KEPT: WHAT NEVER CHANGES IS FETCHED ONCE, AND SPARES EVERY LATER CLAIM THE CALL */

    /// @dev The root of a final batch of a period that is paid here. The range of periods never comes to exclude one
    /// that was in it: an end is set only after the period that is running.
    function _keptRootOf(uint24 period, uint16 batch) private returns (bytes32 root) {
        root = _keptRoots[period][batch];
        if (root != 0) return root;

        require(
            period >= firstPeriod && period <= lastPeriod,
            RewardsPeriodOutOfRange(period, firstPeriod, lastPeriod)
        );
        _keptRoots[period][batch] = root = MEASUREMENTS.finalRootOf(period, batch);
    }

    function _keptPolicyOf(uint16 policyId) private returns (PackedPolicy policy) {
        policy = _keptPolicies[policyId];
        if (PackedPolicy.unwrap(policy) == 0) _keptPolicies[policyId] = policy = POLICIES.packedPolicyOf(policyId);
    }

    function _policyOf(uint16 policyId) private view returns (PackedPolicy policy) {
        policy = _keptPolicies[policyId];
        if (PackedPolicy.unwrap(policy) == 0) policy = POLICIES.packedPolicyOf(policyId);
    }

    /* SETTLED */

    /// @inheritdoc IFarmingRewards
    function isSettled(uint24 period, NodeId nodeId) public view returns (bool) {
        uint32 id = NodeId.unwrap(nodeId);
        return settledWord[period][id >> 8] & (1 << (id & 0xff)) != 0;
    }

    /// @dev Settles a node and returns whether it was not settled before.
    function _settle(uint24 period, NodeId nodeId) private returns (bool) {
        uint32 id = NodeId.unwrap(nodeId);
        uint256 bit = 1 << (id & 0xff);
        uint256 word = settledWord[period][id >> 8];
        if (word & bit != 0) return false;

        settledWord[period][id >> 8] = word | bit;
        return true;
    }

    /* VIEWS */

    /// @inheritdoc IFarmingRewards
    function explain(
        uint24 period,
        PositionedLeaf[] calldata leaves
    ) external view returns (Explanation[] memory explanations) {
        explanations = new Explanation[](leaves.length);
        for (uint256 i = 0; i < leaves.length; ++i) {
            explanations[i] = _explain(period, leaves[i]);
        }
    }

    function _explain(
        uint24 period,
        PositionedLeaf calldata leaf
    ) private view returns (Explanation memory explanation) {
        (PackedTerms terms, PackedCapacity capacity) = _termsOf(leaf);
        explanation.farmId = terms.farmId();
        explanation.isSettled = isSettled(period, leaf.nodeId());
        explanation.isInForce = leaf.version() == _LEAF_VERSION && terms.cover(period);
        if (!explanation.isInForce) return explanation;
        explanation.reward = _compute(period, leaf, terms, capacity, _policyOf(terms.policyId()));
    }
}
