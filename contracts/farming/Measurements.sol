// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IDirectory} from "../interfaces/IDirectory.sol";
import {Batch, BatchState, IMeasurements, MeasurementTiming, Proposal} from "../interfaces/IMeasurements.sol";
import {ISignerSet, MemberSignature} from "../interfaces/ISignerSet.sol";
import {Leaf} from "../libraries/Leaf.sol";
import {MintingPeriod} from "../libraries/MintingPeriod.sol";
import {PeriodSchedule} from "../types/PeriodSchedule.sol";

/// @title Measurements
/// @notice Refer to {IMeasurements}.
contract Measurements is IMeasurements, EIP712, AccessManaged {
    using MintingPeriod for PeriodSchedule;

    bytes32 private constant _PROPOSAL_TYPEHASH = keccak256(
        "Proposal(uint24 period,uint16 batch,uint16 attempt,uint32 attestorSetVersion,uint32 ruleSetId,"
        "bytes32 root,uint32 count,bytes32 dataHash,bool isUnanimous)"
    );

    /// @dev So many rejections a quorum has to accept before the whole set, or the admin, may overrule the guardian.
    uint8 private constant _REJECTIONS_BEFORE_OVERRULE = 2;

    /* IMMUTABLES */

    ISignerSet public immutable ATTESTORS;

    uint40 private immutable _PERIOD_START;
    uint24 private immutable _PERIOD_LENGTH;
    uint40 private immutable _SUBMISSION_DELAY;
    uint40 private immutable _DUE_DELAY;
    uint40 private immutable _PUBLICATION_TIME;
    uint40 private immutable _REVIEW_WINDOW;

    /* STORAGE */

    mapping(uint24 period => mapping(uint16 batch => Batch)) private _batches;

    /* CONSTRUCTOR */

    constructor(
        IDirectory directory,
        ISignerSet attestors,
        MeasurementTiming memory newTiming,
        address authority
    ) EIP712("ThreeFold Measurements", "1") AccessManaged(authority) {
        require(newTiming.publicationTime != 0, MeasurementsTimingInvalid(newTiming));
        PeriodSchedule memory schedule = directory.schedule();
        ATTESTORS = attestors;
        _PERIOD_START = schedule.start;
        _PERIOD_LENGTH = schedule.duration;
        _SUBMISSION_DELAY = newTiming.submissionDelay;
        _DUE_DELAY = newTiming.dueDelay;
        _PUBLICATION_TIME = newTiming.publicationTime;
        _REVIEW_WINDOW = newTiming.reviewWindow;
        emit MeasurementsStarted(address(attestors), newTiming);
    }

    /* PROPOSE */

    /// @inheritdoc IMeasurements
    function propose(Proposal calldata proposal, MemberSignature[] calldata signatures) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(_PROPOSAL_TYPEHASH, proposal)));
        uint256 signed = ATTESTORS.requireQuorum(proposal.attestorSetVersion, digest, signatures);
        if (proposal.isUnanimous) _checkUnanimous(proposal, signed);

        _accept(proposal, proposal.isUnanimous);
    }

    function _checkUnanimous(Proposal calldata proposal, uint256 signed) private view {
        _checkOverrule(proposal);
        (address[] memory attestors, , ) = ATTESTORS.setOf(proposal.attestorSetVersion);
        require(
            signed == attestors.length,
            MeasurementsNotUnanimous(proposal.period, proposal.batch, signed, attestors.length)
        );
    }

    /// @inheritdoc IMeasurements
    function proposeAsAdmin(Proposal calldata proposal) external restricted {
        _checkOverrule(proposal);

        _accept(proposal, true);
    }

    function _checkOverrule(Proposal calldata proposal) private view {
        uint8 rejections = _batches[proposal.period][proposal.batch].rejections;
        require(
            rejections >= _REJECTIONS_BEFORE_OVERRULE,
            MeasurementsRejectionsMissing(proposal.period, proposal.batch, rejections, _REJECTIONS_BEFORE_OVERRULE)
        );
    }

    function _accept(Proposal calldata proposal, bool isUnrejectable) private {
        (uint24 period, uint16 batch) = (proposal.period, proposal.batch);
        uint16 attempt = _proposableAttempt(period, batch);
        require(proposal.attempt == attempt, MeasurementsAttemptInvalid(period, batch, proposal.attempt, attempt));
        require(
            proposal.count != 0 && proposal.root != 0 && proposal.dataHash != 0,
            MeasurementsProposalEmpty(period, batch)
        );

        Batch storage stored = _batches[period][batch];
        stored.root = proposal.root;
        stored.nextChunkHash = proposal.dataHash;
        stored.submittedAt = uint40(block.timestamp);
        stored.lastChunkBlock = 0;
        stored.count = proposal.count;
        stored.publishedCount = 0;
        stored.attempt = attempt;
        stored.isUnrejectable = isUnrejectable;
        emit MeasurementsProposed({
            period: period,
            batch: batch,
            attempt: attempt,
            attestorSetVersion: proposal.attestorSetVersion,
            ruleSetId: proposal.ruleSetId,
            root: proposal.root,
            count: proposal.count,
            dataHash: proposal.dataHash,
            isUnrejectable: isUnrejectable
        });
    }

    /// @dev The attempt that may be proposed now. Requires that one may.
    function _proposableAttempt(uint24 period, uint16 batch) private view returns (uint16 attempt) {
        uint256 earliest = proposableAt(period);
        require(block.timestamp >= earliest, MeasurementsTooEarly(period, earliest));
        require(
            batch == 0 || stateOf(period, batch - 1) == BatchState.Final,
            MeasurementsPreviousBatchNotFinal(period, batch)
        );
        BatchState state = stateOf(period, batch);
        require(
            state == BatchState.Awaited || state == BatchState.Void,
            MeasurementsStateInvalid(period, batch, state)
        );
        attempt = _batches[period][batch].attempt;
        if (state == BatchState.Void) ++attempt;
    }

    /* PUBLISH */

    /// @inheritdoc IMeasurements
    function publish(uint24 period, uint16 batch, bytes calldata leaves, bytes32 rest) external {
        Batch storage stored = _batches[period][batch];
        BatchState state = stateOf(period, batch);
        require(state == BatchState.Publishing, MeasurementsStateInvalid(period, batch, state));
        bytes32 hash = keccak256(abi.encodePacked(keccak256(leaves), rest));
        require(hash == stored.nextChunkHash, MeasurementsChunkInvalid(period, batch, hash, stored.nextChunkHash));

        uint32 firstPosition = stored.publishedCount;
        uint256 published = firstPosition + leaves.length / Leaf.LENGTH;
        bool isCountRight = rest == 0 ? published == stored.count : published < stored.count;
        require(
            isCountRight && leaves.length % Leaf.LENGTH == 0,
            MeasurementsCountInvalid(period, batch, published, stored.count)
        );

        emit LeavesPublished(period, batch, stored.attempt, firstPosition, stored.lastChunkBlock, leaves);
        stored.nextChunkHash = rest;
        stored.publishedCount = uint32(published);
        stored.lastChunkBlock = uint40(block.number);
        if (rest != 0) return;

        stored.publishedAt = uint40(block.timestamp);
        emit MeasurementsPublished(period, batch, stored.attempt, uint40(block.timestamp) + _REVIEW_WINDOW);
    }

    /* REJECT */

    /// @inheritdoc IMeasurements
    function reject(uint24 period, uint16 batch) external restricted {
        Batch storage stored = _batches[period][batch];
        BatchState state = stateOf(period, batch);
        require(
            state == BatchState.Publishing || state == BatchState.Reviewing,
            MeasurementsStateInvalid(period, batch, state)
        );
        require(!stored.isUnrejectable, MeasurementsUnrejectable(period, batch));

        uint16 attempt = stored.attempt;
        uint8 rejections = stored.rejections == type(uint8).max ? stored.rejections : stored.rejections + 1;
        delete _batches[period][batch];
        stored.attempt = attempt + 1;
        stored.rejections = rejections;
        emit MeasurementsRejected(period, batch, attempt, rejections);
    }

    /* VIEWS */

    /// @inheritdoc IMeasurements
    function batchOf(uint24 period, uint16 batch) external view returns (Batch memory) {
        return _batches[period][batch];
    }

    /// @inheritdoc IMeasurements
    function stateOf(uint24 period, uint16 batch) public view returns (BatchState) {
        Batch storage stored = _batches[period][batch];
        (uint256 submittedAt, uint256 publishedAt) = (stored.submittedAt, stored.publishedAt);
        if (submittedAt == 0) return BatchState.Awaited;
        if (publishedAt != 0) {
            return block.timestamp < publishedAt + _REVIEW_WINDOW ? BatchState.Reviewing : BatchState.Final;
        }
        return block.timestamp < submittedAt + _PUBLICATION_TIME ? BatchState.Publishing : BatchState.Void;
    }

    /// @inheritdoc IMeasurements
    function finalAtOf(uint24 period, uint16 batch) public view returns (uint256) {
        uint256 publishedAt = _batches[period][batch].publishedAt;
        return publishedAt == 0 ? 0 : publishedAt + _REVIEW_WINDOW;
    }

    /// @inheritdoc IMeasurements
    function finalRootOf(uint24 period, uint16 batch) external view returns (bytes32) {
        require(
            stateOf(period, batch) == BatchState.Final,
            MeasurementsNotFinal(period, batch, finalAtOf(period, batch))
        );
        return _batches[period][batch].root;
    }

    /// @inheritdoc IMeasurements
    function proposableAt(uint24 period) public view returns (uint256) {
        return PeriodSchedule(_PERIOD_START, _PERIOD_LENGTH).endOf(period) + _SUBMISSION_DELAY;
    }

    /// @inheritdoc IMeasurements
    function claimDateOf(uint24 period) external view returns (uint256 claimableAt, bool isOverdue) {
        claimableAt = finalAtOf(period, 0);
        if (claimableAt != 0) return (claimableAt, false);

        uint256 due = PeriodSchedule(_PERIOD_START, _PERIOD_LENGTH).endOf(period) + _DUE_DELAY;
        return (due + _REVIEW_WINDOW, block.timestamp >= due && stateOf(period, 0) != BatchState.Publishing);
    }

    /// @inheritdoc IMeasurements
    function timing() external view returns (MeasurementTiming memory) {
        return MeasurementTiming(_SUBMISSION_DELAY, _DUE_DELAY, _PUBLICATION_TIME, _REVIEW_WINDOW);
    }
}
