// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Consent, IDirectory, Registration, Terms} from "../../../contracts/interfaces/IDirectory.sol";
import {
    FarmCertification,
    FarmingPolicy,
    IFarmingPolicies,
    PolicyEligibility,
    UptimeRule
} from "../../../contracts/interfaces/IFarmingPolicies.sol";
import {IFarmingRewards} from "../../../contracts/interfaces/IFarmingRewards.sol";
import {IMeasurements, MeasurementTiming} from "../../../contracts/interfaces/IMeasurements.sol";
import {ITFT} from "../../../contracts/interfaces/ITFT.sol";
import {MintingPeriod} from "../../../contracts/libraries/MintingPeriod.sol";
import {Capacity} from "../../../contracts/types/Capacity.sol";
import {FarmId, NodeId} from "../../../contracts/types/Ids.sol";
import {PeriodSchedule} from "../../../contracts/types/PeriodSchedule.sol";
import {Permille} from "../../../contracts/types/Permille.sol";
import {Artifact} from "../../solidity/Artifact.sol";
import {AgreeingWallet} from "../../solidity/AgreeingWallet.sol";
import {Fuzz} from "../../solidity/Fuzz.sol";
import {vm} from "../../solidity/ICheatCodes.sol";
import {OpenAccess} from "../../solidity/OpenAccess.sol";

interface INonces {
    function nonces(address owner) external view returns (uint256);
}

