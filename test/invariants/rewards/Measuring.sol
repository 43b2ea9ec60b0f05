// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Batch, BatchState, Proposal} from "../../../contracts/interfaces/IMeasurements.sol";
import {MemberSignature} from "../../../contracts/interfaces/ISignerSet.sol";
import {Leaf, PositionedLeaf} from "../../../contracts/libraries/Leaf.sol";
import {Capacity} from "../../../contracts/types/Capacity.sol";
import {MerkleTree} from "../../solidity/MerkleTree.sol";
import {Formula, Measured} from "./Formula.sol";
import {World} from "./World.sol";

/// @notice Attestors who measure, err and correct, and a guardian who rejects.
abstract contract Measuring is World {
    /// @notice An attempt at a batch; its leaves have consecutive numbers.
    struct Attempt {
        uint24 period;
        uint16 batch;
        uint16 number;
        bool isNoted;
        uint256 firstLeaf;
        uint256 count;
        bytes32 root;
    }

    /// @notice A leaf, and what is known of it.
    struct Stated {
        uint256 attempt;
        uint32 nodeId;
        bytes32 head;
        bytes32 body;
        /// By the formula on what was promised when the period began; 0 if it cannot be paid.
        uint256 worth;
        /// It names the terms that cover the period.
        bool isPayable;
        /// It names no other leaf.
        bool isFirst;
        /// It is the first leaf of its node, or a correction that names a first leaf of its node.
        bool isSound;
        /// Of a sound correction: the number of the leaf that it names.
        uint256 named;
        bool isClaimed;
    }

    /// @notice What is known of a node in a period.
    struct Pair {
        uint24 period;
        uint32 nodeId;
        bool isSettled;
        /// Attestors took the node for forgotten and measured it anew.
        bool isDoubled;
        /// The sum of the receipts, in TFT units, and what it should be.
        uint256 paid;
        uint256 due;
        /// The best of all final leaves, and of those that are sound.
        uint256 best;
        uint256 soundBest;
        /// Final, sound and payable leaves, and how many of them were claimed.
        uint256 claimable;
        uint256 claimed;
    }

    uint16 private constant _MOST_BATCHES = 4;
    uint256 private constant _MOST_LEAVES = 100;

    Attempt[] internal _attempts;
    Stated[] internal _leaves;
    Pair[] internal _pairs;

    /// @dev Attempts that may still become final.
    uint256[] private _open;
    mapping(uint24 period => mapping(uint32 nodeId => uint256 numberPlusOne)) private _pairOf;

    /* WHAT ATTESTORS AND GUARDIAN DO */

    /// @notice Takes the next step for some periods: mostly a whole batch up to finality; sometimes it is rejected, or its
    /// leaves come too late, or it is left lying about.
    function measure(uint256 random) external onTheClock {
        for (uint256 i = 0; i < 3; ++i) _measureOne(_mixed(random, i));
        _noteFinal();
    }

    function _measureOne(uint256 random) private {
        if (_leaves.length > _MOST_LEAVES) return;
        _noteFinal();
        uint24 ended = _currentPeriod() - 1;
        uint24 period = ended - uint24(random % (ended < 3 ? ended : 3));
        uint256 proposableAt = _measurements.proposableAt(period);
        if (clock < proposableAt) _pass(proposableAt - clock);

        uint16 batch = 0;
        while (_measurements.stateOf(period, batch) == BatchState.Final) ++batch;
        BatchState state = _measurements.stateOf(period, batch);
        if (state == BatchState.Awaited || state == BatchState.Void) {
            if (batch == _MOST_BATCHES || !_propose(period, batch, random >> 8)) return;
        }
        _goOn(_attempts.length - 1 - _ageOf(period, batch), (random >> 16) % 8);
    }

    /// @dev 0: rejected at once; 1: the leaves come too late; 2: left before, 3: after publication; 4: rejected after it.
    function _goOn(uint256 number, uint256 fate) private {
        Attempt memory attempt = _attempts[number];
        if (fate == 0) return _reject(attempt);
        if (fate == 2) return;
        Batch memory stored = _measurements.batchOf(attempt.period, attempt.batch);
        if (stored.publishedAt == 0) {
            bool isLate = fate == 1;
            if (stored.publishedCount == 0 && attempt.count > 1) _publish(attempt, 0, 1);
            if (isLate) return _pass(3 days);
            _publish(attempt, attempt.count > 1 ? 1 : 0, attempt.count);
        }
        if (fate == 3) return;
        if (fate == 4) return _reject(attempt);
        _pass(3 days);
    }

    function _reject(Attempt memory attempt) private {
        if (_measurements.batchOf(attempt.period, attempt.batch).isUnrejectable) return;
        _measurements.reject(attempt.period, attempt.batch);
    }

    /* STATING LEAVES */

    function _propose(uint24 period, uint16 batch, uint256 random) private returns (bool) {
        Batch memory stored = _measurements.batchOf(period, batch);
        bool isVoid = _measurements.stateOf(period, batch) == BatchState.Void;
        uint16 number = stored.attempt + (isVoid ? 1 : 0);
        _attempts.push(Attempt(period, batch, number, false, _leaves.length, 0, 0));
        uint32 count = _nodeCount();
        for (uint32 nodeId = 1; nodeId <= count; ++nodeId) {
            uint256 r = _mixed(_mixed(random, nodeId), _attempts.length);
            if (r % 8 < (batch == 0 ? 7 : 4)) _state(nodeId, r >> 8);
        }
        Attempt storage attempt = _attempts[_attempts.length - 1];
        attempt.count = _leaves.length - attempt.firstLeaf;
        if (attempt.count == 0) {
            _attempts.pop();
            return false;
        }

        bool isUnanimous = stored.rejections >= 2 && random % 2 == 0;
        attempt.root = MerkleTree.rootOf(_hashesOf(attempt));
        Proposal memory proposal = Proposal({
            period: period,
            batch: batch,
            attempt: number,
            attestorSetVersion: 1,
            ruleSetId: 1,
            root: attempt.root,
            count: uint32(attempt.count),
            dataHash: _chainOf(attempt),
            isUnanimous: isUnanimous
        });
        MemberSignature[] memory signatures = new MemberSignature[](1);
        signatures[0] = MemberSignature(address(_attestor), "");
        _measurements.propose(proposal, signatures);
        _open.push(_attempts.length - 1);
        return true;
    }

    /// @dev Appends a leaf of the latest attempt.
    function _state(uint32 nodeId, uint256 random) private {
        Attempt storage attempt = _attempts[_attempts.length - 1];
        Promised storage promised = _promised[attempt.period][nodeId];
        bool isTermsWrong = random % 12 == 0;
        Stated memory leaf;
        leaf.attempt = _attempts.length - 1;
        leaf.nodeId = nodeId;
        leaf.isPayable = promised.isCovered && !isTermsWrong;
        (uint16 primaryBatch, uint32 primaryPosition) = _name(leaf, attempt, (random >> 8) % 8);

        Measured memory measured = _measure(promised.terms.capacity, random >> 16);
        if (leaf.isPayable) {
            leaf.worth = Formula.worthOf(measured, promised.terms, promised.policy, attempt.period, _PERIOD);
        }
        uint16 termsIndex = promised.termsIndex + (isTermsWrong ? 1 : 0);
        leaf.head = _headOf(nodeId, termsIndex, measured, primaryBatch, primaryPosition);
        leaf.body = _bodyOf(measured.capacity);
        _leaves.push(leaf);
    }

    /// @dev Which leaf a new one names: mostly the node's first one, if there is one.
    function _name(
        Stated memory leaf,
        Attempt storage attempt,
        uint256 choice
    ) private view returns (uint16 batch, uint32 position) {
        (uint256 first, uint256 second) = _firstLeavesOf(attempt.period, leaf.nodeId);
        leaf.isFirst = first == 0 || choice == 0;
        leaf.isSound = leaf.isFirst || choice != 1;
        if (leaf.isFirst) return (Leaf.NO_PRIMARY, 0);
        if (!leaf.isSound) return (attempt.batch, 0);

        leaf.named = (second != 0 && choice < 5 ? second : first) - 1;
        Attempt storage source = _attempts[_leaves[leaf.named].attempt];
        return (source.batch, uint32(leaf.named - source.firstLeaf));
    }

    /// @dev The final leaves of a node that name no other, the first two of them: their numbers plus one.
    function _firstLeavesOf(uint24 period, uint32 nodeId) private view returns (uint256 first, uint256 second) {
        for (uint256 i = 0; i < _leaves.length && second == 0; ++i) {
            Stated storage leaf = _leaves[i];
            if (leaf.nodeId != nodeId || !leaf.isFirst || _attempts[leaf.attempt].period != period) continue;
            if (!_attempts[leaf.attempt].isNoted) continue;
            if (first == 0) first = i + 1;
            else second = i + 1;
        }
    }

    function _measure(Capacity memory baseline, uint256 random) private pure returns (Measured memory measured) {
        uint16[6] memory permille = [1000, 1000, 950, 1005, 1020, 0];
        uint32[8] memory uptimes = [uint32(1000), 1000, 1000, 990, 980, 960, 949, 1500];
        uint256 scale = permille[random % 6];
        measured.capacity = Capacity(
            uint32((baseline.cru * scale) / 1000),
            uint64((baseline.mru * scale) / 1000),
            uint64((baseline.sru * scale) / 1000),
            uint64((baseline.hru * scale) / 1000)
        );
        measured.uptimeSeconds = (uptimes[(random >> 8) % 8] * _PERIOD) / 1000;
        measured.ipSeconds = uint48((random >> 16) % (3 * _PERIOD));
        measured.violation = (random >> 48) % 10 == 0 ? 4 : 0;
    }

    function _headOf(
        uint32 nodeId,
        uint16 termsIndex,
        Measured memory measured,
        uint16 primaryBatch,
        uint32 primaryPosition
    ) private pure returns (bytes32) {
        return
            bytes32(
                abi.encodePacked(
                    uint8(1),
                    measured.violation,
                    uint32(0),
                    nodeId,
                    termsIndex,
                    measured.uptimeSeconds,
                    measured.ipSeconds,
                    primaryBatch,
                    primaryPosition,
                    measured.capacity.cru
                )
            );
    }

    function _bodyOf(Capacity memory capacity) private pure returns (bytes32) {
        return bytes32(abi.encodePacked(capacity.mru, capacity.sru, capacity.hru, uint64(0)));
    }

    /* PUBLISHING */

    /// @dev The leaves are published one first, then the rest.
    function _publish(Attempt memory attempt, uint256 from, uint256 until) private {
        bytes32 rest = until < attempt.count ? _linkOf(_bytesOf(attempt, until, attempt.count), 0) : bytes32(0);
        _measurements.publish(attempt.period, attempt.batch, _bytesOf(attempt, from, until), rest);
    }

    function _chainOf(Attempt memory attempt) private view returns (bytes32) {
        if (attempt.count == 1) return _linkOf(_bytesOf(attempt, 0, 1), 0);
        return _linkOf(_bytesOf(attempt, 0, 1), _linkOf(_bytesOf(attempt, 1, attempt.count), 0));
    }

    function _linkOf(bytes memory leaves, bytes32 rest) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(keccak256(leaves), rest));
    }

    function _bytesOf(Attempt memory attempt, uint256 from, uint256 until) private view returns (bytes memory leaves) {
        for (uint256 i = from; i < until; ++i) {
            Stated storage leaf = _leaves[attempt.firstLeaf + i];
            leaves = abi.encodePacked(leaves, leaf.head, leaf.body);
        }
    }

    function _hashesOf(Attempt memory attempt) internal view returns (bytes32[] memory hashes) {
        hashes = new bytes32[](attempt.count);
        for (uint256 i = 0; i < hashes.length; ++i)
            hashes[i] = keccak256(abi.encode(_positioned(attempt.firstLeaf + i)));
    }

    function _positioned(uint256 number) internal view returns (PositionedLeaf memory) {
        Stated storage leaf = _leaves[number];
        uint32 position = uint32(number - _attempts[leaf.attempt].firstLeaf);
        return PositionedLeaf(position, leaf.head, leaf.body);
    }

    /* FINALITY */

    function _isFinal(uint256 number) internal view returns (bool) {
        Attempt storage attempt = _attempts[number];
        return
            _measurements.stateOf(attempt.period, attempt.batch) == BatchState.Final &&
            _measurements.batchOf(attempt.period, attempt.batch).attempt == attempt.number;
    }

    /// @dev How many attempts were made since the latest one at this batch.
    function _ageOf(uint24 period, uint16 batch) private view returns (uint256 age) {
        Attempt storage attempt = _attempts[_attempts.length - 1];
        while (attempt.period != period || attempt.batch != batch) attempt = _attempts[_attempts.length - 1 - ++age];
    }

    /// @dev Takes in the leaves of batches that have become final.
    function _noteFinal() internal {
        for (uint256 i = _open.length; i > 0; --i) {
            Attempt storage attempt = _attempts[_open[i - 1]];
            bool isOver = _measurements.batchOf(attempt.period, attempt.batch).attempt != attempt.number;
            if (!isOver && !_isFinal(_open[i - 1])) continue;
            (_open[i - 1], attempt.isNoted) = (_open[_open.length - 1], !isOver);
            _open.pop();
            if (isOver) continue;
            for (uint256 j = 0; j < attempt.count; ++j) _note(_leaves[attempt.firstLeaf + j], attempt.period);
        }
    }

    function _note(Stated storage leaf, uint24 period) private {
        Pair storage pair = _pair(period, leaf.nodeId);
        if (leaf.isFirst) pair.isDoubled = _hasTwoFirsts(pair);
        if (leaf.worth > pair.best) pair.best = leaf.worth;
        if (!leaf.isSound || !leaf.isPayable) return;
        ++pair.claimable;
        if (leaf.worth > pair.soundBest) pair.soundBest = leaf.worth;
    }

    function _hasTwoFirsts(Pair storage pair) private view returns (bool) {
        (, uint256 second) = _firstLeavesOf(pair.period, pair.nodeId);
        return second != 0;
    }

    /// @dev The record of a node in a period.
    function _pair(uint24 period, uint32 nodeId) internal returns (Pair storage) {
        if (_pairOf[period][nodeId] == 0) {
            Pair storage created = _pairs.push();
            (created.period, created.nodeId) = (period, nodeId);
            _pairOf[period][nodeId] = _pairs.length;
        }
        return _pairs[_pairOf[period][nodeId] - 1];
    }
}
