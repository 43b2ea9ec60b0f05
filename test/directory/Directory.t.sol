// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDirectory, Node, Terms} from "../../contracts/interfaces/IDirectory.sol";
import {FarmName} from "../../contracts/libraries/FarmName.sol";
import {Hardware} from "../../contracts/libraries/Hardware.sol";
import {MintingPeriod} from "../../contracts/libraries/MintingPeriod.sol";
import {Capacity} from "../../contracts/types/Capacity.sol";
import {FarmId, NodeId} from "../../contracts/types/Ids.sol";
import {Artifact} from "../solidity/Artifact.sol";
import {Fuzz} from "../solidity/Fuzz.sol";
import {vm} from "../solidity/ICheatCodes.sol";
import {DirectoryHandler} from "./DirectoryHandler.sol";

/// @notice The invariants D1 to D12 of docs/invariants.md, after any actions in any order.
contract DirectoryInvariants is Fuzz {
    using Hardware for Capacity;

    uint32 private constant _SHARES = 4;

    DirectoryHandler private _handler;
    IDirectory private _directory;

    function setUp() external {
        _handler = DirectoryHandler(Artifact.deploy("DirectoryHandler.sol:DirectoryHandler", ""));
        _directory = _handler.DIRECTORY();
    }

    /// @notice The test runner calls these and nothing else.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev The time that the handler has come to is not carried over to other calls.
    modifier atPresent() {
        vm.warp(_handler.currentTime());
        _;
    }

    /// @dev D1
    function invariant_TermsOfANodeNeverOverlap() external atPresent {
        for (uint32 nodeId = 1; nodeId <= _directory.nodeCount(); ++nodeId) {
            uint24 coveredUntil = 0;
            for (uint16 i = 0; i < _node(nodeId).termsCount; ++i) {
                Terms memory terms = _directory.termsOf(NodeId.wrap(nodeId), i);
                if (terms.fromPeriod >= terms.untilPeriod) continue;
                _checkAtMost(coveredUntil, terms.fromPeriod);
                coveredUntil = terms.untilPeriod;
            }
        }
    }

    /// @dev D2 and D3
    function invariant_WhatHeldInAPeriodIsFixedWhenItBegins() external atPresent {
        uint24 present = _directory.currentPeriod();
        uint24 first = _handler.firstPeriod();
        if (present > first + 8) first = present - 8;
        for (uint32 nodeId = _firstOfShare(); nodeId <= _directory.nodeCount(); nodeId += _SHARES) {
            for (uint24 period = first; period <= present; ++period) {
                bytes32 held = _handler.held(nodeId, period);
                _checkTrue(held == _handler.heldWhenBegun(nodeId, period), "what held in a period has changed");
            }
        }
    }

    /// @dev D4
    function invariant_ALiveNodeHasTermsForAllTimeAndARemovedOneForNone() external atPresent {
        uint24 next = _directory.currentPeriod() + 1;
        for (uint32 nodeId = _firstOfShare(); nodeId <= _directory.nodeCount(); nodeId += _SHARES) {
            bool isLive = _node(nodeId).key != address(0);
            for (uint24 period = next; period < next + 12; ++period) {
                _checkTrue((_handler.held(nodeId, period) != 0) == isLive, "terms of a period to come");
            }
            bool isForever = _handler.held(nodeId, MintingPeriod.FOREVER - 1) != 0;
            _checkTrue(isForever == isLive, "terms of the last period");
        }
    }

    /// @dev D5
    function invariant_VerificationBeginsAndEndsWithinReason() external atPresent {
        uint24 latest = _directory.currentPeriod() + 1 + 60;
        for (uint32 nodeId = 1; nodeId <= _directory.nodeCount(); ++nodeId) {
            for (uint16 i = 0; i < _node(nodeId).termsCount; ++i) {
                Terms memory terms = _directory.termsOf(NodeId.wrap(nodeId), i);
                if (terms.verifiedUntil == 0) continue;
                _checkAtMost(terms.fromPeriod, terms.verifiedFrom);
                _checkAtMost(terms.verifiedFrom, terms.verifiedUntil);
                _checkAtMost(terms.verifiedUntil, latest);
            }
        }
    }

    /// @dev D5
    function invariant_TermsLinedUpAreVerifiedAsFarAsThoseBefore() external atPresent {
        uint24 next = _directory.currentPeriod() + 1;
        for (uint32 nodeId = 1; nodeId <= _directory.nodeCount(); ++nodeId) {
            uint16 latest = _node(nodeId).termsCount - 1;
            Terms memory linedUp = _directory.termsOf(NodeId.wrap(nodeId), latest);
            if (linedUp.fromPeriod <= next || linedUp.untilPeriod <= next) continue;
            uint24 until = _directory.termsOf(NodeId.wrap(nodeId), latest - 1).verifiedUntil;
            _checkTrue(linedUp.verifiedUntil == (until > linedUp.fromPeriod ? until : 0), "verified as one machine");
        }
    }

    /// @dev D6
    function invariant_BookedIsWhatBookersBookedAndFitsTheLatestTerms() external atPresent {
        for (uint32 nodeId = 1; nodeId <= _directory.nodeCount(); ++nodeId) {
            Capacity memory booked = _directory.bookedOf(NodeId.wrap(nodeId));
            Capacity memory sum;
            for (uint256 i = 0; i < _handler.actorCount(); ++i) {
                (uint32 cru, uint64 mru, uint64 sru, uint64 hru) = _handler.bookedBy(_handler.actors(i), nodeId);
                sum = sum.plus(Capacity(cru, mru, sru, hru));
            }
            _checkSame(booked, sum);
            uint16 latest = _node(nodeId).termsCount - 1;
            _checkTrue(_directory.termsOf(NodeId.wrap(nodeId), latest).capacity.contains(booked), "booked fits");
            _checkTrue(_node(nodeId).key != address(0) || booked.isZero(), "nothing of a removed node is booked");
        }
    }

    /// @dev D7
    function invariant_AKeyServesTheNodeThatNamesItAndNoOther() external atPresent {
        for (uint256 i = 0; i < _handler.actorCount(); ++i) {
            address key = _handler.actors(i);
            uint32 served = NodeId.unwrap(_directory.nodeByKey(key));
            for (uint32 nodeId = 1; nodeId <= _directory.nodeCount(); ++nodeId) {
                _checkTrue((_node(nodeId).key == key) == (nodeId == served), "a key serves one node");
            }
        }
    }

    /// @dev D8
    function invariant_NumbersOnlyGrowAndNeverComeBack() external atPresent {
        _checkTrue(!_handler.hasCountFallen(), "a count fell");
        _checkTrue(!_handler.hasNumberComeBack(), "a number came back");
    }

    /// @dev D9
    function invariant_AFarmsNameIsHeldOnce() external atPresent {
        uint32 count = _directory.farmCount();
        for (uint32 a = 1; a <= count; ++a) {
            bytes32 key = FarmName.keyOf(_directory.farmOf(FarmId.wrap(a)).name);
            for (uint32 b = a + 1; b <= count; ++b) {
                _checkTrue(key != FarmName.keyOf(_directory.farmOf(FarmId.wrap(b)).name), "a name is held twice");
            }
        }
    }

    /// @dev D10
    function invariant_TheConnectionPriceOfANodeNeverFalls() external atPresent {
        _checkTrue(!_handler.hasPriceFallen(), "a price fell");
    }

    /// @dev D11
    function invariant_WhatIsLeftOfASpecialPolicyNeverGrows() external atPresent {
        _checkTrue(!_handler.hasLimitGrown(), "a limit grew");
    }

    /// @dev D12
    function invariant_APayoutAddressChangesAfterTheDelayAndNotBefore() external atPresent {
        for (uint32 farmId = 1; farmId <= _directory.farmCount(); ++farmId) {
            (address payout, address onlyCaller) = _directory.payoutOf(FarmId.wrap(farmId));
            _checkTrue(payout == _handler.payoutNow(farmId), "the payout address of the rule");
            bool isChanging = _handler.payoutChangesAt(farmId) > _handler.currentTime();
            address owner = _directory.ownerOf(FarmId.wrap(farmId));
            _checkTrue(onlyCaller == (isChanging ? owner : address(0)), "who alone may claim meanwhile");
        }
    }

    /// @dev What takes long is asked of every fourth node, of others after the next action: nothing that went wrong in the
    /// past comes right again.
    function _firstOfShare() private view returns (uint32) {
        return uint32(1 + (_handler.actionCount() % _SHARES));
    }

    function _node(uint32 nodeId) private view returns (Node memory) {
        return _directory.nodeOf(NodeId.wrap(nodeId));
    }
}
