// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Outcome, Reward} from "../libraries/FarmingReward.sol";
import {PositionedLeaf} from "../libraries/Leaf.sol";
import {FarmId, NodeId} from "../types/Ids.sol";

/// @notice Primary leaves of one farm in one batch and their proof, as OpenZeppelin's MerkleProof takes it: a
/// multiproof, or, for a single leaf, a plain proof without flags.
struct BatchClaim {
    uint24 period;
    uint16 batch;
    PositionedLeaf[] leaves;
    bytes32[] proof;
    bool[] proofFlags;
}

/// @notice A correction leaf and the primary leaf that it names, each with its proof.
struct CorrectionClaim {
    uint24 period;
    uint16 batch;
    PositionedLeaf leaf;
    bytes32[] proof;
    PositionedLeaf primary;
    bytes32[] primaryProof;
}

/// @notice What a leaf is worth and whether it can still be claimed.
/// @param isInForce Whether the leaf's format is known and the terms that it names cover the period
/// @param isSettled Whether the node was settled for the period
/// @param farmId The farm that the terms pay
/// @param reward The reward by the formula; zero while the terms are not in force
struct Explanation {
    bool isInForce;
    bool isSettled;
    FarmId farmId;
    Reward reward;
}

/// @title IFarmingRewards
/// @notice Pays farmers for measured 3Nodes. Anybody may claim for a farm; rewards always go to its payout address.
///
/// Every input of a reward was fixed when its period began (terms, policy) or by a final batch (measurements): claiming
/// late pays the same as claiming first. Each node is paid once per period; a correction raises what was paid and never
/// takes back.
interface IFarmingRewards {
    /// @notice The receipt of a node for a period. What was measured stands in the published leaf; {explain} tells,
    /// from the leaf, how the amount came about.
    /// @param batch Where the leaf was published
    /// @param position Its position there
    /// @param tft What this claim pays, in TFT units; with a correction, what it adds
    /// @param outcome Why the node was paid nothing for the period, if so
    event RewardSettled(
        FarmId indexed farmId,
        NodeId indexed nodeId,
        uint24 indexed period,
        uint16 batch,
        uint32 position,
        uint128 tft,
        Outcome outcome
    );

    /// @notice Of the rewards settled in this transaction so much could not be minted now; the farm is owed it since.
    /// @param tft TFT units; the payout address received the rest
    /// @param beyondCap How much of what the farm is owed in all may never be paid, since the supply cap leaves no room for it
    event RewardsOwed(FarmId indexed farmId, address indexed payout, uint256 tft, uint256 beyondCap);

    /// @notice This contract pays periods from `firstPeriod` on; its predecessor, if any, pays those before.
    event RewardsStarted(uint24 firstPeriod, address indexed predecessor);

    /// @notice Of what a farm was owed, so much was paid and so much is still owed, in TFT units.
    event OwedPaid(FarmId indexed farmId, address indexed payout, uint256 minted, uint256 owed);

    /// @notice No period after this one is paid here; a successor pays the later ones.
    event LastPeriodSet(uint24 lastPeriod);

    /// @notice Thrown when a period is paid by another version of this contract.
    error RewardsPeriodOutOfRange(uint24 period, uint24 firstPeriod, uint24 lastPeriod);

    /// @notice Thrown when the leaves are not part of the batch.
    error RewardsProofInvalid(uint24 period, uint16 batch);

    /// @notice Thrown when a leaf has a format that this contract does not know.
    error RewardsLeafVersionUnknown(NodeId nodeId, uint24 period, uint8 version);

    /// @notice Thrown when a correction is claimed as a primary leaf.
    error RewardsLeafIsCorrection(uint24 period, uint16 batch, uint32 position);

    /// @notice Thrown when a correction names another leaf than the one that came with it.
    error RewardsPrimaryMismatch(uint24 period, uint16 batch, uint32 position);

    /// @notice Thrown when the terms that a leaf names do not cover the period.
    error RewardsTermsNotInForce(NodeId nodeId, uint16 termsIndex, uint24 period);

    /// @notice Thrown when a leaf belongs to another farm than the one claimed for.
    error RewardsForeignFarm(FarmId farmId, FarmId claimedFarmId, NodeId nodeId);

    /// @notice Thrown when a farm's payout address is changing and somebody else than its owner claims.
    error RewardsOnlyOwner(address caller, FarmId farmId, address owner);

    /// @notice Thrown when the farm is owed nothing.
    error RewardsNothingOwed(FarmId farmId);

    /// @notice Thrown when the last period was set before, or is not one of the 24 after the running one.
    error RewardsLastPeriodInvalid(uint24 lastPeriod, uint24 presentLastPeriod, uint24 earliest);

    /// @notice Thrown when a successor is deployed before its predecessor has a last period.
    error RewardsPredecessorNotEnding(address predecessor);

    /// @notice Claims primary leaves of one farm, of as many nodes and periods as fit into a transaction. Nodes settled
    /// before are passed over: nobody can spoil a claim by claiming a part of it first.
    ///
    /// Emits {RewardSettled} for each node, and {RewardsOwed} if not all could be minted.
    ///
    /// Requirements: the batches are final; the proofs hold; each leaf's terms cover the period and pay this farm;
    /// while the farm's payout address changes, the caller is its owner.
    /// @return tft What was earned, in TFT units, paid or owed
    function claim(FarmId farmId, BatchClaim[] calldata claims) external returns (uint256 tft);

    /// @notice Claims corrections of one farm: each raises what the node was paid for the period to the best of its
    /// primary leaf, the correction and what was paid before. A correction that adds nothing to a settled node is
    /// passed over.
    ///
    /// Emits {RewardSettled} for each node, and {RewardsOwed} if not all could be minted.
    ///
    /// Requirements: as for {claim}; each correction's primary leaf is the one that it names.
    /// @return tft What was added, in TFT units, paid or owed
    function claimCorrections(FarmId farmId, CorrectionClaim[] calldata corrections) external returns (uint256 tft);

    /// @notice Pays as much as can be minted of what the farm is owed. Emits {OwedPaid}.
    ///
    /// Requirements: something is owed; while the payout address changes, the caller is the owner.
    /// @return minted TFT units
    function payOwed(FarmId farmId) external returns (uint256 minted);

    /// @notice Ends this contract after one of the next 24 periods, once and for all. Role: governor. Emits
    /// {LastPeriodSet}.
    function setLastPeriod(uint24 newLastPeriod) external;

    /// @notice What given leaves are worth by the formula, whether or not they are part of a batch.
    function explain(uint24 period, PositionedLeaf[] calldata leaves) external view returns (Explanation[] memory);

    /// @notice Whether a node was settled for a period.
    function isSettled(uint24 period, NodeId nodeId) external view returns (bool);

    /// @notice Which of the nodes `word * 256` to `word * 256 + 255` were settled for a period: one bit each.
    function settledWord(uint24 period, uint32 word) external view returns (uint256);

    /// @notice What a node was paid for a period in all, once it was corrected.
    /// @return tft TFT units
    /// @return isRecorded Whether it was corrected; if not, its primary leaf says what was paid
    function correctedOf(uint24 period, NodeId nodeId) external view returns (uint128 tft, bool isRecorded);

    /// @notice What the farm is owed, in TFT units.
    function owedOf(FarmId farmId) external view returns (uint256);

    /// @notice First period paid here.
    function firstPeriod() external view returns (uint24);

    /// @notice Last period paid here; {MintingPeriod-FOREVER} while no end is set.
    function lastPeriod() external view returns (uint24);
}
