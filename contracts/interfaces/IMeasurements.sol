// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MemberSignature} from "./ISignerSet.sol";

/// @notice What attestors state about a period (EIP-712): the root of a tree of leaves and the hash of their published
/// bytes.
/// @param period The minting period
/// @param batch 0 for the period's first batch; later ones carry corrections
/// @param attempt Counts rejected and void attempts at this batch
/// @param attestorSetVersion The set of attestors that signs
/// @param ruleSetId The rules by which heartbeats became measurements
/// @param root Root of the tree over the leaves
/// @param count Number of leaves
/// @param dataHash Hash chain over the chunks in which the leaves are published, see {IMeasurements-publish}
/// @param isUnanimous Whether it counts only with the signatures of all attestors, and then cannot be rejected
struct Proposal {
    uint24 period;
    uint16 batch;
    uint16 attempt;
    uint32 attestorSetVersion;
    uint32 ruleSetId;
    bytes32 root;
    uint32 count;
    bytes32 dataHash;
    bool isUnanimous;
}

/// @notice Where a batch stands.
/// @param Awaited No proposal is on chain
/// @param Publishing A proposal waits for all its leaves to be published
/// @param Void Not all leaves came in time; the next attempt may be proposed
/// @param Reviewing All leaves are published and the guardian may reject
/// @param Final Claims may be made
enum BatchState {
    Awaited,
    Publishing,
    Void,
    Reviewing,
    Final
}

/// @notice A batch of measurements of one period.
/// @param root Root of the tree over the leaves; zero while awaited
/// @param nextChunkHash What the next chunk must hash to; zero once all are published
/// @param submittedAt Unix time of the proposal
/// @param publishedAt Unix time at which the last chunk came; zero before
/// @param lastChunkBlock Block of the latest chunk; each chunk's event names the block of the one before
/// @param count Number of leaves
/// @param publishedCount Leaves published so far
/// @param attempt The attempt at hand, or the next one while awaited
/// @param rejections How often a guardian rejected
/// @param isUnrejectable Whether a guardian can no longer reject
struct Batch {
    bytes32 root;
    bytes32 nextChunkHash;
    uint40 submittedAt;
    uint40 publishedAt;
    uint40 lastChunkBlock;
    uint32 count;
    uint32 publishedCount;
    uint16 attempt;
    uint8 rejections;
    bool isUnrejectable;
}

/// @notice When things happen after the end of a period, in seconds.
/// @param submissionDelay From the period's end to the first moment of a proposal; nodes may report late until then
/// @param dueDelay From the period's end to the moment a proposal is overdue; nothing depends on it but what views say
/// @param publicationTime From a proposal to the moment it is void unless all its leaves are published
/// @param reviewWindow From the last leaf's publication to finality
struct MeasurementTiming {
    uint40 submissionDelay;
    uint40 dueDelay;
    uint40 publicationTime;
    uint40 reviewWindow;
}

/// @title IMeasurements
/// @notice Proof-of-Capacity: what the attestors measured, period by period. Only measurements are stated; amounts are
/// computed by {IFarmingRewards}.
///
/// A batch is proposed by a quorum, its leaves are published in logs, the guardian may reject it during the review
/// window, then it is final for ever. A wrong number is corrected by a later batch of the same period.
interface IMeasurements {
    /// @notice What the contract was deployed with.
    event MeasurementsStarted(address indexed attestors, MeasurementTiming timing);

    /// @notice A proposal was accepted for publication.
    event MeasurementsProposed(
        uint24 indexed period,
        uint16 indexed batch,
        uint16 attempt,
        uint32 attestorSetVersion,
        uint32 ruleSetId,
        bytes32 root,
        uint32 count,
        bytes32 dataHash,
        bool isUnrejectable
    );

    /// @notice The next leaves of a batch, 64 bytes each in the order of their positions. The first byte of each leaf is its
    /// format's version.
    /// @param previousBlock Block of the chunk before; 0 for the first one
    event LeavesPublished(
        uint24 indexed period,
        uint16 indexed batch,
        uint16 attempt,
        uint32 firstPosition,
        uint40 previousBlock,
        bytes leaves
    );

    /// @notice All leaves are published; the batch is final at `finalAt` unless rejected before.
    event MeasurementsPublished(uint24 indexed period, uint16 indexed batch, uint16 attempt, uint40 finalAt);

    /// @notice A guardian rejected; the next attempt may be proposed.
    event MeasurementsRejected(uint24 indexed period, uint16 indexed batch, uint16 attempt, uint8 rejections);

    /// @notice Thrown when it is too early: nodes may still report.
    error MeasurementsTooEarly(uint24 period, uint256 earliest);

