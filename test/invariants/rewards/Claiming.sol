// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BatchClaim, CorrectionClaim, IFarmingRewards} from "../../../contracts/interfaces/IFarmingRewards.sol";
import {PositionedLeaf} from "../../../contracts/libraries/Leaf.sol";
import {FarmId} from "../../../contracts/types/Ids.sol";
import {ICheatCodes, vm} from "../../solidity/ICheatCodes.sol";
import {MerkleTree} from "../../solidity/MerkleTree.sol";
import {Measuring} from "./Measuring.sol";

/// @notice Anybody who claims: what is due, again what was paid, and what must never be paid.
abstract contract Claiming is Measuring {
    uint256 private constant _MOST_AT_ONCE = 3;

    /// @notice The sum of all receipts, in TFT units.
    uint256 public receipts;

    /* WHAT CLAIMERS DO */

    /// @notice Claims first leaves of a farm, from one to three, of whatever periods.
    function claim(uint256 random) external onTheClock {
        _noteFinal();
        for (uint256 i = 0; i < 2; ++i) {
            uint256[] memory numbers = _choose(_mixed(random, i), true);
            if (numbers.length != 0) _claim(numbers, random);
        }
    }

    /// @notice Claims corrections of a farm, from one to three, of whatever periods.
    function correct(uint256 random) external onTheClock {
        _noteFinal();
        for (uint256 i = 0; i < 2; ++i) {
            uint256[] memory numbers = _choose(_mixed(random, i), false);
            if (numbers.length != 0) _correct(numbers, random);
        }
    }

    /// @notice Tries what must fail.
    function claimForbidden(uint256 random) external onTheClock {
        _noteFinal();
        if (_leaves.length == 0) return;
        uint256 number = _mixed(random, 0) % _leaves.length;
        Stated memory leaf = _leaves[number];
        uint24 period = _attempts[leaf.attempt].period;
        FarmId farmId = _farmOf(leaf, period);
        uint256 version = _versionOf(period);
        if (version >= versions.length) return;
        bytes memory data = leaf.isFirst ? _claimData(farmId, number) : _correctionData(farmId, number);

        if (!_isFinal(leaf.attempt)) return _checkFails(version, farmId, data, "not final");
        if (versions.length == 2) _checkFails(1 - version, farmId, data, "another version's period");
        if (!leaf.isFirst) {
            _checkFails(version, farmId, _claimData(farmId, number), "a correction as a first leaf");
            if (!leaf.isPayable || !leaf.isSound) _checkFails(version, farmId, data, "an odd correction");
        }
        if (_isSettled(period, leaf.nodeId)) return;
        if (leaf.isFirst && !leaf.isPayable) _checkFails(version, farmId, data, "terms of another time");
        FarmId other = FarmId.wrap(uint32((FarmId.unwrap(farmId) % _FARMS) + 1));
        data = leaf.isFirst ? _claimData(other, number) : _correctionData(other, number);
        _checkFails(version, other, data, "another farm");
    }

    /// @notice Claims all that is left, in a random order.
    function _claimEverything(uint256 random) internal {
        _noteFinal();
        uint256 count = _leaves.length;
        uint256 start = count == 0 ? 0 : random % count;
        bool isBackwards = (random >> 128) % 2 == 0;
        for (uint256 i = 0; i < count; ++i) {
            uint256 number = isBackwards ? (start + count - i) % count : (start + i) % count;
            Stated storage leaf = _leaves[number];
            if (!_isDue(number, leaf.isFirst)) continue;
            uint256[] memory numbers = new uint256[](1);
            numbers[0] = number;
            if (leaf.isFirst) _claim(numbers, random);
            else _correct(numbers, random);
        }
    }

    /* CHOOSING */

    /// @dev Some leaves of one farm that one version pays.
    function _choose(uint256 random, bool isFirst) private returns (uint256[] memory numbers) {
        uint256 wanted = 1 + ((random >> 128) % _MOST_AT_ONCE);
        numbers = new uint256[](wanted);
        uint256 found = 0;
        for (uint256 i = 0; i < _leaves.length && found < wanted; ++i) {
            uint256 number = ((random % _leaves.length) + i) % _leaves.length;
            if (!_isDue(number, isFirst)) continue;
            if (found != 0 && !_isAlike(numbers[0], number)) continue;
            numbers[found++] = number;
        }
        assembly ("memory-safe") {
            mstore(numbers, found)
        }
    }

    /// @dev Final, and there is nothing wrong with it; whether it was claimed does not matter.
    function _isDue(uint256 number, bool isFirst) private view returns (bool) {
        Stated storage leaf = _leaves[number];
        if (leaf.isFirst != isFirst || !leaf.isPayable || !leaf.isSound || !_attempts[leaf.attempt].isNoted)
            return false;
        return _versionOf(_attempts[leaf.attempt].period) < versions.length;
    }

    function _isAlike(uint256 a, uint256 b) private returns (bool) {
        if (_pairOfLeaf(a).isDoubled || _pairOfLeaf(b).isDoubled) return false;
        (uint24 periodA, uint24 periodB) = (_periodOf(a), _periodOf(b));
        return
            _farmOf(_leaves[a], periodA) == _farmOf(_leaves[b], periodB) && _versionOf(periodA) == _versionOf(periodB);
    }

    function _periodOf(uint256 number) internal view returns (uint24) {
        return _attempts[_leaves[number].attempt].period;
    }

    /// @dev The farm that was promised the node's reward; farm 1 if nobody was.
    function _farmOf(Stated memory leaf, uint24 period) private view returns (FarmId) {
        Promised storage promised = _promised[period][leaf.nodeId];
        return promised.isCovered ? promised.terms.farmId : FarmId.wrap(1);
    }

    /// @dev The place of the version that pays a period: beyond the versions while it is not deployed.
    function _versionOf(uint24 period) internal view returns (uint256) {
        return period <= versions[0].lastPeriod() ? 0 : 1;
    }

    function _isSettled(uint24 period, uint32 nodeId) internal returns (bool) {
        return _pair(period, nodeId).isSettled;
    }

    /* CLAIMING */

    function _claim(uint256[] memory numbers, uint256 random) private {
        uint256 due = 0;
        for (uint256 i = 0; i < numbers.length; ++i) due += _settleFirst(_leaves[numbers[i]], _periodOf(numbers[i]));
        FarmId farmId = _farmOf(_leaves[numbers[0]], _periodOf(numbers[0]));
        bytes memory data = abi.encodeCall(IFarmingRewards.claim, (farmId, _claimsOf(numbers)));
        (bool isDone, uint256 earned) = _send(_versionOf(_periodOf(numbers[0])), farmId, data, random);
        _checkTrue(isDone, "a claim that is due fails");
        _checkEqual(earned, due);
    }

    /// @dev What a first leaf still pays.
    function _settleFirst(Stated storage leaf, uint24 period) private returns (uint256 added) {
        Pair storage pair = _pair(period, leaf.nodeId);
        _markClaimed(leaf, pair);
        if (pair.isSettled) return 0;
        pair.isSettled = true;
        pair.due = leaf.worth;
        return leaf.worth;
    }

    function _correct(uint256[] memory numbers, uint256 random) private {
        if (_pairOfLeaf(numbers[0]).isDoubled) return _correctDoubled(numbers[0], random);
        uint256 due = 0;
        for (uint256 i = 0; i < numbers.length; ++i)
            due += _settleCorrection(_leaves[numbers[i]], _pairOfLeaf(numbers[i]));
        FarmId farmId = _farmOf(_leaves[numbers[0]], _periodOf(numbers[0]));
        bytes memory data = abi.encodeCall(IFarmingRewards.claimCorrections, (farmId, _correctionsOf(numbers)));
        (bool isDone, uint256 added) = _send(_versionOf(_periodOf(numbers[0])), farmId, data, random);
        _checkTrue(isDone, "a correction that is due fails");
        _checkEqual(added, due);
    }

    /// @dev What a correction adds: up to the best of itself, the leaf that it names and what was paid.
    function _settleCorrection(Stated storage leaf, Pair storage pair) private returns (uint256 added) {
        _markClaimed(leaf, pair);
        pair.isSettled = true;
        uint256 named = _leaves[leaf.named].worth;
        uint256 best = named > leaf.worth ? named : leaf.worth;
        if (best <= pair.due) return 0;
        added = best - pair.due;
        pair.due = best;
    }

    function _markClaimed(Stated storage leaf, Pair storage pair) private {
        if (!leaf.isClaimed) ++pair.claimed;
        leaf.isClaimed = true;
    }

    /// @dev Where attestors erred about which leaf is the first one a correction may be refused; it must not overpay.
    function _correctDoubled(uint256 number, uint256 random) private {
        uint24 period = _periodOf(number);
        FarmId farmId = _farmOf(_leaves[number], period);
        (bool isDone, ) = _send(_versionOf(period), farmId, _correctionData(farmId, number), random);
        if (!isDone) return;
        Pair storage pair = _pairOfLeaf(number);
        pair.isSettled = true;
        pair.due = pair.paid;
    }

    function _pairOfLeaf(uint256 number) private returns (Pair storage) {
        return _pair(_periodOf(number), _leaves[number].nodeId);
    }

    /* SENDING */

    /// @dev Has somebody send it who may, keeps the receipts and checks where the money went.
    function _send(
        uint256 version,
        FarmId farmId,
        bytes memory data,
        uint256 random
    ) private returns (bool isDone, uint256 earned) {
        IFarmingRewards rewards = versions[version];
        (address payout, ) = _directory.payoutOf(farmId);
        uint256 before = tft.balanceOf(payout) + rewards.owedOf(farmId);
        vm.recordLogs();
        bytes memory answer;
        (isDone, answer) = _call(address(rewards), farmId, data, random);
        uint256 written = _keepReceipts(address(rewards), farmId);
        if (!isDone) return (false, 0);

        earned = abi.decode(answer, (uint256));
        _checkEqual(tft.balanceOf(payout) + rewards.owedOf(farmId) - before, earned);
        _checkEqual(written, earned);
    }

    /// @dev While the payout address changes the caller is the farm's owner, else anybody.
    function _call(
        address rewards,
        FarmId farmId,
        bytes memory data,
        uint256 random
    ) internal returns (bool isDone, bytes memory answer) {
        (, address onlyCaller) = _directory.payoutOf(farmId);
        vm.prank(onlyCaller == address(0) ? _somebody(1000 + (random % 5)) : onlyCaller);
        return rewards.call(data);
    }

    function _checkFails(uint256 version, FarmId farmId, bytes memory data, string memory what) private {
        (bool isDone, ) = _call(address(versions[version]), farmId, data, 0);
        _checkTrue(!isDone, what);
    }

    function _keepReceipts(address rewards, FarmId farmId) private returns (uint256 sum) {
        ICheatCodes.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != rewards || logs[i].topics[0] != IFarmingRewards.RewardSettled.selector) continue;
            _checkEqual(uint256(logs[i].topics[1]), FarmId.unwrap(farmId));
            (, , uint256 added) = abi.decode(logs[i].data, (uint256, uint256, uint256));
            _pair(uint24(uint256(logs[i].topics[3])), uint32(uint256(logs[i].topics[2]))).paid += added;
            sum += added;
        }
        receipts += sum;
    }

    /* CALLDATA */

    function _claimsOf(uint256[] memory numbers) private view returns (BatchClaim[] memory claims) {
        claims = new BatchClaim[](numbers.length);
        for (uint256 i = 0; i < claims.length; ++i) {
            Attempt storage attempt = _attempts[_leaves[numbers[i]].attempt];
            (claims[i].period, claims[i].batch) = (attempt.period, attempt.batch);
            claims[i].leaves = new PositionedLeaf[](1);
            claims[i].leaves[0] = _positioned(numbers[i]);
            claims[i].proof = _proofOf(numbers[i]);
        }
    }

    function _correctionsOf(uint256[] memory numbers) private view returns (CorrectionClaim[] memory corrections) {
        corrections = new CorrectionClaim[](numbers.length);
        for (uint256 i = 0; i < corrections.length; ++i) {
            uint256 named = _leaves[numbers[i]].named;
            Attempt storage attempt = _attempts[_leaves[numbers[i]].attempt];
            corrections[i] = CorrectionClaim(
                attempt.period,
                attempt.batch,
                _positioned(numbers[i]),
                _proofOf(numbers[i]),
                _positioned(named),
                _proofOf(named)
            );
        }
    }

    function _proofOf(uint256 number) private view returns (bytes32[] memory) {
        Attempt memory attempt = _attempts[_leaves[number].attempt];
        return MerkleTree.proofOf(_hashesOf(attempt), number - attempt.firstLeaf);
    }

    function _claimData(FarmId farmId, uint256 number) private view returns (bytes memory) {
        uint256[] memory numbers = new uint256[](1);
        numbers[0] = number;
        return abi.encodeCall(IFarmingRewards.claim, (farmId, _claimsOf(numbers)));
    }

    function _correctionData(FarmId farmId, uint256 number) private view returns (bytes memory) {
        uint256[] memory numbers = new uint256[](1);
        numbers[0] = number;
        return abi.encodeCall(IFarmingRewards.claimCorrections, (farmId, _correctionsOf(numbers)));
    }
}
