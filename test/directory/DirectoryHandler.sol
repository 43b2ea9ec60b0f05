// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {
    Consent,
    IDirectory,
    NodeDetails,
    PolicyLimit,
    Registration,
    Terms
} from "../../contracts/interfaces/IDirectory.sol";
import {
    FarmCertification,
    FarmingPolicy,
    IFarmingPolicies,
    PolicyEligibility
} from "../../contracts/interfaces/IFarmingPolicies.sol";
import {Hardware} from "../../contracts/libraries/Hardware.sol";
import {MintingPeriod} from "../../contracts/libraries/MintingPeriod.sol";
import {Capacity} from "../../contracts/types/Capacity.sol";
import {FarmId, NodeId} from "../../contracts/types/Ids.sol";
import {PeriodSchedule} from "../../contracts/types/PeriodSchedule.sol";
import {Artifact} from "../solidity/Artifact.sol";
import {AgreeingWallet} from "../solidity/AgreeingWallet.sol";
import {Fuzz} from "../solidity/Fuzz.sol";
import {OpenAccess} from "../solidity/OpenAccess.sol";
import {vm} from "../solidity/ICheatCodes.sol";

/// @notice Does with a Directory what farmers, nodes, roles and bookers may do, in any order, and remembers what the
/// invariants need to know of the past. An action that the Directory refuses does nothing.
contract DirectoryHandler is Fuzz {
    using Hardware for Capacity;

    uint256 private constant _START = 1_800_000_000;
    uint24 private constant _DURATION = 3600;
    uint40 private constant _PAYOUT_DELAY = 2 hours;
    uint64 private constant _GIB = 2 ** 30;
    uint256 private constant _MOST_DEFAULT_POLICIES = 6;

    /// @dev So many nodes are ever registered: the invariants look at each of them after every action.
    uint256 private constant _MOST_NODES = 16;

    IDirectory public immutable DIRECTORY;
    IFarmingPolicies public immutable POLICIES;

    /// @notice Everybody who acts: as farmer, as payout address, as key of a node, as booker.
    address[8] public actors;

    /// @notice The first period in which anything happened.
    uint24 public firstPeriod;

    /// @notice What held for a node in a period that had begun, as it was when the period began.
    mapping(uint32 nodeId => mapping(uint24 period => bytes32 hash)) public heldWhenBegun;

    /// @notice What each booker has booked by its own count.
    mapping(address booker => mapping(uint32 nodeId => Capacity amount)) public bookedBy;

    uint256 public actionCount;

    /// @notice What became of something that may only move one way.
    bool public hasCountFallen;
    bool public hasLimitGrown;
    bool public hasNumberComeBack;
    bool public hasPriceFallen;

    /// @notice The payout addresses as they should be: by the rule, not by what is stored.
    mapping(uint32 farmId => address payout) public payout;
    mapping(uint32 farmId => address payout) public nextPayout;
    mapping(uint32 farmId => uint256 timestamp) public payoutChangesAt;

    uint256 private _now = _START;
    uint32 private _farms;
    uint32 private _nodes;
    mapping(uint32 farmId => PolicyLimit limit) private _limits;
    mapping(uint32 nodeId => bool isRemoved) private _isRemoved;
    mapping(uint32 nodeId => uint32 price) private _prices;

    constructor() {
        vm.warp(_START);
        address access = address(new OpenAccess());
        POLICIES = IFarmingPolicies(Artifact.deploy("FarmingPolicies.sol:FarmingPolicies", abi.encode(access)));
        PeriodSchedule memory schedule = PeriodSchedule(0, _DURATION);
        DIRECTORY = IDirectory(
            Artifact.deploy(
                "Directory.sol:Directory",
                abi.encode(POLICIES, schedule, _PAYOUT_DELAY, uint32(80), access)
            )
        );
        for (uint256 i = 0; i < actors.length; ++i) {
            actors[i] = address(new AgreeingWallet());
        }
        _addPolicy(true, false, MintingPeriod.FOREVER);
        firstPeriod = DIRECTORY.currentPeriod();
        _begin();
    }

    modifier watched() {
        vm.warp(_now);
        ++actionCount;
        _;
        _watch();
    }

    /* TIME */

    /// @notice Lets up to four periods pass, and writes down what holds for every node in those that begin.
    function pass(uint256 time) external watched {
        uint24 from = DIRECTORY.currentPeriod() + 1;
        _now += _bound(time, 1, 4 * uint256(_DURATION));
        vm.warp(_now);
        uint24 until = DIRECTORY.currentPeriod();
        for (uint24 period = from; period <= until; ++period) {
            for (uint32 nodeId = 1; nodeId <= DIRECTORY.nodeCount(); ++nodeId) {
                heldWhenBegun[nodeId][period] = held(nodeId, period);
            }
        }
    }

    /* FARMS */

    function createFarm(uint256 owner, uint256 name, uint256 to) external watched {
        address payoutAddress = _actor(to);
        vm.prank(_actor(owner));
        try DIRECTORY.createFarm(_name(name), payoutAddress) returns (FarmId farmId) {
            payout[FarmId.unwrap(farmId)] = payoutAddress;
        } catch {}
    }

    function renameFarm(uint256 farm, uint256 name) external watched {
        FarmId farmId = _farm(farm);
        vm.prank(_ownerOf(farmId));
        try DIRECTORY.renameFarm(farmId, _name(name)) {} catch {}
    }

    function transferFarm(uint256 farm, uint256 to) external watched {
        FarmId farmId = _farm(farm);
        vm.prank(_ownerOf(farmId));
        try DIRECTORY.transferFarm(farmId, _actor(to)) {} catch {}
        vm.prank(_actor(to));
        try DIRECTORY.acceptFarm(farmId) {} catch {}
    }

    /// @notice The owner or anybody else tries to move the payout address.
    function changePayout(uint256 farm, uint256 caller, uint256 to) external watched {
        FarmId farmId = _farm(farm);
        uint32 id = FarmId.unwrap(farmId);
        vm.prank(_actor(caller));
        try DIRECTORY.changePayout(farmId, _actor(to)) {
            payout[id] = payoutNow(id);
            (nextPayout[id], payoutChangesAt[id]) = (_actor(to), _now + _PAYOUT_DELAY);
        } catch {}
    }

    function cancelPayoutChange(uint256 farm, uint256 caller) external watched {
        FarmId farmId = _farm(farm);
        vm.prank(_actor(caller));
        try DIRECTORY.cancelPayoutChange(farmId) {
            payoutChangesAt[FarmId.unwrap(farmId)] = 0;
        } catch {}
    }

    function setPayoutLock(uint256 farm, uint256 caller, bool isLocked) external watched {
        vm.prank(_actor(caller));
        try DIRECTORY.setPayoutLock(_farm(farm), isLocked) {} catch {}
    }

    function certifyFarm(uint256 farm, bool isGold) external watched {
        FarmCertification certification = isGold ? FarmCertification.Gold : FarmCertification.NotCertified;
        try DIRECTORY.certifyFarm(_farm(farm), certification) {} catch {}
    }

    function attachPolicy(
        uint256 farm,
        uint64 units,
        uint256 nodes,
        uint256 periods,
        bool isCertified
    ) external watched {
        FarmId farmId = _farm(farm);
        uint24 until = DIRECTORY.currentPeriod() + uint24(_bound(periods, 0, 12));
        _addPolicy(false, false, until + 3);
        PolicyLimit memory limit = PolicyLimit({
            policyId: POLICIES.count(),
            cuMicroLeft: units % 1e8,
            suMicroLeft: units % 1e8,
            nodesLeft: uint32(nodes % 4),
            untilPeriod: until,
            isCertifiedOnly: isCertified
        });
        try DIRECTORY.attachPolicy(farmId, limit) {
            _limits[FarmId.unwrap(farmId)] = limit;
        } catch {}
    }

    function addDefaultPolicy(bool isCertifiedOnly) external watched {
        if (POLICIES.count() < _MOST_DEFAULT_POLICIES) {
            _addPolicy(true, isCertifiedOnly, MintingPeriod.FOREVER);
        }
    }

    function setConnectionPrice(uint256 price) external watched {
        DIRECTORY.setConnectionPrice(uint32(_bound(price, 1, 200)));
    }

    /* NODES */

    function register(
        uint256 farm,
        uint256 key,
        Capacity calldata random,
        uint16 ips,
        bool isVirtual
    ) external watched {
        if (_nodes == _MOST_NODES) return;
        FarmId farmId = _farm(farm);
        Registration memory registration = Registration({
            farmId: farmId,
            key: _actor(key),
            capacity: _capacity(random),
            ipv4Count: ips,
            isVirtualized: isVirtual,
            details: NodeDetails("Belgium", "Ghent", 0, 0, "", false)
        });
        Consent memory consent = _consentOf(_actor(key));
        vm.prank(_ownerOf(farmId));
        try DIRECTORY.register(registration, consent, consent) returns (NodeId nodeId) {
            if (NodeId.unwrap(nodeId) != _nodes + 1) hasNumberComeBack = true;
        } catch {}
    }

    function moveNode(uint256 node, uint256 toFarm) external watched {
        (NodeId nodeId, FarmId farmId) = (_node(node), _farm(toFarm));
        Consent memory consent = _consentOf(_keyOf(nodeId));
        vm.prank(_ownerOf(farmId));
        try DIRECTORY.moveNode(nodeId, farmId, consent, consent) {} catch {}
    }

    function removeNode(uint256 node) external watched {
        NodeId nodeId = _node(node);
        vm.prank(_keyOf(nodeId));
        try DIRECTORY.removeNode(nodeId) {
            _isRemoved[NodeId.unwrap(nodeId)] = true;
        } catch {}
    }

    function rotateKey(uint256 node, uint256 key) external watched {
        NodeId nodeId = _node(node);
        Consent memory consent = _consentOf(_actor(key));
        vm.prank(_keyOf(nodeId));
        try DIRECTORY.rotateKey(nodeId, _actor(key), consent) {} catch {}
    }

    function replaceKey(uint256 node, uint256 key) external watched {
        NodeId nodeId = _node(node);
        Consent memory ofKey = _consentOf(_actor(key));
        Consent memory ofFarmer = _consentOf(_farmerOf(nodeId));
        // One party that is both agrees twice.
        if (_actor(key) == _farmerOf(nodeId)) ++ofKey.nonce;
        try DIRECTORY.replaceKey(nodeId, _actor(key), ofKey, ofFarmer) {} catch {}
    }

    function updateCapacity(uint256 node, Capacity calldata random, uint16 ips, bool isVirtual) external watched {
        NodeId nodeId = _node(node);
        vm.prank(_keyOf(nodeId));
        try DIRECTORY.updateCapacity(nodeId, _capacity(random), ips, isVirtual) {} catch {}
    }

    function certifyNode(uint256 node, bool isCertified) external watched {
        try DIRECTORY.certifyNode(_node(node), isCertified) {} catch {}
    }

    function verifyTerms(uint256 node, uint256 terms, uint256 periods) external watched {
        NodeId nodeId = _node(node);
        uint256 count = _termsCountOf(nodeId);
        uint16 index = uint16(count == 0 ? 0 : _bound(terms, count > 3 ? count - 3 : 0, count));
        uint24 until = DIRECTORY.currentPeriod() - 2 + uint24(_bound(periods, 0, 12));
        try DIRECTORY.verifyTerms(nodeId, index, until) {} catch {}
    }

    function withdrawVerification(uint256 node) external watched {
        try DIRECTORY.withdrawVerification(_node(node)) {} catch {}
    }

    function adoptPolicy(uint256 node) external watched {
        NodeId nodeId = _node(node);
        vm.prank(_farmerOf(nodeId));
        try DIRECTORY.adoptPolicy(nodeId) {} catch {}
    }

    /* BOOKING */

    function setBooker(uint256 booker, bool isActive) external watched {
        DIRECTORY.setBooker(
            _actor(booker),
            isActive ? IDirectory.BookerStatus.Active : IDirectory.BookerStatus.Retired
        );
    }

    function book(uint256 booker, uint256 node, Capacity calldata random) external watched {
        (address caller, NodeId nodeId) = (_actor(booker), _node(node));
        Capacity memory amount = Capacity(
            random.cru % 3,
            random.mru % (4 * _GIB),
            random.sru % (20 * _GIB),
            random.hru % 2
        );
        vm.prank(caller);
        try DIRECTORY.book(nodeId, amount) {
            bookedBy[caller][NodeId.unwrap(nodeId)] = bookedBy[caller][NodeId.unwrap(nodeId)].plus(amount);
        } catch {}
    }

    function release(uint256 booker, uint256 node, bool isAll) external watched {
        (address caller, NodeId nodeId) = (_actor(booker), _node(node));
        Capacity memory amount = bookedBy[caller][NodeId.unwrap(nodeId)];
        if (!isAll) amount = Capacity(amount.cru / 2, amount.mru / 2, amount.sru / 2, amount.hru / 2);
        vm.prank(caller);
        try DIRECTORY.release(nodeId, amount) {
            bookedBy[caller][NodeId.unwrap(nodeId)] = bookedBy[caller][NodeId.unwrap(nodeId)].minus(amount);
        } catch {}
    }

    /* WHAT THE INVARIANTS ASK */

    /// @notice Hash of the terms that cover a period, without their end, and of whether the period is verified; zero
    /// when none cover it.
    function held(uint32 nodeId, uint24 period) public view returns (bytes32 hash) {
        for (uint256 i = _termsCountOf(NodeId.wrap(nodeId)); i > 0; --i) {
            Terms memory terms = DIRECTORY.termsOf(NodeId.wrap(nodeId), uint16(i - 1));
            if (terms.fromPeriod > period || period >= terms.untilPeriod) continue;
            bool isVerified = terms.verifiedFrom <= period && period < terms.verifiedUntil;
            (terms.untilPeriod, terms.verifiedFrom, terms.verifiedUntil) = (0, 0, 0);
            return keccak256(abi.encode(i, terms, isVerified));
        }
    }

    /// @notice The payout address by the rule: the next one from its moment on.
    function payoutNow(uint32 farmId) public view returns (address) {
        uint256 changesAt = payoutChangesAt[farmId];
        return changesAt != 0 && changesAt <= _now ? nextPayout[farmId] : payout[farmId];
    }

    function currentTime() external view returns (uint256) {
        return _now;
    }

    function actorCount() external view returns (uint256) {
        return actors.length;
    }

    /* HELPERS */

    /// @dev Compares what may only move one way with what it was before the action.
    function _watch() private {
        if (DIRECTORY.farmCount() < _farms || DIRECTORY.nodeCount() < _nodes) hasCountFallen = true;
        (_farms, _nodes) = (DIRECTORY.farmCount(), DIRECTORY.nodeCount());
        for (uint32 farmId = 1; farmId <= _farms; ++farmId) {
            PolicyLimit memory limit = DIRECTORY.policyLimitOf(FarmId.wrap(farmId));
            PolicyLimit memory before = _limits[farmId];
            if (limit.cuMicroLeft > before.cuMicroLeft || limit.suMicroLeft > before.suMicroLeft) hasLimitGrown = true;
            if (limit.nodesLeft > before.nodesLeft) hasLimitGrown = true;
            _limits[farmId] = limit;
        }
        for (uint32 nodeId = 1; nodeId <= _nodes; ++nodeId) {
            if (_isRemoved[nodeId] && _keyOf(NodeId.wrap(nodeId)) != address(0)) hasNumberComeBack = true;
            uint16 count = uint16(_termsCountOf(NodeId.wrap(nodeId)));
            uint32 price = DIRECTORY.termsOf(NodeId.wrap(nodeId), count - 1).connectionPriceMusd;
            if (price < _prices[nodeId]) hasPriceFallen = true;
            _prices[nodeId] = price;
        }
    }

    /// @dev Two farms with a verified node each, and a booker: most actions have something to act on from the start.
    function _begin() private {
        Capacity memory capacity = Capacity(4, 16 * _GIB, 102 * _GIB, 1);
        for (uint256 i = 0; i < 2; ++i) {
            FarmId farmId = DIRECTORY.createFarm(i == 0 ? "delta" : "echo", actors[i]);
            payout[FarmId.unwrap(farmId)] = actors[i];
            DIRECTORY.transferFarm(farmId, actors[i]);
            vm.prank(actors[i]);
            DIRECTORY.acceptFarm(farmId);
            Consent memory consent = _consentOf(actors[i]);
            NodeDetails memory details = NodeDetails("Belgium", "Ghent", 0, 0, "", false);
            vm.prank(actors[i]);
            NodeId nodeId = DIRECTORY.register(
                Registration(farmId, actors[i], capacity, 0, false, details),
                consent,
                consent
            );
            DIRECTORY.verifyTerms(nodeId, 0, firstPeriod + 12);
        }
        DIRECTORY.setBooker(actors[0], IDirectory.BookerStatus.Active);
        _watch();
    }

    function _addPolicy(bool isDefault, bool isCertifiedOnly, uint24 until) private {
        FarmingPolicy memory policy;
        policy.cuMusd = 1;
        POLICIES.add("x", policy, PolicyEligibility(isDefault, isCertifiedOnly, FarmCertification.NotCertified, until));
    }

    function _actor(uint256 random) private view returns (address) {
        return actors[random % actors.length];
    }

    /// @dev One of the farms, or, as long as there is none, number 1.
    function _farm(uint256 random) private view returns (FarmId) {
        return FarmId.wrap(uint32(_bound(random, 1, _farms == 0 ? 1 : _farms)));
    }

    /// @dev One of the latest nodes, so that most are alive, or, as long as there is none, number 1.
    function _node(uint256 random) private view returns (NodeId) {
        uint256 least = _nodes > actors.length ? _nodes - actors.length : 1;
        return NodeId.wrap(uint32(_bound(random, least, _nodes == 0 ? 1 : _nodes)));
    }

    function _ownerOf(FarmId farmId) private view returns (address) {
        return FarmId.unwrap(farmId) > _farms ? address(this) : DIRECTORY.ownerOf(farmId);
    }

    function _keyOf(NodeId nodeId) private view returns (address) {
        return NodeId.unwrap(nodeId) > DIRECTORY.nodeCount() ? address(0) : DIRECTORY.nodeOf(nodeId).key;
    }

    function _farmerOf(NodeId nodeId) private view returns (address) {
        bool isMissing = NodeId.unwrap(nodeId) > DIRECTORY.nodeCount();
        return isMissing ? address(this) : DIRECTORY.ownerOf(DIRECTORY.nodeOf(nodeId).farmId);
    }

    function _termsCountOf(NodeId nodeId) private view returns (uint256) {
        return NodeId.unwrap(nodeId) > DIRECTORY.nodeCount() ? 0 : DIRECTORY.nodeOf(nodeId).termsCount;
    }

    function _consentOf(address party) private view returns (Consent memory) {
        return Consent(Nonces(address(DIRECTORY)).nonces(party), type(uint256).max, "");
    }

    /// @dev Two of five names are the same but for their case.
    function _name(uint256 random) private pure returns (string memory) {
        return ["alpha", "Alpha", "bravo", "charlie", "CHARLIE"][random % 5];
    }

    /// @dev At most a few per cent apart, so that certifications survive some changes.
    function _capacity(Capacity calldata random) private pure returns (Capacity memory) {
        return
            Capacity(
                1 + (random.cru % 8),
                uint64(2 * _GIB + (random.mru % (32 * _GIB))),
                uint64(100 * _GIB + (random.sru % (4 * _GIB))),
                random.hru % 3
            );
    }
}