    /// @notice Thrown when a correction is proposed before the batch before it is final.
    error MeasurementsPreviousBatchNotFinal(uint24 period, uint16 batch);

    /// @notice Thrown when a batch is in another state than the action needs.
    error MeasurementsStateInvalid(uint24 period, uint16 batch, BatchState state);

    /// @notice Thrown when a proposal is for another attempt.
    error MeasurementsAttemptInvalid(uint24 period, uint16 batch, uint16 attempt, uint16 neededAttempt);

    /// @notice Thrown when leaves could never be published in time.
    error MeasurementsTimingInvalid(MeasurementTiming timing);

    /// @notice Thrown when a proposal has no leaves, root or data.
    error MeasurementsProposalEmpty(uint24 period, uint16 batch);

    /// @notice Thrown when a chunk is not the next one of the signed sequence.
    error MeasurementsChunkInvalid(uint24 period, uint16 batch, bytes32 hash, bytes32 neededHash);

    /// @notice Thrown when the number of published leaves would not be the signed one.
    error MeasurementsCountInvalid(uint24 period, uint16 batch, uint256 published, uint256 needed);

    /// @notice Thrown when a guardian may no longer reject.
    error MeasurementsUnrejectable(uint24 period, uint16 batch);

    /// @notice Thrown when not all attestors signed a unanimous proposal.
    error MeasurementsNotUnanimous(uint24 period, uint16 batch, uint256 signatures, uint256 needed);

    /// @notice Thrown when a proposal that cannot be rejected is made before two rejections.
    error MeasurementsRejectionsMissing(uint24 period, uint16 batch, uint8 rejections, uint8 needed);

    /// @notice Thrown when a batch is not final; `finalAt` is 0 while that cannot be said.
    error MeasurementsNotFinal(uint24 period, uint16 batch, uint256 finalAt);

    /// @notice Proposes a batch by the signatures of a quorum of attestors; anybody may send it. Emits {MeasurementsProposed}.
    ///
    /// A unanimous proposal overrules the guardian. That it is one is part of what is signed: leaving signatures out cannot
    /// turn it into one that may be rejected.
    ///
    /// Requirements: the period ended {MeasurementTiming-submissionDelay} ago; the batch before is final; this one is awaited
    /// or void; the attempt is the next one; the quorum's signatures. A unanimous one: two rejections, and the signatures of
    /// all attestors.
    function propose(Proposal calldata proposal, MemberSignature[] calldata signatures) external;

    /// @notice Proposes, without signatures, a batch that was rejected twice; it cannot be rejected. Role: measurement
    /// admin, with the delay that the access manager sets. Emits {MeasurementsProposed}.
    function proposeAsAdmin(Proposal calldata proposal) external;

    /// @notice Publishes the next leaves; anybody may. Emits {LeavesPublished} and, with the last ones,
    /// {MeasurementsPublished}.
    ///
    /// The signed data hash is a chain read from its head: h(i) = keccak256(keccak256(chunk i) ‖ h(i+1)), zero after
    /// the last. A chunk fits at one place only, so nobody can publish a wrong one.
    /// @param leaves The next chunk
    /// @param rest h(i+1); zero with the last chunk
    function publish(uint24 period, uint16 batch, bytes calldata leaves, bytes32 rest) external;

    /// @notice Rejects a batch that is being published or reviewed. Role: guardian. Emits {MeasurementsRejected}.
    ///
    /// Requirements: the batch is not unrejectable.
    function reject(uint24 period, uint16 batch) external;

    /// @notice The batch as stored.
    function batchOf(uint24 period, uint16 batch) external view returns (Batch memory);

    /// @notice Where the batch stands now.
    function stateOf(uint24 period, uint16 batch) external view returns (BatchState);

    /// @notice Unix time at which the batch is or was final; 0 while its leaves are not all published.
    function finalAtOf(uint24 period, uint16 batch) external view returns (uint256);

    /// @notice The root of a final batch.
    ///
    /// Requirements: it is final.
    function finalRootOf(uint24 period, uint16 batch) external view returns (bytes32);

    /// @notice Unix time from which the batch of a period may be proposed.
    function proposableAt(uint24 period) external view returns (uint256);

    /// @notice When the period's first claims can be made: the moment at which its first batch is or was final, or, while
    /// none is published, the latest moment if it is proposed in time.
    /// @return claimableAt Unix time
    /// @return isOverdue Whether the batch should have been proposed by now and was not: then `claimableAt` has no meaning
    function claimDateOf(uint24 period) external view returns (uint256 claimableAt, bool isOverdue);

    function timing() external view returns (MeasurementTiming memory);
}
