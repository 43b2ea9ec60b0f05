// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDirectory} from "../interfaces/IDirectory.sol";
import {IPublicIps} from "../interfaces/IPublicIps.sol";
import {CloseReason, IReservations, ReservationKind} from "../interfaces/IReservations.sol";
import {Hardware} from "../libraries/Hardware.sol";
import {Capacity} from "../types/Capacity.sol";
import {FarmId, NodeId, StreamId} from "../types/Ids.sol";

/// @notice What reservations hold of nodes and of farms' addresses.
abstract contract Bookings is IReservations {
    using Hardware for Capacity;

    /// @dev Capacity, kind and reason share a word, whose fields a nested struct would not.
    struct StoredReservation {
        uint32 cru;
        uint64 mru;
        uint64 sru;
        uint64 hru;
        ReservationKind kind;
        CloseReason reason;
        bytes32 deploymentHash;
    }

    /* IMMUTABLES */

    IDirectory public immutable DIRECTORY;
    IPublicIps public immutable PUBLIC_IPS;

    /* STORAGE */

    mapping(StreamId reservationId => StoredReservation reservation) internal _reservations;
    mapping(StreamId reservationId => uint32[] ips) private _ips;

    /// @inheritdoc IReservations
    mapping(NodeId nodeId => StreamId dedicationId) public dedicationOf;

    /// @dev Of an included reservation.
    mapping(StreamId reservationId => StreamId dedicationId) private _dedicationIds;
    mapping(StreamId dedicationId => Capacity amount) private _included;

    /* CONSTRUCTOR */

    constructor(IDirectory directory, IPublicIps publicIps) {
        DIRECTORY = directory;
        PUBLIC_IPS = publicIps;
    }

    /* CAPACITY */

    /// @dev Notes what a new reservation holds, and holds it.
    function _occupy(StreamId reservationId, NodeId nodeId, ReservationKind kind, Capacity memory capacity) internal {
        _reservations[reservationId].kind = kind;
        if (kind == ReservationKind.Dedicated) dedicationOf[nodeId] = reservationId;
        if (kind == ReservationKind.Included) _dedicationIds[reservationId] = dedicationOf[nodeId];
        _setCapacity(reservationId, capacity);
        _book(reservationId, nodeId, capacity);
    }

    /// @dev Gives back what it held.
    function _vacate(StreamId reservationId, NodeId nodeId, Capacity memory held) internal {
        _unbook(reservationId, nodeId, held);
        bool isDedicated = _reservations[reservationId].kind == ReservationKind.Dedicated;
        if (isDedicated) dedicationOf[nodeId] = StreamId.wrap(0);
    }

    function _book(StreamId reservationId, NodeId nodeId, Capacity memory amount) internal {
        if (_reservations[reservationId].kind != ReservationKind.Included) {
            DIRECTORY.book(nodeId, amount);
            return;
        }
        StreamId dedicationId = _dedicationIds[reservationId];
        Capacity memory free = freeOf(dedicationId);
        require(free.contains(amount), ReservationCapacityInsufficient(dedicationId, free, amount));
        _included[dedicationId] = _included[dedicationId].plus(amount);
    }

    function _unbook(StreamId reservationId, NodeId nodeId, Capacity memory amount) internal {
        if (_reservations[reservationId].kind != ReservationKind.Included) {
            DIRECTORY.release(nodeId, amount);
            return;
        }
        StreamId dedicationId = _dedicationIds[reservationId];
        _included[dedicationId] = _included[dedicationId].minus(amount);
    }

    function _setCapacity(StreamId reservationId, Capacity memory capacity) internal {
        StoredReservation storage stored = _reservations[reservationId];
        (stored.cru, stored.mru, stored.sru, stored.hru) = (capacity.cru, capacity.mru, capacity.sru, capacity.hru);
    }

    function _capacityOf(StreamId reservationId) internal view returns (Capacity memory) {
        StoredReservation storage stored = _reservations[reservationId];
        return Capacity(stored.cru, stored.mru, stored.sru, stored.hru);
    }

    /// @dev Whether the node that it was included in is no longer its account's.
    function _isOrphan(StreamId reservationId, NodeId nodeId) internal view returns (bool) {
        if (_reservations[reservationId].kind != ReservationKind.Included) return false;
        return StreamId.unwrap(dedicationOf[nodeId]) != StreamId.unwrap(_dedicationIds[reservationId]);
    }

    /* ADDRESSES */

    function _takeIps(StreamId reservationId, FarmId farmId, uint256 count) internal returns (uint32[] memory taken) {
        if (count == 0) return taken;
        taken = PUBLIC_IPS.take(farmId, count, StreamId.unwrap(reservationId));
        for (uint256 i = 0; i < count; ++i) {
            _ips[reservationId].push(taken[i]);
        }
    }

    /// @dev The addresses that came last go first.
    function _freeIps(StreamId reservationId, FarmId farmId, uint256 count) internal {
        if (count == 0) return;
        uint32[] storage held = _ips[reservationId];
        uint32[] memory freed = new uint32[](count);
        for (uint256 i = 0; i < count; ++i) {
            freed[i] = held[held.length - 1];
            held.pop();
        }
        PUBLIC_IPS.free(farmId, freed, StreamId.unwrap(reservationId));
    }

    function _ipv4CountOf(StreamId reservationId) internal view returns (uint256) {
        return _ips[reservationId].length;
    }

    /* VIEWS */

    /// @inheritdoc IReservations
    function ipsOf(StreamId reservationId) external view returns (uint32[] memory) {
        return _ips[reservationId];
    }

    /// @inheritdoc IReservations
    function freeOf(StreamId dedicationId) public view returns (Capacity memory) {
        return _capacityOf(dedicationId).minus(_included[dedicationId]);
    }
}
