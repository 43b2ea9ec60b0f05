// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {Node, Terms} from "../interfaces/IDirectory.sol";
import {IStreamOperator, Stream, StreamRequest, StreamStatus} from "../interfaces/IEscrow.sol";
import {AccountStatus, IForecasts} from "../interfaces/IForecasts.sol";
import {IOffers, NodeOffer} from "../interfaces/IOffers.sol";
import {Prices} from "../interfaces/IPricing.sol";
import {IProofOfService} from "../interfaces/IProofOfService.sol";
import {
    CloseReason,
    IReservations,
    Reservation,
    ReservationKind,
    ReservationParts,
    ReservationRequest,
    ReservationState,
    ReservationUpdate
} from "../interfaces/IReservations.sol";
import {Hardware} from "../libraries/Hardware.sol";
import {ReservationRates} from "../libraries/ReservationRates.sol";
import {Capacity} from "../types/Capacity.sol";
import {AccountId, FarmId, NodeId, StreamId} from "../types/Ids.sol";
import {Bookings} from "./Bookings.sol";
import {Traffic} from "./Traffic.sol";

/// @title Reservations
/// @notice Refer to {IReservations}. Here: from a request to its end.
contract Reservations is Traffic, IStreamOperator, Multicall {
    using Hardware for Capacity;
    using ReservationRates for Prices;

    /// @dev What is known of a reservation before its stream is opened.
    struct Plan {
        ReservationKind kind;
        Capacity capacity;
        FarmId farmId;
        uint16 pricingVersion;
        uint16 providerBps;
        uint64 discountableRate;
        uint64 plainRate;
    }

    bytes32 private constant _ACKNOWLEDGEMENT_TYPEHASH = keccak256(
        "Acknowledgement(uint64 reservationId,uint64 streamId,bytes32 deploymentHash)"
    );

    uint8 private constant _MOST_IPS = 8;

    /* IMMUTABLES */

    IOffers public immutable OFFERS;
    IForecasts public immutable FORECASTS;
    IProofOfService public immutable PROOF_OF_SERVICE;

    /* STORAGE */

    /// @inheritdoc IReservations
    mapping(AccountId accountId => mapping(bytes32 ref => StreamId reservationId)) public reservationByRef;

    mapping(StreamId reservationId => ReservationUpdate update) private _updates;

    /// @dev Of reservations that were resized: the stream that took the place of the first one.
    mapping(StreamId reservationId => StreamId streamId) private _laterStreams;

    /// @dev Of streams that were opened for a change.
    mapping(StreamId streamId => StreamId reservationId) private _resizedBy;

    /* CONSTRUCTOR */

    constructor(
        ReservationParts memory parts
    )
        Bookings(parts.directory, parts.publicIps)
        Traffic(parts.escrow, parts.pricing, parts.priceFeed)
        EIP712("ThreeFold Reservations", "1")
    {
        OFFERS = parts.offers;
        FORECASTS = parts.forecasts;
        PROOF_OF_SERVICE = parts.proofOfService;
        emit ReservationsStarted(parts);
    }

    /* MODIFIERS */

    modifier onlyEscrow() {
        require(msg.sender == address(ESCROW), ReservationNotEscrow(msg.sender));
        _;
    }

    /* RESERVE */

    /// @inheritdoc IReservations
    function reserve(ReservationRequest calldata request) external returns (StreamId reservationId) {
        return _reserve(msg.sender, request);
    }

    /// @inheritdoc IStreamOperator
    /// @dev `data` is a request for that account: approving and reserving are one transaction.
    function onApproved(
        address owner,
        AccountId accountId,
        bytes calldata data
    ) external onlyEscrow returns (bytes memory) {
        ReservationRequest memory request = abi.decode(data, (ReservationRequest));
        // Whoever approves speaks for the account that he approves for, and for no other.
        request.accountId = accountId;
        return abi.encode(_reserve(owner, request));
    }

    function _reserve(address caller, ReservationRequest memory request) private returns (StreamId reservationId) {
        Plan memory plan = _planOf(caller, request);
        reservationId = _open(request.accountId, request.nodeId, request.provider, plan);
        _nameIt(request.accountId, request.ref, reservationId);
        _occupy(reservationId, request.nodeId, plan.kind, plan.capacity);
        _reservations[reservationId].deploymentHash = request.deploymentHash;
        uint32[] memory ips = _takeIps(reservationId, plan.farmId, request.ipv4Count);
        emit Reserved(
            reservationId,
            request.accountId,
            request.nodeId,
            plan.kind,
            plan.capacity,
            request.deploymentHash,
            ips,
            request.ref
        );
        if (request.dailyTrafficBytes > 0) _setDailyTraffic(reservationId, request.dailyTrafficBytes);
    }

    function _planOf(address caller, ReservationRequest memory request) private view returns (Plan memory plan) {
        bool isValid =
            request.ipv4Count <= _MOST_IPS &&
                (!request.isDedicated || (request.capacity.isZero() && request.ipv4Count == 0));
        require(isValid, ReservationRequestInvalid(request));
        Node memory node = DIRECTORY.nodeOf(request.nodeId);
        _checkOffered(request.nodeId);
        // A whole node is switched on by its tenant's farmer when it is needed.
        require(request.isDedicated || !(node.isDown || node.isTargetDown), ReservationNodeDown(request.nodeId));

        NodeOffer memory offer = OFFERS.offerOf(request.nodeId);
        plan.kind = _kindOf(request, offer);
        plan.farmId = node.farmId;
        Terms memory terms = DIRECTORY.termsOf(request.nodeId, node.termsCount - 1);
        plan.capacity = request.isDedicated ? terms.capacity : request.capacity;
        _rate(plan, request.ipv4Count, terms.isCertified);
        if (request.isDedicated) plan.plainRate = offer.extraFeeRate;

        if (request.provider != address(0)) {
            address tenant = ESCROW.ownerOf(request.accountId);
            plan.providerBps = OFFERS.requireProvider(request.provider, request.nodeId, tenant, caller);
        }
        _checkRate(caller, request.accountId, plan, request.mostRate);
    }

    function _kindOf(ReservationRequest memory request, NodeOffer memory offer) private view returns (ReservationKind) {
        StreamId dedicationId = dedicationOf[request.nodeId];
        if (StreamId.unwrap(dedicationId) != 0) {
            bool isIncluded = !request.isDedicated && _isPaidBy(dedicationId, request.accountId);
            require(isIncluded, ReservationNodeDedicated(request.nodeId, dedicationId));
            return ReservationKind.Included;
        }
        if (request.isDedicated) return ReservationKind.Dedicated;
        require(!offer.isDedicatedOnly, ReservationNodeDedicated(request.nodeId, dedicationId));
        return ReservationKind.Shared;
    }

    /// @dev Only a dedication that accrues pays for what is included in it.
    function _isPaidBy(StreamId dedicationId, AccountId accountId) private view returns (bool) {
        Stream memory stream = _streamOf(dedicationId);
        return
            AccountId.unwrap(stream.accountId) == AccountId.unwrap(accountId) &&
            stream.status == StreamStatus.Running &&
            !ESCROW.isDead(dedicationId);
    }

    function _checkOffered(NodeId nodeId) private view {
        uint40 endsAt = PROOF_OF_SERVICE.noticeEndsAt(nodeId);
        require(endsAt == 0, ReservationNodeLeaving(nodeId, endsAt));
    }

    /// @dev At the prices of the present version.
    function _rate(Plan memory plan, uint256 ipv4Count, bool isCertified) private view {
        plan.pricingVersion = PRICING.latest();
        Prices memory prices = PRICING.pricesOf(plan.pricingVersion);
        if (plan.kind == ReservationKind.Dedicated) {
            plan.discountableRate = prices.dedicatedUp(plan.capacity, isCertified);
        } else {
            // The dedicated node's stream pays for its capacity.
            Capacity memory paidFor;
            if (plan.kind == ReservationKind.Shared) paidFor = plan.capacity;
            plan.discountableRate = prices.sharedUp(paidFor, ipv4Count, isCertified);
        }
    }

    function _checkRate(address caller, AccountId accountId, Plan memory plan, uint64 mostRate) private view {
        uint256 rate = uint256(plan.discountableRate) + plan.plainRate;
        require(rate <= mostRate, ReservationTooExpensive(rate, mostRate));
        ESCROW.requireManager(accountId, caller, rate);
    }

    function _open(AccountId accountId, NodeId nodeId, address provider, Plan memory plan) private returns (StreamId) {
        return
            ESCROW.open(
                StreamRequest({
                    accountId: accountId,
                    farmId: plan.farmId,
                    nodeId: nodeId,
                    provider: provider,
                    providerBps: plan.providerBps,
                    pricingVersion: plan.pricingVersion,
                    discountableRate: plan.discountableRate,
                    plainRate: plan.plainRate
                })
            );
    }

    function _nameIt(AccountId accountId, bytes32 ref, StreamId reservationId) private {
        if (ref == 0) return;
        StreamId earlier = reservationByRef[accountId][ref];
        require(StreamId.unwrap(earlier) == 0, ReservationRefTaken(accountId, ref, earlier));
        reservationByRef[accountId][ref] = reservationId;
    }

    /* CHANGE */

    /// @inheritdoc IReservations
    function updateHash(StreamId reservationId, bytes32 deploymentHash) external {
        Stream memory stream = _ownStream(reservationId);
        StreamId streamId = _streamIdOf(reservationId);
        emit UpdateRequested(reservationId, streamId, _capacityOf(reservationId), deploymentHash, new uint32[](0));
        if (stream.status == StreamStatus.Pending) {
            _reservations[reservationId].deploymentHash = deploymentHash;
            return;
        }
        _requireNoUpdate(reservationId);
        ReservationUpdate storage update = _updates[reservationId];
        (update.streamId, update.requestedAt) = (streamId, uint40(block.timestamp));
        update.deploymentHash = deploymentHash;
    }

    /// @inheritdoc IReservations
    function resize(
        StreamId reservationId,
        Capacity calldata capacity,
        uint8 ipv4Count,
        bytes32 deploymentHash,
        uint64 mostRate
    ) external {
        Stream memory stream = _ownStream(reservationId);
        ReservationKind kind = _reservations[reservationId].kind;
        bool isResizable =
            stream.status == StreamStatus.Running &&
                kind != ReservationKind.Dedicated &&
                ipv4Count <= _MOST_IPS &&
                !(kind == ReservationKind.Shared && capacity.isZero());
        require(isResizable, ReservationNotResizable(reservationId));
        _requireNoUpdate(reservationId);
        _checkOffered(stream.nodeId);

        Plan memory plan = _resizedPlan(stream, kind, capacity, ipv4Count);
        _checkRate(msg.sender, stream.accountId, plan, mostRate);
        address provider = ESCROW.providerOf(_streamIdOf(reservationId));
        StreamId streamId = _open(stream.accountId, stream.nodeId, provider, plan);
        _resizedBy[streamId] = reservationId;
        uint32[] memory added = _grow(reservationId, stream, capacity, ipv4Count);
        _updates[reservationId] = ReservationUpdate({
            capacity: capacity,
            streamId: streamId,
            requestedAt: uint40(block.timestamp),
            ipv4Count: ipv4Count,
            addedIps: uint8(added.length),
            deploymentHash: deploymentHash
        });
        emit UpdateRequested(reservationId, streamId, capacity, deploymentHash, added);
    }

    function _resizedPlan(
        Stream memory stream,
        ReservationKind kind,
        Capacity calldata capacity,
        uint256 ipv4Count
    ) private view returns (Plan memory plan) {
        (plan.kind, plan.capacity, plan.farmId) = (kind, capacity, stream.farmId);
        plan.providerBps = stream.providerBps;
        uint16 termsCount = DIRECTORY.nodeOf(stream.nodeId).termsCount;
        _rate(plan, ipv4Count, DIRECTORY.termsOf(stream.nodeId, termsCount - 1).isCertified);
    }

    /// @dev Holds, until the node acknowledges, what covers both the present and the new size.
    function _grow(
        StreamId reservationId,
        Stream memory stream,
        Capacity calldata capacity,
        uint256 ipv4Count
    ) private returns (uint32[] memory added) {
        Capacity memory present = _capacityOf(reservationId);
        Capacity memory grown = present.union(capacity).minus(present);
        if (!grown.isZero()) _book(reservationId, stream.nodeId, grown);
        uint256 held = _ipv4CountOf(reservationId);
        return _takeIps(reservationId, stream.farmId, ipv4Count > held ? ipv4Count - held : 0);
    }

    /// @inheritdoc IReservations
    function withdrawUpdate(StreamId reservationId) external {
        Stream memory stream = _liveStream(reservationId);
        ReservationUpdate memory update = _pendingUpdate(reservationId);
        if (!_isLate(update.requestedAt)) ESCROW.requireManager(stream.accountId, msg.sender, 0);
        _withdrawUpdate(reservationId, stream, update);
        if (_isResize(reservationId, update)) _closeResizing(update.streamId);
    }

    function _withdrawUpdate(StreamId reservationId, Stream memory stream, ReservationUpdate memory update) private {
        if (_isResize(reservationId, update)) {
            Capacity memory present = _capacityOf(reservationId);
            Capacity memory grown = present.union(update.capacity).minus(present);
            if (!grown.isZero()) _unbook(reservationId, stream.nodeId, grown);
            _freeIps(reservationId, stream.farmId, update.addedIps);
        }
        delete _updates[reservationId];
        emit UpdateWithdrawn(reservationId, update.streamId);
    }

    /// @inheritdoc IReservations
    function setDailyTraffic(StreamId reservationId, uint64 dailyBytes) external {
        _ownStream(reservationId);
        _setDailyTraffic(reservationId, dailyBytes);
    }

    /* ACKNOWLEDGE */

    /// @inheritdoc IReservations
    function acknowledge(StreamId reservationId, bytes32 deploymentHash, bytes calldata signature) external {
        Stream memory stream = _liveStream(reservationId);
        ReservationUpdate memory update = _updates[reservationId];
        bool isFirst = stream.status == StreamStatus.Pending;
        StreamId streamId = isFirst ? reservationId : update.streamId;
        bytes32 awaited = isFirst ? _reservations[reservationId].deploymentHash : update.deploymentHash;
        require(
            (isFirst || update.requestedAt != 0) && deploymentHash == awaited,
            ReservationNotAwaited(reservationId, deploymentHash)
        );
        _checkNode(
            stream.nodeId,
            keccak256(abi.encode(_ACKNOWLEDGEMENT_TYPEHASH, reservationId, streamId, deploymentHash)),
            signature
        );
        if (isFirst) _start(reservationId, stream.nodeId);
        else _apply(reservationId, stream, update);
        emit Acknowledged(reservationId, streamId, deploymentHash);
    }

    function _start(StreamId reservationId, NodeId nodeId) private {
        require(!_isOrphan(reservationId, nodeId), ReservationNodeDedicated(nodeId, dedicationOf[nodeId]));
        ESCROW.start(reservationId);
    }

    function _apply(StreamId reservationId, Stream memory stream, ReservationUpdate memory update) private {
        require(!_isLate(update.requestedAt), ReservationNotAwaited(reservationId, update.deploymentHash));
        _reservations[reservationId].deploymentHash = update.deploymentHash;
        delete _updates[reservationId];
        StreamId present = _streamIdOf(reservationId);
        if (StreamId.unwrap(update.streamId) == StreamId.unwrap(present)) return;

        Capacity memory covered = _capacityOf(reservationId).union(update.capacity);
        Capacity memory shrunk = covered.minus(update.capacity);
        if (!shrunk.isZero()) _unbook(reservationId, stream.nodeId, shrunk);
        _freeIps(reservationId, stream.farmId, _ipv4CountOf(reservationId) - update.ipv4Count);
        _setCapacity(reservationId, update.capacity);
        _laterStreams[reservationId] = update.streamId;
        ESCROW.start(update.streamId);
        ESCROW.close(present);
    }

    /* CLOSE */

    /// @inheritdoc IReservations
    function cancel(StreamId reservationId) external {
        Stream memory stream = _ownStream(reservationId);
        uint40 requestedAt = _updates[reservationId].requestedAt;
        if (_isUnanswered(requestedAt)) {
            _close(reservationId, stream, CloseReason.NotAcknowledged, requestedAt);
        } else {
            _close(reservationId, stream, CloseReason.Cancelled, uint40(block.timestamp));
        }
    }

    /// @dev For one more window: else a change that no node can make would be a way not to pay.
    function _isUnanswered(uint40 requestedAt) private view returns (bool) {
        return requestedAt != 0 && _isLate(requestedAt) && !_isLate(requestedAt + ESCROW.deploymentWindow());
    }

    /// @inheritdoc IReservations
    function release(StreamId reservationId) external {
        Stream memory stream = _liveStream(reservationId);
        CloseReason reason = _rightfulReason(reservationId, stream);
        require(reason != CloseReason.None, ReservationNotReleasable(reservationId));
        _close(reservationId, stream, reason, _since(stream, reason));
    }

    /// @inheritdoc IStreamOperator
    function onStreamClosed(StreamId streamId) external onlyEscrow {
        StreamId reservationId = _resizedBy[streamId];
        if (StreamId.unwrap(reservationId) == 0) reservationId = streamId;
        Stream memory stream = _liveStream(reservationId);
        if (StreamId.unwrap(streamId) == StreamId.unwrap(_streamIdOf(reservationId))) {
            _close(reservationId, stream, _reasonOfClosed(stream, streamId), uint40(block.timestamp));
        } else {
            _withdrawUpdate(reservationId, stream, _pendingUpdate(reservationId));
        }
    }

    /// @param since What accrued from then on is paid back
    function _close(StreamId reservationId, Stream memory stream, CloseReason reason, uint40 since) private {
        StreamId streamId = _streamIdOf(reservationId);
        StreamId resizing = _abandonUpdate(reservationId, stream);
        _reservations[reservationId].reason = reason;
        _vacate(reservationId, stream.nodeId, _capacityOf(reservationId));
        _freeIps(reservationId, stream.farmId, _ipv4CountOf(reservationId));
        emit ReservationClosed(reservationId, reason);

        if (StreamId.unwrap(resizing) != 0) _closeResizing(resizing);
        // It may be closed already: by the payer, and that may be what this is about.
        if (_isOpen(stream)) ESCROW.closeAsOf(streamId, since);
    }

    /// @dev The stream that was opened for a change of size, if one waits.
    function _abandonUpdate(StreamId reservationId, Stream memory stream) private returns (StreamId resizing) {
        if (_updates[reservationId].requestedAt == 0) return resizing;
        ReservationUpdate memory update = _updates[reservationId];
        _withdrawUpdate(reservationId, stream, update);
        if (_isResize(reservationId, update)) resizing = update.streamId;
    }

    /// @dev It may be closed already, by the payer or by anybody in time, while the callback failed.
    function _closeResizing(StreamId streamId) private {
        if (_isOpen(ESCROW.streamOf(streamId))) ESCROW.close(streamId);
    }

    /// @dev Why anybody may close it now, if so.
    function _rightfulReason(StreamId reservationId, Stream memory stream) private view returns (CloseReason) {
        StreamId streamId = _streamIdOf(reservationId);
        // Its stream was closed, and the callback failed.
        if (!_isOpen(stream)) return _reasonOfClosed(stream, streamId);
        if (ESCROW.isDead(streamId)) return CloseReason.Exhausted;
        if (stream.status == StreamStatus.Pending && _isLate(ESCROW.settledTo(streamId))) {
            return CloseReason.NotAcknowledged;
        }
        if (_isOver(PROOF_OF_SERVICE.noticeEndsAt(stream.nodeId))) return CloseReason.FarmerNotice;
        if (_isOver(PRICING.closableAt(stream.pricingVersion))) return CloseReason.PricingRetired;
        if (_isOrphan(reservationId, stream.nodeId)) return CloseReason.DedicationClosed;
        return CloseReason.None;
    }

    function _reasonOfClosed(Stream memory stream, StreamId streamId) private view returns (CloseReason) {
        if (stream.status == StreamStatus.Dead) return CloseReason.Exhausted;
        bool isUnanswered = stream.status == StreamStatus.Ended && _isLate(ESCROW.settledTo(streamId));
        return isUnanswered ? CloseReason.NotAcknowledged : CloseReason.Cancelled;
    }

    /// @dev Nothing is paid for the time after a notice.
    function _since(Stream memory stream, CloseReason reason) private view returns (uint40) {
        if (reason == CloseReason.FarmerNotice) return PROOF_OF_SERVICE.noticeEndsAt(stream.nodeId);
        return uint40(block.timestamp);
    }

    /* VIEWS */

    /// @inheritdoc IReservations
    function stateOf(StreamId reservationId) external view returns (ReservationState state, CloseReason reason) {
        StoredReservation storage stored = _reservations[reservationId];
        if (stored.kind == ReservationKind.None) return (ReservationState.None, CloseReason.None);
        if (stored.reason != CloseReason.None) return (ReservationState.Closed, stored.reason);
        Stream memory stream = _streamOf(reservationId);
        reason = _rightfulReason(reservationId, stream);
        if (reason != CloseReason.None) return (ReservationState.Closed, reason);
        if (stream.status == StreamStatus.Pending) return (ReservationState.Pending, reason);
        bool isActive = FORECASTS.stateOf(stream.accountId).status == AccountStatus.Active;
        return (isActive ? ReservationState.Active : ReservationState.Paused, reason);
    }

    /// @inheritdoc IReservations
    function reservationOf(StreamId reservationId) external view returns (Reservation memory) {
        StoredReservation storage stored = _reservations[reservationId];
        require(stored.kind != ReservationKind.None, ReservationNotFound(reservationId));
        return
            Reservation({
                kind: stored.kind,
                reason: stored.reason,
                streamId: _streamIdOf(reservationId),
                capacity: _capacityOf(reservationId),
                deploymentHash: stored.deploymentHash
            });
    }

    /// @inheritdoc IReservations
    function updateOf(StreamId reservationId) external view returns (ReservationUpdate memory) {
        return _updates[reservationId];
    }

    function _streamIdOf(StreamId reservationId) internal view override returns (StreamId) {
        StreamId later = _laterStreams[reservationId];
        return StreamId.unwrap(later) == 0 ? reservationId : later;
    }

    function _liveStream(StreamId reservationId) private view returns (Stream memory) {
        CloseReason reason = _reservations[reservationId].reason;
        require(reason == CloseReason.None, ReservationIsClosed(reservationId, reason));
        return _streamOf(reservationId);
    }

    /// @dev The stream of a live reservation, if the caller may act for its account.
    function _ownStream(StreamId reservationId) private view returns (Stream memory stream) {
        stream = _liveStream(reservationId);
        ESCROW.requireManager(stream.accountId, msg.sender, 0);
    }

    function _pendingUpdate(StreamId reservationId) private view returns (ReservationUpdate memory update) {
        update = _updates[reservationId];
        require(update.requestedAt != 0, ReservationNoUpdate(reservationId));
    }

    function _requireNoUpdate(StreamId reservationId) private view {
        require(_updates[reservationId].requestedAt == 0, ReservationUpdatePending(reservationId));
    }

    function _isResize(StreamId reservationId, ReservationUpdate memory update) private view returns (bool) {
        return StreamId.unwrap(update.streamId) != StreamId.unwrap(_streamIdOf(reservationId));
    }

    function _isOpen(Stream memory stream) private pure returns (bool) {
        return stream.status == StreamStatus.Pending || stream.status == StreamStatus.Running;
    }

    /// @dev Whether a deployment window that began then is over.
    function _isLate(uint40 since) private view returns (bool) {
        return block.timestamp > uint256(since) + ESCROW.deploymentWindow();
    }

    function _isOver(uint40 endsAt) private view returns (bool) {
        return endsAt != 0 && block.timestamp >= endsAt;
    }
}