/// @notice The contracts, farms, nodes and time of a random history, and what was promised to each node when each period began.
abstract contract World is Fuzz {
    /// @notice What held for a node when a period began: the terms that cover it, if any.
    struct Promised {
        bool isCovered;
        uint16 termsIndex;
        Terms terms;
        FarmingPolicy policy;
    }

    uint24 internal constant _PERIOD = 30 days;
    uint256 internal constant _FARMS = 3;
    uint256 internal constant _MOST_NODES = 6;
    uint256 private constant _KEYS = 7;
    uint64 private constant _GIB = 2 ** 30;
    uint40 private constant _START = 1_700_000_000;

    /// @dev What a few node-periods earn, so that it is reached.
    uint256 internal constant _SUPPLY_CAP = 1_500e7;

    ITFT public tft;
    IFarmingPolicies internal _policies;
    IDirectory internal _directory;
    IMeasurements internal _measurements;

    /// @notice The version of the rewards contract that pays first, and its successor once there is one.
    IFarmingRewards[] public versions;

    AgreeingWallet internal _attestor;
    AgreeingWallet[] private _keys;
    OpenAccess private _authority;

    /// @dev The time is kept here: cheat codes do not outlast a call, and the optimizer takes it for constant within one.
    uint256 public clock;

    mapping(uint24 period => mapping(uint32 nodeId => Promised)) internal _promised;

    modifier onTheClock() {
        vm.warp(clock);
        _;
    }

    /* BEGINNING */

    constructor() {
        clock = _START + 1 days;
        vm.warp(clock);
        _authority = new OpenAccess();
        _attestor = new AgreeingWallet();
        for (uint256 i = 0; i < _KEYS; ++i) _keys.push(new AgreeingWallet());

        tft = ITFT(Artifact.deploy("TFT.sol:TFT", abi.encode("ThreeFold Token", _SUPPLY_CAP, _authority)));
        _policies = IFarmingPolicies(Artifact.deploy("FarmingPolicies.sol:FarmingPolicies", abi.encode(_authority)));
        _addPolicies(2400);
        PeriodSchedule memory schedule = PeriodSchedule(_START, _PERIOD);
        _directory = IDirectory(
            Artifact.deploy(
                "Directory.sol:Directory",
                abi.encode(_policies, schedule, uint40(7 days), uint32(80), _authority)
            )
        );
        _measurements = IMeasurements(
            Artifact.deploy(
                "Measurements.sol:Measurements",
                abi.encode(
                    _directory,
                    _deployAttestors(),
                    MeasurementTiming(27 hours, 4 days, 3 days, 3 days),
                    _authority
                )
            )
        );
        _deployVersion(IFarmingRewards(address(0)));
        for (uint256 i = 0; i < _FARMS; ++i) _createFarm(i);
    }

    function _deployAttestors() private returns (address) {
        address[] memory members = new address[](1);
        members[0] = address(_attestor);
        return Artifact.deploy("Attestors.sol:Attestors", abi.encode(members, uint8(1), uint40(0)));
    }

    function _deployVersion(IFarmingRewards predecessor) internal {
        address version = Artifact.deploy(
            "FarmingRewards.sol:FarmingRewards",
            abi.encode(_directory, _policies, _measurements, tft, uint24(0), predecessor, _authority)
        );
        versions.push(IFarmingRewards(version));
        tft.setMinter(version, 10_000e7, 0);
    }

    /// @dev Default policies for DIY and for certified nodes; traffic is not paid, so that the terms bound what a node earns.
    function _addPolicies(uint32 cuMusd) internal {
        FarmingPolicy memory policy = FarmingPolicy({
            cuMusd: cuMusd,
            suMusd: 1000,
            nuMusd: 0,
            ipv4Musd: 5,
            uptimeRule: UptimeRule.Linear,
            minimumUptimeDiy: Permille.wrap(950),
            minimumUptimeCertified: Permille.wrap(980),
            certifiedBonusBps: 2500,
            requiresVerification: false,
            ceilingCu: 0,
            ceilingSu: 0
        });
        PolicyEligibility memory eligibility = PolicyEligibility(
            true,
            false,
            FarmCertification.NotCertified,
            MintingPeriod.FOREVER
        );
        _policies.add("diy", policy, eligibility);
        (policy.uptimeRule, eligibility.isCertifiedOnly) = (UptimeRule.AllOrNothing, true);
        (policy.requiresVerification, policy.ceilingCu) = (true, 7);
        _policies.add("certified", policy, eligibility);
    }

    function _createFarm(uint256 index) private {
        vm.prank(_somebody(index));
        _directory.createFarm(
            string.concat("farm-", string(abi.encodePacked(uint8(65 + index)))),
            _somebody(100 + index)
        );
    }

    /* PEOPLE AND NODES */

    /// @dev People have numbers; farms begin with owners 0 to 2 and payout addresses 100 to 102.
    function _somebody(uint256 number) internal pure returns (address) {
        return address(uint160(0xa110000 + number));
    }

    function _ownerOf(uint32 farmId) internal view returns (address) {
        return _directory.ownerOf(FarmId.wrap(farmId));
    }

    function _nodeCount() internal view returns (uint32) {
        return _directory.nodeCount();
    }

    function _keyOf(uint32 nodeId) internal view returns (address) {
        return _directory.nodeOf(NodeId.wrap(nodeId)).key;
    }

    /// @dev A key that serves no node, from the given one on; zero if all do.
    function _freeKey(uint256 random) internal view returns (address) {
        for (uint256 i = 0; i < _KEYS; ++i) {
            address key = address(_keys[((random % _KEYS) + i) % _KEYS]);
            if (NodeId.unwrap(_directory.nodeByKey(key)) == 0) return key;
        }
        return address(0);
    }

    function _signedBy(address party) internal view returns (Consent memory) {
        return Consent(INonces(address(_directory)).nonces(party), type(uint256).max, "");
    }

    function _register(uint256 random) internal {
        address key = _freeKey(random >> 8);
        if (key == address(0) || _nodeCount() == _MOST_NODES) return;

        uint32 farmId = uint32(random % _FARMS) + 1;
        Registration memory registration;
        registration.farmId = FarmId.wrap(farmId);
        registration.key = key;
        registration.capacity = _machine(random >> 16);
        registration.ipv4Count = uint16((random >> 24) % 3);
        registration.isVirtualized = (random >> 32) % 16 == 0;
        (registration.details.country, registration.details.city) = ("Belgium", "Lochristi");
        Consent memory nodeConsent = _signedBy(key);
        Consent memory none;
        vm.prank(_ownerOf(farmId));
        _directory.register(registration, nodeConsent, none);
    }

    /// @dev A small, a middling and a storage machine, a little different each time.
    function _machine(uint256 random) internal pure returns (Capacity memory capacity) {
        uint64 more = uint64((random >> 8) % 3);
        if (random % 3 == 0) return Capacity(4, (16 + more) * _GIB, 250 * _GIB, 0);
        if (random % 3 == 1) return Capacity(8, (32 + more) * _GIB, 1024 * _GIB, 0);
        return Capacity(8, 64 * _GIB, 1000 * _GIB, (8000 + more) * _GIB);
    }

    /// @dev Fuzzers like small and round numbers; from these, several independent choices are made.
    function _mixed(uint256 random, uint256 salt) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(random, salt)));
    }

    /* TIME */

    function _currentPeriod() internal view returns (uint24) {
        return uint24((clock - _START) / _PERIOD);
    }

    /// @dev Lets time pass; whenever a period begins, writes down what it promises.
    function _pass(uint256 time) internal {
        uint256 end = clock + time;
        for (uint24 period = _currentPeriod() + 1; _START + uint256(period) * _PERIOD <= end; ++period) {
            _setClock(_START + uint256(period) * _PERIOD);
            _writeDownPromises(period);
        }
        _setClock(end);
    }

    function _setClock(uint256 time) private {
        clock = time;
        vm.warp(time);
    }

    function _writeDownPromises(uint24 period) private {
        uint32 count = _nodeCount();
        for (uint32 nodeId = 1; nodeId <= count; ++nodeId) {
            uint16 termsCount = _directory.nodeOf(NodeId.wrap(nodeId)).termsCount;
            for (uint16 i = 0; i < termsCount; ++i) {
                Terms memory terms = _directory.termsOf(NodeId.wrap(nodeId), i);
                if (terms.fromPeriod > period || period >= terms.untilPeriod) continue;
                _checkTrue(!_promised[period][nodeId].isCovered, "terms overlap");
                _promised[period][nodeId] = Promised(true, i, terms, _policies.policyOf(terms.policyId));
            }
        }
    }
}
