// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFarmingRewards} from "../../../contracts/interfaces/IFarmingRewards.sol";
import {Consent, Terms} from "../../../contracts/interfaces/IDirectory.sol";
import {MintingPeriod} from "../../../contracts/libraries/MintingPeriod.sol";
import {Capacity} from "../../../contracts/types/Capacity.sol";
import {FarmId, NodeId} from "../../../contracts/types/Ids.sol";
import {vm} from "../../solidity/ICheatCodes.sol";
import {Claiming} from "./Claiming.sol";
import {Formula} from "./Formula.sol";

interface IBurnable {
    function burn(uint256 amount) external;
}

/// @notice A random history of the farming half: what farmers, nodes, roles and time do, and the facts that must hold
/// throughout.
abstract contract History is Claiming {
    address private immutable _TEST = msg.sender;

    uint256 public burnt;

    /// @dev The history begins with three nodes that ran for a period.
    constructor() {
        for (uint256 i = 0; i < 3; ++i) _register((i << 16) | (i << 8) | (2 - i) | (1 << 32));
        _pass(2 * _PERIOD);
    }

    /* WHAT FARMERS, NODES AND ROLES DO */

    function register(uint256 random) external onTheClock {
        _register(_mixed(random, 0));
    }

    /// @notice Something about a node changes with the next period.
    function changeNode(uint256 random) external onTheClock {
        random = _mixed(random, 0);
        NodeId nodeId = NodeId.wrap(uint32(random % _nodeCount()) + 1);
        address key = _directory.nodeOf(nodeId).key;
        if (key == address(0)) return;
        uint256 choice = (random >> 8) % 8;
        random >>= 16;
        if (choice == 0) _move(nodeId, key, uint32(random % _FARMS) + 1);
        else if (choice == 1) _remove(nodeId, key);
        else if (choice <= 3) _resize(nodeId, key, random);
        else if (choice == 4) _adopt(nodeId);
        else if (choice == 5) _verify(nodeId);
        else _directory.certifyNode(nodeId, !_latestTermsOf(nodeId).isCertified);
    }

    /// @notice What does not happen every day.
    function happen(uint256 random) external onTheClock {
        function(uint256)[6] memory events = [_changeFarm, _changePolicy, _limit, _payOwed, _burn, _succeed];
        events[_mixed(random, 0) % 6](_mixed(random, 1));
    }

    /// @dev A farm changes hands or its payout address.
    function _changeFarm(uint256 random) private {
        FarmId farmId = FarmId.wrap(uint32(random % _FARMS) + 1);
        address owner = _directory.ownerOf(farmId);
        address other = _somebody(200 + ((random >> 16) % 10));
        vm.prank(owner);
        if ((random >> 8) % 2 == 0) return _directory.changePayout(farmId, other);

        _directory.transferFarm(farmId, other);
        vm.prank(other);
        _directory.acceptFarm(farmId);
    }

    /// @dev The connection price moves, or better and worse default policies come.
    function _changePolicy(uint256 random) private {
        if (random % 2 == 0) _directory.setConnectionPrice(uint32(40 + ((random >> 8) % 160)));
        else _addPolicies(uint32(1000 + ((random >> 8) % 4000)));
    }

    /// @dev What a version may mint becomes more or less.
    function _limit(uint256 random) private {
        uint64[4] memory capacities = [uint64(0), 50e7, 500e7, 10_000e7];
        IFarmingRewards version = versions[random % versions.length];
        tft.setMinter(address(version), capacities[(random >> 8) % 4], uint64((random >> 16) % 1e4));
    }

    function _payOwed(uint256 random) private {
        FarmId farmId = FarmId.wrap(uint32(random % _FARMS) + 1);
        IFarmingRewards version = versions[(random >> 8) % versions.length];
        uint256 owed = version.owedOf(farmId);
        (address payout, ) = _directory.payoutOf(farmId);
        uint256 before = tft.balanceOf(payout);
        (bool isDone, ) = _call(address(version), farmId, abi.encodeCall(version.payOwed, (farmId)), random >> 16);
        _checkTrue(isDone == (owed != 0), "owed is paid, and nothing else");
        _checkEqual(tft.balanceOf(payout) - before, owed - version.owedOf(farmId));
    }

    function _burn(uint256 random) private {
        (address payout, ) = _directory.payoutOf(FarmId.wrap(uint32(random % _FARMS) + 1));
        uint256 amount = tft.balanceOf(payout) / 2;
        vm.prank(payout);
        IBurnable(address(tft)).burn(amount);
        burnt += amount;
    }

    function passTime(uint256 random) external onTheClock {
        _pass(1 + (_mixed(random, 0) % (40 days)));
    }

    /// @dev The first version is given an end, then a successor.
    function _succeed(uint256 random) private {
        if (versions[0].lastPeriod() == MintingPeriod.FOREVER) {
            if (random % 4 == 0) versions[0].setLastPeriod(_currentPeriod() + 1 + uint24((random >> 8) % 2));
        } else if (versions.length == 1) {
            _deployVersion(versions[0]);
        }
    }

    function _latestTermsOf(NodeId nodeId) private view returns (Terms memory) {
        return _directory.termsOf(nodeId, _directory.nodeOf(nodeId).termsCount - 1);
    }

    function _move(NodeId nodeId, address key, uint32 toFarmId) private {
        Consent memory nodeConsent = _signedBy(key);
        Consent memory none;
        vm.prank(_ownerOf(toFarmId));
        _directory.moveNode(nodeId, FarmId.wrap(toFarmId), nodeConsent, none);
    }

    function _remove(NodeId nodeId, address key) private {
        vm.prank(key);
        _directory.removeNode(nodeId);
    }

    /// @dev Refused when nothing changes.
    function _resize(NodeId nodeId, address key, uint256 random) private {
        Capacity memory capacity = _machine(random);
        vm.prank(key);
        try
            _directory.updateCapacity(nodeId, capacity, uint16((random >> 16) % 3), (random >> 24) % 16 == 0)
        {} catch {}
    }

    /// @dev Refused when nothing changes.
    function _adopt(NodeId nodeId) private {
        vm.prank(_directory.ownerOf(_directory.nodeOf(nodeId).farmId));
        try _directory.adoptPolicy(nodeId) {} catch {}
    }

    /// @dev Refused when verification has lapsed.
    function _verify(NodeId nodeId) private {
        uint16 termsIndex = _directory.nodeOf(nodeId).termsCount - 1;
        try _directory.verifyTerms(nodeId, termsIndex, _currentPeriod() + 3) {} catch {}
    }

    /* FACTS */

    /// @notice R1
    function checkSum() external view {
        uint256 owed = 0;
        for (uint32 farmId = 1; farmId <= _FARMS; ++farmId) {
            for (uint256 i = 0; i < versions.length; ++i) owed += versions[i].owedOf(FarmId.wrap(farmId));
        }
        _checkEqual(tft.totalSupply() + burnt + owed, receipts);
    }

    /// @notice R2 to R6, of every node in every period that was ever measured.
    function checkNodes() external view {
        for (uint256 i = 0; i < _pairs.length; ++i) _checkNode(_pairs[i]);
    }

    function _checkNode(Pair storage pair) private view {
        _checkEqual(pair.paid, pair.due);
        _checkAtMost(pair.paid, pair.best);
        if (pair.claimed == pair.claimable && !pair.isDoubled) _checkEqual(pair.paid, pair.soundBest);

        Promised storage promised = _promised[pair.period][pair.nodeId];
        uint256 most = promised.isCovered ? Formula.mostOf(promised.terms, promised.policy, _PERIOD) : 0;
        _checkAtMost(pair.paid, most);
        for (uint256 i = 0; i < versions.length; ++i) {
            bool isSettled = versions[i].isSettled(pair.period, NodeId.wrap(pair.nodeId));
            _checkTrue(isSettled == (pair.isSettled && _versionOf(pair.period) == i), "settled by one version");
        }
    }

    /// @notice R9
    function checkBatches() external view {
        for (uint256 i = 0; i < _attempts.length; ++i) {
            Attempt storage attempt = _attempts[i];
            (uint24 period, uint16 batch) = (attempt.period, attempt.batch);
            if (!attempt.isNoted) continue;
            _checkTrue(_measurements.finalRootOf(period, batch) == attempt.root, "a final root changed");
            uint256 submittedAt = _measurements.batchOf(period, batch).submittedAt;
            _checkAtMost(_measurements.proposableAt(period), submittedAt);
            if (batch != 0) _checkAtMost(_measurements.finalAtOf(period, batch - 1), submittedAt);
        }
    }

    /// @notice R3, to the end: whatever happened, all that is due can be claimed, in any order, and adds up.
    function finish(uint256 random) external onTheClock {
        if (msg.sender == _TEST) _claimEverything(random);
    }
}
