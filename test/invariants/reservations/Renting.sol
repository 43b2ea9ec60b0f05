// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow, StreamStatus} from "../../../contracts/interfaces/IEscrow.sol";
import {
    CloseReason,
    IReservations,
    Reservation,
    ReservationKind,
    ReservationRequest
} from "../../../contracts/interfaces/IReservations.sol";
import {Hardware} from "../../../contracts/libraries/Hardware.sol";
import {Capacity} from "../../../contracts/types/Capacity.sol";
import {AccountId, FarmId, NodeId, StreamId} from "../../../contracts/types/Ids.sol";
import {World} from "./World.sol";

/// @notice Tenants and nodes reserve, acknowledge, change and close at random, rightfully or not. What each reservation holds
/// is written down a second time, from nothing but which actions succeeded.
abstract contract Renting is World {
    using Hardware for Capacity;

    /// @notice A live reservation.
    /// @param changeId The stream of a change that waits: of the reservation itself when only the hash does; 0 for none
    struct Rental {
        uint32 account;
        uint32 node;
        ReservationKind kind;
        Capacity capacity;
        uint8 ips;
        uint64 dedicationId;
        uint64 streamId;
        bool isPending;
        bytes32 deploymentHash;
        uint64 changeId;
        Capacity nextCapacity;
        uint8 nextIps;
        bytes32 nextHash;
    }

    mapping(uint64 id => Rental rental) internal _rentals;
    uint64[] internal _live;
    mapping(uint32 node => uint64 id) internal _dedications;

    /// @dev Streams are numbered as they are opened.
    uint64 internal _streams;

    /* RESERVE */

    /// @notice Two, so that much comes together; most nodes acknowledge at once.
    function reserve(uint256 random) external acts {
        for (uint256 i = 0; i < 2; ++i) {
            random = _mixed(random);
            uint64 id = _reserve(random);
            if (id != 0 && (random >> 248) % 4 != 0) _acknowledge(id, random);
        }
    }

    function _reserve(uint256 random) private returns (uint64 id) {
        ReservationRequest memory request;
        uint32 account = uint32(random % _ACCOUNTS) + 1;
        request.accountId = AccountId.wrap(account);
        request.nodeId = NodeId.wrap(uint32((random >> 8) % _NODES) + 1);
        request.isDedicated = (random >> 16) % 8 == 0;
        if (!request.isDedicated) {
            request.capacity = _parts(1 + uint64((random >> 24) % 3));
            request.ipv4Count = uint8((random >> 32) % 4);
        }
        request.deploymentHash = bytes32(random);
        request.mostRate = type(uint64).max;
        bytes memory data = abi.encodeCall(IReservations.reserve, (request));
        (bool isDone, bytes memory answer) = _try(_mostly(_owner(account), random >> 40), _reservations(), data);
        if (!isDone) return 0;
        id = _opened();
        _checkEqual(abi.decode(answer, (uint64)), id);
        _note(id, account, request);
    }

    function _note(uint64 id, uint32 account, ReservationRequest memory request) private {
        uint32 node = NodeId.unwrap(request.nodeId);
        Rental storage rental = _rentals[id];
        (rental.account, rental.node, rental.streamId, rental.isPending) = (account, node, id, true);
        (rental.capacity, rental.ips) = (request.capacity, request.ipv4Count);
        rental.deploymentHash = request.deploymentHash;
        if (request.isDedicated) {
            (rental.kind, rental.capacity) = (ReservationKind.Dedicated, _machine());
            _checkEqual(_dedications[node], 0);
            _dedications[node] = id;
        } else if (_dedications[node] != 0) {
            (rental.kind, rental.dedicationId) = (ReservationKind.Included, _dedications[node]);
            _checkEqual(_rentals[rental.dedicationId].account, account);
        } else {
            rental.kind = ReservationKind.Shared;
        }
        _live.push(id);
    }

    function _opened() internal returns (uint64) {
        return ++_streams;
    }

    /* ACKNOWLEDGE AND CHANGE */

    function acknowledge(uint256 random) external acts {
        random = _mixed(random);
        uint64 id = _awaiting(random);
        if (id != 0) _acknowledge(id, random);
    }

    function _acknowledge(uint64 id, uint256 random) private {
        Rental storage rental = _rentals[id];
        bytes32 awaited = rental.isPending ? rental.deploymentHash : rental.nextHash;
        if ((random >> 64) % 16 == 0) awaited = bytes32(random);
        bytes memory data = abi.encodeCall(IReservations.acknowledge, (StreamId.wrap(id), awaited, ""));
        (bool isDone, ) = _try(_mostly(_keys[rental.node - 1], random >> 72), _reservations(), data);
        if (!isDone) return;

        if (rental.isPending) {
            rental.isPending = false;
            return;
        }
        rental.deploymentHash = rental.nextHash;
        if (rental.changeId != rental.streamId) {
            (rental.capacity, rental.ips, rental.streamId) = (rental.nextCapacity, rental.nextIps, rental.changeId);
        }
        rental.changeId = 0;
    }

    function change(uint256 random) external acts {
        random = _mixed(random);
        uint64 id = (random >> 240) % 8 == 0 ? _anyLive(random) : _settled(random);
        if (id == 0) return;
        if ((random >> 248) % 4 == 0) _updateHash(id, random);
        else _resize(id, random);
    }

    function _updateHash(uint64 id, uint256 random) private {
        bytes32 next = bytes32(random);
        bytes memory data = abi.encodeCall(IReservations.updateHash, (StreamId.wrap(id), next));
        Rental storage rental = _rentals[id];
        (bool isDone, ) = _try(_tenantOf(id, random >> 64), _reservations(), data);
        if (!isDone) return;
        if (rental.isPending) rental.deploymentHash = next;
        else (rental.changeId, rental.nextHash) = (rental.streamId, next);
    }

    function _resize(uint64 id, uint256 random) private {
        Capacity memory next = _parts((random >> 64) % 16 == 0 ? 0 : 1 + uint64((random >> 72) % 4));
        uint8 ips = uint8((random >> 80) % 4);
        bytes memory data = abi.encodeCall(
            IReservations.resize,
            (StreamId.wrap(id), next, ips, bytes32(random), type(uint64).max)
        );
        (bool isDone, ) = _try(_tenantOf(id, random >> 88), _reservations(), data);
        if (!isDone) return;
        Rental storage rental = _rentals[id];
        (rental.nextCapacity, rental.nextIps, rental.nextHash) = (next, ips, bytes32(random));
        rental.changeId = _opened();
    }

    function withdrawUpdate(uint256 random) external acts {
        random = _mixed(random);
        uint64 id = _awaiting(random);
        if (id == 0) return;
        bytes memory data = abi.encodeCall(IReservations.withdrawUpdate, (StreamId.wrap(id)));
        (bool isDone, ) = _try(_tenantOf(id, random >> 64), _reservations(), data);
        if (isDone) _rentals[id].changeId = 0;
    }

    /* CLOSE */

    function close(uint256 random) external acts {
        random = _mixed(random);
        uint64 id = (random >> 240) % 2 == 0 ? _anyLive(random) : _awaiting(random);
        if (id == 0) return;
        if ((random >> 248) % 2 == 0) _cancel(id, random);
        else _closeStream(id, random);
    }

    function _cancel(uint64 id, uint256 random) private {
        bytes memory data = abi.encodeCall(IReservations.cancel, (StreamId.wrap(id)));
        (bool isDone, ) = _try(_tenantOf(id, random >> 64), _reservations(), data);
        if (isDone) _end(id);
    }

    /// @notice Anybody closes whatever has no right to stay; most have.
    function release() external acts {
        for (uint256 i = _live.length; i > 0; --i) {
            uint64 id = _live[i - 1];
            bytes memory data = abi.encodeCall(IReservations.release, (StreamId.wrap(id)));
            (bool isDone, ) = _try(_somebody(9), _reservations(), data);
            if (isDone) _end(id);
        }
    }

    /// @dev The payer closes a stream past the contract that opened it.
    function _closeStream(uint64 id, uint256 random) private {
        Rental storage rental = _rentals[id];
        bool isOfChange = rental.changeId != 0 && (random >> 72) % 2 == 0;
        uint64 streamId = isOfChange ? rental.changeId : rental.streamId;
        bytes memory data = abi.encodeCall(IEscrow.close, (StreamId.wrap(streamId)));
        (bool isDone, ) = _try(_tenantOf(id, random >> 80), address(_ESCROW), data);
        if (!isDone) return;
        if (streamId == rental.streamId) _end(id);
        else rental.changeId = 0;
    }

    /// @dev What is closed holds nothing.
    function _end(uint64 id) internal {
        Rental storage rental = _rentals[id];
        if (_dedications[rental.node] == id) _dedications[rental.node] = 0;
        for (uint256 i = 0; i < _live.length; ++i) {
            if (_live[i] != id) continue;
            _live[i] = _live[_live.length - 1];
            _live.pop();
            break;
        }
        StreamId reservationId = StreamId.wrap(id);
        _checkTrue(_RESERVATIONS.reservationOf(reservationId).reason != CloseReason.None, "closed for a reason");
        _checkEqual(_RESERVATIONS.ipsOf(reservationId).length, 0);
        _checkEqual(_RESERVATIONS.updateOf(reservationId).requestedAt, 0);
        StreamStatus status = _ESCROW.streamOf(StreamId.wrap(rental.streamId)).status;
        _checkTrue(status != StreamStatus.Pending && status != StreamStatus.Running, "paid for no longer");
    }

    /* FACTS */

    /// @notice Each live reservation is what succeeded with it.
    function checkRecords() external view {
        for (uint256 i = 0; i < _live.length; ++i) {
            StreamId id = StreamId.wrap(_live[i]);
            Rental storage rental = _rentals[_live[i]];
            Reservation memory found = _RESERVATIONS.reservationOf(id);
            _checkTrue(found.kind == rental.kind && found.reason == CloseReason.None, "live, of its kind");
            _checkEqual(StreamId.unwrap(found.streamId), rental.streamId);
            _checkSame(found.capacity, rental.capacity);
            _checkTrue(found.deploymentHash == rental.deploymentHash, "runs what was acknowledged");
            _checkEqual(StreamId.unwrap(_RESERVATIONS.updateOf(id).streamId), rental.changeId);
        }
        for (uint32 node = 1; node <= _NODES; ++node) {
            _checkEqual(StreamId.unwrap(_RESERVATIONS.dedicationOf(NodeId.wrap(node))), _dedications[node]);
        }
    }

    /// @notice H1.
    function checkBookings() external view {
        for (uint32 node = 1; node <= _NODES; ++node) {
            Capacity memory booked;
            Capacity memory included;
            uint64 dedicationId = _dedications[node];
            for (uint256 i = 0; i < _live.length; ++i) {
                Rental storage rental = _rentals[_live[i]];
                if (rental.node != node) continue;
                if (rental.kind != ReservationKind.Included) booked = booked.plus(_held(rental));
                else if (rental.dedicationId == dedicationId) included = included.plus(_held(rental));
            }
            _checkSame(_DIRECTORY.bookedOf(NodeId.wrap(node)), booked);
            _checkTrue(_machine().contains(booked), "no more than there is");
            if (dedicationId == 0) continue;
            Capacity memory free = _RESERVATIONS.freeOf(StreamId.wrap(dedicationId));
            _checkSame(free.plus(included), _rentals[dedicationId].capacity);
        }
    }

    /// @notice H2.
    function checkAddresses() external view {
        for (uint32 node = 1; node <= _NODES; ++node) {
            uint256 held = 0;
            for (uint256 i = 0; i < _live.length; ++i) {
                Rental storage rental = _rentals[_live[i]];
                if (rental.node != node) continue;
                uint256 ips = _isResized(rental) && rental.nextIps > rental.ips ? rental.nextIps : rental.ips;
                _checkEqual(_RESERVATIONS.ipsOf(StreamId.wrap(_live[i])).length, ips);
                held += ips;
            }
            (uint256 offered, uint256 free) = _PUBLIC_IPS.countOf(FarmId.wrap(node));
            _checkEqual(offered, _IPS);
            _checkEqual(free + held, offered);
        }
    }

    function _held(Rental storage rental) private view returns (Capacity memory capacity) {
        capacity = rental.capacity;
        if (_isResized(rental)) capacity = capacity.union(rental.nextCapacity);
    }

    function _isResized(Rental storage rental) private view returns (bool) {
        return rental.changeId != 0 && rental.changeId != rental.streamId;
    }

    /* WHICH */

    function _reservations() internal view returns (address) {
        return address(_RESERVATIONS);
    }

    /// @dev 0 if there is none.
    function _anyLive(uint256 random) internal view returns (uint64) {
        return _live.length == 0 ? 0 : _live[(random >> 128) % _live.length];
    }

    /// @dev One that waits for its node, if any does.
    function _awaiting(uint256 random) private view returns (uint64 id) {
        for (uint256 i = 0; i < _live.length; ++i) {
            id = _live[((random >> 128) + i) % _live.length];
            if (_rentals[id].isPending || _rentals[id].changeId != 0) return id;
        }
    }

    /// @dev One that waits for nothing, if any does.
    function _settled(uint256 random) private view returns (uint64 id) {
        for (uint256 i = 0; i < _live.length; ++i) {
            id = _live[((random >> 128) + i) % _live.length];
            if (!_rentals[id].isPending && _rentals[id].changeId == 0) return id;
        }
    }

    function _tenantOf(uint64 id, uint256 random) private view returns (address) {
        return _mostly(_owner(_rentals[id].account), random);
    }
}
