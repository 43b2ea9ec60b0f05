// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Consent, IDirectory, Node, NodeDetails, PolicyLimit, Registration, Terms} from "../interfaces/IDirectory.sol";
import {PolicyEligibility} from "../interfaces/IFarmingPolicies.sol";
import {CloudUnits} from "../libraries/CloudUnits.sol";
import {Hardware} from "../libraries/Hardware.sol";
import {MintingPeriod} from "../libraries/MintingPeriod.sol";
import {PackedCapacity, PackedTerms} from "../libraries/Packed.sol";
import {Capacity} from "../types/Capacity.sol";
import {FarmId, NodeId} from "../types/Ids.sol";
import {Consents} from "./Consents.sol";
import {Farms} from "./Farms.sol";

/// @notice The 3Nodes and their terms.
abstract contract Nodes is Farms, Consents {
    using Hardware for Capacity;
    using CloudUnits for Capacity;

    /// @dev The coordinate that means "unknown".
    int32 private constant _UNKNOWN = type(int32).min;

    /// @dev What a node has used of a farm's special policy, so that later terms use only what it grew by.
    struct Draw {
        uint32 attachment;
        uint64 cuMicro;
        uint64 suMicro;
    }

    /// @dev Verification looks this many periods ahead at most: five years on the real grid.
    uint24 private constant _MOST_VERIFIED_PERIODS = 60;

    /* STORAGE */

    /// @inheritdoc IDirectory
    uint32 public nodeCount;

    /// @inheritdoc IDirectory
    uint32 public connectionPriceMusd;

    mapping(NodeId nodeId => Node node) internal _nodes;
    mapping(NodeId nodeId => mapping(uint16 termsIndex => Terms terms)) private _terms;

    /// @dev By farm: a node that comes back uses nothing a second time.
    mapping(NodeId nodeId => mapping(FarmId farmId => Draw draw)) private _draws;
    mapping(NodeId nodeId => Capacity capacity) private _certifiedCapacities;
    mapping(address key => uint32 connectionPriceMusd) private _pricesOfRemoved;

    /// @inheritdoc IDirectory
    mapping(address key => NodeId nodeId) public nodeByKey;

    /* CONSTRUCTOR */

    constructor(uint32 newConnectionPriceMusd) {
        _setConnectionPrice(newConnectionPriceMusd);
    }

    /* MODIFIERS */

    modifier onlyNode(NodeId nodeId) {
        require(msg.sender == _liveNode(nodeId).key, DirectoryNotAuthorized(msg.sender, nodeId));
        _;
    }

    modifier onlyNodeOrFarmer(NodeId nodeId) {
        Node storage node = _liveNode(nodeId);
        require(
            msg.sender == node.key || msg.sender == ownerOf(node.farmId),
            DirectoryNotAuthorized(msg.sender, nodeId)
        );
        _;
    }

    /* JOIN, MOVE, LEAVE */

    /// @inheritdoc IDirectory
    function register(
        Registration calldata registration,
        Consent calldata nodeConsent,
        Consent calldata farmerConsent
    ) external returns (NodeId nodeId) {
        _checkDetails(registration.details);
        _consentToJoin(registration.key, registration, nodeConsent);
        _consentToJoin(ownerOf(registration.farmId), registration, farmerConsent);

        nodeId = NodeId.wrap(++nodeCount);
        _takeKey(nodeId, registration.key);
        _nodes[nodeId].farmId = registration.farmId;
        emit NodeRegistered(nodeId, registration.farmId, registration.key);
        emit NodeDetailsSet(nodeId, registration.details);

        Terms memory terms;
        terms.farmId = registration.farmId;
        terms.ipv4Count = registration.ipv4Count;
        terms.isVirtualized = registration.isVirtualized;
        terms.capacity = registration.capacity;
        // Else leaving and coming back would be a free option on a lower price.
        terms.connectionPriceMusd = _higher(connectionPriceMusd, _pricesOfRemoved[registration.key]);
        _openTerms(nodeId, terms);
    }

    /// @inheritdoc IDirectory
    function moveNode(
        NodeId nodeId,
        FarmId toFarmId,
        Consent calldata nodeConsent,
        Consent calldata farmerConsent
    ) external {
        Node storage node = _liveNode(nodeId);
        _checkNotBooked(nodeId);
        _consentToMove(node.key, nodeId, toFarmId, nodeConsent);
        _consentToMove(ownerOf(toFarmId), nodeId, toFarmId, farmerConsent);

        emit NodeMoved(nodeId, node.farmId, toFarmId);
        node.farmId = toFarmId;
        Terms memory terms = _nextTerms(nodeId);
        terms.farmId = toFarmId;
        _openTerms(nodeId, terms);
    }

    /// @inheritdoc IDirectory
    function removeNode(NodeId nodeId) external onlyNodeOrFarmer(nodeId) {
        _checkNotBooked(nodeId);

        Node storage node = _nodes[nodeId];
        address key = node.key;
        nodeByKey[key] = NodeId.wrap(0);
        // A key may have served another node before, at a higher price.
        _pricesOfRemoved[key] = _higher(_latestTerms(nodeId).connectionPriceMusd, _pricesOfRemoved[key]);
        delete node.key;
        emit NodeRemoved(nodeId, node.farmId);
        _endTerms(nodeId, currentPeriod() + 1);
    }

    /* KEYS */

    /// @inheritdoc IDirectory
    function rotateKey(NodeId nodeId, address newKey, Consent calldata newKeyConsent) external onlyNode(nodeId) {
        _rotateKey(nodeId, newKey, newKeyConsent);
    }

    /// @inheritdoc IDirectory
    function replaceKey(
        NodeId nodeId,
        address newKey,
        Consent calldata newKeyConsent,
        Consent calldata farmerConsent
    ) external restricted {
        _consentToKey(ownerOf(_liveNode(nodeId).farmId), nodeId, newKey, farmerConsent);
        _rotateKey(nodeId, newKey, newKeyConsent);
    }

    function _rotateKey(NodeId nodeId, address newKey, Consent calldata newKeyConsent) private {
        _consentToKey(newKey, nodeId, newKey, newKeyConsent);

        address previousKey = _nodes[nodeId].key;
        nodeByKey[previousKey] = NodeId.wrap(0);
        _takeKey(nodeId, newKey);
        emit NodeKeyRotated(nodeId, previousKey, newKey);
    }

    /// @dev The key consented, so that it is not zero.
    function _takeKey(NodeId nodeId, address key) private {
        NodeId holder = nodeByKey[key];
        require(NodeId.unwrap(holder) == 0, DirectoryKeyUnavailable(key, holder));
        nodeByKey[key] = nodeId;
        _nodes[nodeId].key = key;
    }

    /* WHAT THE NODE IS */

    /// @inheritdoc IDirectory
    function updateCapacity(
        NodeId nodeId,
        Capacity calldata capacity,
        uint16 ipv4Count,
        bool isVirtualized
    ) external onlyNode(nodeId) {
        Capacity memory booked = bookedOf(nodeId);
        require(capacity.contains(booked), DirectoryNodeBooked(nodeId, booked));

        Terms memory terms = _nextTerms(nodeId);
        bool isGrowth = !terms.capacity.contains(capacity);
        bool isChange =
            isGrowth ||
                !capacity.contains(terms.capacity) ||
                ipv4Count != terms.ipv4Count ||
                isVirtualized != terms.isVirtualized;
        require(isChange, DirectoryTermsUnchanged(nodeId));

        // Else growing would be a free option on the price at which the node was registered.
        if (isGrowth) terms.connectionPriceMusd = _higher(connectionPriceMusd, terms.connectionPriceMusd);
        if (isGrowth || isVirtualized) terms.verifiedUntil = 0;
        if (capacity.differs(_certifiedCapacities[nodeId])) terms.isCertified = false;
        terms.capacity = capacity;
        terms.ipv4Count = ipv4Count;
        terms.isVirtualized = isVirtualized;
        _openTerms(nodeId, terms);
    }

    /// @inheritdoc IDirectory
    function setDetails(NodeId nodeId, NodeDetails calldata details) external onlyNodeOrFarmer(nodeId) {
        _checkDetails(details);
        emit NodeDetailsSet(nodeId, details);
    }

    /// @inheritdoc IDirectory
    function setPowerTarget(NodeId nodeId, bool isDown) external {
        Node storage node = _liveNode(nodeId);
        _checkFarmOwner(node.farmId);
        if (isDown) _checkNotBooked(nodeId);

        node.isTargetDown = isDown;
        emit NodePowerTargetSet(nodeId, isDown);
    }

    /// @inheritdoc IDirectory
    function setPowerState(NodeId nodeId, bool isDown) external onlyNode(nodeId) {
        _nodes[nodeId].isDown = isDown;
        emit NodePowerStateSet(nodeId, isDown);
    }

    function _checkDetails(NodeDetails calldata details) private pure {
        require(
            _isWithin(bytes(details.country).length, 2, 56) &&
                _isWithin(bytes(details.city).length, 1, 58) &&
                _isWithin(bytes(details.serialNumber).length, 0, 128) &&
                _isCoordinate(details.latitudeE6, 90e6) &&
                _isCoordinate(details.longitudeE6, 180e6),
            DirectoryDetailsInvalid(details)
        );
    }

    function _isWithin(uint256 length, uint256 least, uint256 most) private pure returns (bool) {
        return length >= least && length <= most;
    }

    function _isCoordinate(int32 degreesE6, int32 mostE6) private pure returns (bool) {
        return degreesE6 == _UNKNOWN || (degreesE6 >= -mostE6 && degreesE6 <= mostE6);
    }

    /* CERTIFICATION, VERIFICATION, POLICY */

    /// @inheritdoc IDirectory
    function certifyNode(NodeId nodeId, bool isCertified) external restricted {
        _liveNode(nodeId);
        Terms memory terms = _nextTerms(nodeId);
        require(terms.isCertified != isCertified, DirectoryTermsUnchanged(nodeId));

        if (isCertified) _certifiedCapacities[nodeId] = terms.capacity;
        terms.isCertified = isCertified;
        _openTerms(nodeId, terms);
    }

    /// @inheritdoc IDirectory
    function verifyTerms(NodeId nodeId, uint16 termsIndex, uint24 verifiedUntil) external restricted {
        _liveNode(nodeId);
        uint16 nextIndex = _nextTermsIndex(nodeId);
        require(termsIndex == nextIndex, DirectoryTermsNotNext(nodeId, termsIndex, nextIndex));

        uint24 nextPeriod = currentPeriod() + 1;
        (uint24 from, uint24 until) = _verifiedPeriods(nodeId, termsIndex);
        if (until == 0) from = until = nextPeriod;
        require(
            until >= nextPeriod && verifiedUntil > until && verifiedUntil <= nextPeriod + _MOST_VERIFIED_PERIODS,
            DirectoryVerificationInvalid(nodeId, termsIndex, from, verifiedUntil)
        );
        _setVerifiedPeriods(nodeId, termsIndex, from, verifiedUntil);
    }

    /// @inheritdoc IDirectory
    function withdrawVerification(NodeId nodeId) external restricted {
        _liveNode(nodeId);
        uint16 termsIndex = _nextTermsIndex(nodeId);
        uint24 nextPeriod = currentPeriod() + 1;
        (uint24 from, uint24 until) = _verifiedPeriods(nodeId, termsIndex);
        require(until > nextPeriod, DirectoryTermsUnchanged(nodeId));

        _setVerifiedPeriods(nodeId, termsIndex, from, nextPeriod);
    }

    function _verifiedPeriods(NodeId nodeId, uint16 termsIndex) private view returns (uint24 from, uint24 until) {
        Terms storage terms = _terms[nodeId][termsIndex];
        return (terms.verifiedFrom, terms.verifiedUntil);
    }

    /// @dev Default terms that wait behind these are of the same machine: they are verified as far as these.
    function _setVerifiedPeriods(NodeId nodeId, uint16 termsIndex, uint24 from, uint24 until) private {
        for (uint16 i = termsIndex; i < _nodes[nodeId].termsCount; ++i) {
            Terms storage terms = _terms[nodeId][i];
            (uint24 ownFrom, uint24 ownUntil) = _verifiedSince(terms.fromPeriod, from, until);
            if (ownUntil == terms.verifiedUntil) continue;

            (terms.verifiedFrom, terms.verifiedUntil) = (ownFrom, ownUntil);
            emit TermsVerified(nodeId, i, ownFrom, ownUntil);
        }
    }

    /// @dev What of the verified periods is not before `fromPeriod`; zeros when nothing is.
    function _verifiedSince(uint24 fromPeriod, uint24 from, uint24 until) private pure returns (uint24, uint24) {
        if (until <= fromPeriod) return (0, 0);
        return (from < fromPeriod ? fromPeriod : from, until);
    }

    /// @inheritdoc IDirectory
    function adoptPolicy(NodeId nodeId) external {
        _checkFarmOwner(_liveNode(nodeId).farmId);

        Terms memory terms = _nextTerms(nodeId);
        uint16 policyId = terms.policyId;
        _openTerms(nodeId, terms);
        require(_nextTerms(nodeId).policyId != policyId, DirectoryTermsUnchanged(nodeId));
    }

    /// @inheritdoc IDirectory
    function setConnectionPrice(uint32 newConnectionPriceMusd) external restricted {
        _setConnectionPrice(newConnectionPriceMusd);
    }

    function _setConnectionPrice(uint32 newConnectionPriceMusd) private {
        require(newConnectionPriceMusd != 0, DirectoryConnectionPriceInvalid(newConnectionPriceMusd));
        connectionPriceMusd = newConnectionPriceMusd;
        emit ConnectionPriceSet(newConnectionPriceMusd);
    }

    /* TERMS */

    /// @dev Ends the node's terms and opens `terms` with the next period. Under a special policy that ends, the default
    /// one is lined up behind it, so that nobody has to come back and no policy outlives its end.
    function _openTerms(NodeId nodeId, Terms memory terms) private {
        require(terms.capacity.isEnough(), DirectoryHardwareTooSmall(terms.capacity));

        terms.fromPeriod = currentPeriod() + 1;
        _endTerms(nodeId, terms.fromPeriod);

        (terms.policyId, terms.untilPeriod) = _drawSpecialPolicy(nodeId, terms);
        if (terms.policyId != 0) {
            _appendTerms(nodeId, terms);
            if (terms.untilPeriod == MintingPeriod.FOREVER) return;
            terms.fromPeriod = terms.untilPeriod;
        }
        terms.policyId = POLICIES.defaultFor(_certificationOf(terms.farmId), terms.isCertified);
        terms.untilPeriod = MintingPeriod.FOREVER;
        _appendTerms(nodeId, terms);
    }

    /// @dev The farm's special policy, if it covers the first period of `terms` and has room for them, and its end.
    function _drawSpecialPolicy(NodeId nodeId, Terms memory terms) private returns (uint16 policyId, uint24 until) {
        PolicyLimit memory limit = _policyLimits[terms.farmId];
        if (limit.policyId == 0) return (0, 0);
        until = _endOfSpecialPolicy(limit, terms);
        if (until <= terms.fromPeriod) return (0, 0);

        Draw memory draw = _draws[nodeId][terms.farmId];
        uint32 attachment = _attachments[terms.farmId];
        bool isNew = draw.attachment != attachment;
        if (isNew) draw = Draw(attachment, 0, 0);
        uint64 cuMicro = _growth(terms.capacity.cuMicroDown(), draw.cuMicro);
        uint64 suMicro = _growth(terms.capacity.suMicroDown(), draw.suMicro);
        if (cuMicro > limit.cuMicroLeft || suMicro > limit.suMicroLeft || (isNew && limit.nodesLeft == 0))
            return (0, 0);

        draw.cuMicro += cuMicro;
        draw.suMicro += suMicro;
        _draws[nodeId][terms.farmId] = draw;
        if (limit.cuMicroLeft != type(uint64).max) limit.cuMicroLeft -= cuMicro;
        if (limit.suMicroLeft != type(uint64).max) limit.suMicroLeft -= suMicro;
        if (isNew && limit.nodesLeft != type(uint32).max) --limit.nodesLeft;
        _policyLimits[terms.farmId] = limit;
        emit FarmPolicyLimitSet(terms.farmId, limit);
        return (limit.policyId, until);
    }

    /// @dev The first period that the special policy does not cover for such terms; 0 when they may not have it at all.
    function _endOfSpecialPolicy(PolicyLimit memory limit, Terms memory terms) private view returns (uint24) {
        PolicyEligibility memory eligibility = POLICIES.eligibilityOf(limit.policyId);
        if ((limit.isCertifiedOnly || eligibility.isCertifiedOnly) && !terms.isCertified) return 0;
        if (_certificationOf(terms.farmId) < eligibility.farmCertification) return 0;
        return limit.untilPeriod < eligibility.untilPeriod ? limit.untilPeriod : eligibility.untilPeriod;
    }

    function _growth(uint256 present, uint64 before) private pure returns (uint64) {
        // Fits: micro units of 64-bit capacities stay below 2^57.
        return present > before ? uint64(present) - before : 0;
    }

    function _appendTerms(NodeId nodeId, Terms memory terms) private {
        (terms.verifiedFrom, terms.verifiedUntil) = _verifiedSince(
            terms.fromPeriod,
            terms.verifiedFrom,
            terms.verifiedUntil
        );
        uint16 termsIndex = _nodes[nodeId].termsCount;
        require(termsIndex != type(uint16).max, DirectoryTermsExhausted(nodeId));
        _nodes[nodeId].termsCount = termsIndex + 1;
        _terms[nodeId][termsIndex] = terms;
        emit TermsOpened(nodeId, terms.farmId, termsIndex, terms);
    }

    /// @dev At most two terms reach beyond `untilPeriod`: those in force and the default ones lined up behind a special
    /// policy.
    function _endTerms(NodeId nodeId, uint24 untilPeriod) private {
        for (uint16 i = _nodes[nodeId].termsCount; i > 0; --i) {
            Terms storage terms = _terms[nodeId][i - 1];
            if (terms.untilPeriod <= untilPeriod) return;
            terms.untilPeriod = untilPeriod;
            emit TermsEnded(nodeId, i - 1, untilPeriod);
        }
    }

    /* VIEWS */

    /// @inheritdoc IDirectory
    function nodeOf(NodeId nodeId) external view returns (Node memory node) {
        node = _nodes[nodeId];
        require(node.termsCount != 0, DirectoryNodeNotFound(nodeId));
    }

    /// @inheritdoc IDirectory
    function termsOf(NodeId nodeId, uint16 termsIndex) external view returns (Terms memory) {
        return _terms[nodeId][termsIndex];
    }

    /// @inheritdoc IDirectory
    function packedTermsOf(
        NodeId nodeId,
        uint16 termsIndex
    ) external view returns (PackedTerms terms, PackedCapacity capacity) {
        Terms storage stored = _terms[nodeId][termsIndex];
        assembly ("memory-safe") {
            terms := sload(stored.slot)
            capacity := sload(add(stored.slot, 1))
        }
    }

    /// @inheritdoc IDirectory
    function bookedOf(NodeId nodeId) public view virtual returns (Capacity memory);

    function _latestTerms(NodeId nodeId) internal view returns (Terms storage) {
        return _terms[nodeId][_nodes[nodeId].termsCount - 1];
    }

    /// @dev The terms that hold in the next period as things stand: the latest ones, or, where those are lined up behind a
    /// special policy, the ones before.
    function _nextTermsIndex(NodeId nodeId) private view returns (uint16) {
        uint16 latest = _nodes[nodeId].termsCount - 1;
        return _terms[nodeId][latest].fromPeriod <= currentPeriod() + 1 ? latest : latest - 1;
    }

    function _nextTerms(NodeId nodeId) private view returns (Terms memory) {
        return _terms[nodeId][_nextTermsIndex(nodeId)];
    }

    function _higher(uint32 a, uint32 b) private pure returns (uint32) {
        return a > b ? a : b;
    }

    function _liveNode(NodeId nodeId) internal view returns (Node storage node) {
        node = _nodes[nodeId];
        require(node.key != address(0), DirectoryNodeNotFound(nodeId));
    }

    function _checkNotBooked(NodeId nodeId) private view {
        Capacity memory booked = bookedOf(nodeId);
        require(booked.isZero(), DirectoryNodeBooked(nodeId, booked));
    }
}
