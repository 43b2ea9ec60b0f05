// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IDirectory} from "../interfaces/IDirectory.sol";
import {IFarmingPolicies} from "../interfaces/IFarmingPolicies.sol";
import {Hardware} from "../libraries/Hardware.sol";
import {Capacity} from "../types/Capacity.sol";
import {NodeId} from "../types/Ids.sol";
import {PeriodSchedule} from "../types/PeriodSchedule.sol";
import {Farms} from "./Farms.sol";
import {Nodes} from "./Nodes.sol";

/// @title Directory
/// @notice Refer to {IDirectory}. Here: what of each node is reserved, and by whom it may be.
contract Directory is Nodes {
    using Hardware for Capacity;

    /* STORAGE */

    /// @inheritdoc IDirectory
    mapping(address booker => BookerStatus status) public bookerStatusOf;

    mapping(NodeId nodeId => Capacity amount) private _booked;
    mapping(address booker => mapping(NodeId nodeId => Capacity amount)) private _bookedBy;

    /* CONSTRUCTOR */

    /// @param policies Where new terms find their farming policy
    /// @param newSchedule When minting periods begin
    /// @param newPayoutDelay How long a change of a payout address is visible before it takes effect, in seconds
    /// @param newConnectionPriceMusd The first connection price, in mUSD per TFT
    /// @param authority The access manager
    constructor(
        IFarmingPolicies policies,
        PeriodSchedule memory newSchedule,
        uint40 newPayoutDelay,
        uint32 newConnectionPriceMusd,
        address authority
    ) Farms(policies, newSchedule, newPayoutDelay) Nodes(newConnectionPriceMusd) AccessManaged(authority) {}

    /* BOOKING */

    /// @inheritdoc IDirectory
    function setBooker(address booker, BookerStatus status) external restricted {
        BookerStatus present = bookerStatusOf[booker];
        // A booker that was admitted stays able to release: closing a reservation must never depend on a role.
        require(status != BookerStatus.None, DirectoryBookerStatusInvalid(booker, present, status));

        bookerStatusOf[booker] = status;
        emit BookerSet(booker, status);
    }

    /// @inheritdoc IDirectory
    function book(NodeId nodeId, Capacity calldata amount) external {
        BookerStatus status = bookerStatusOf[msg.sender];
        require(status == BookerStatus.Active, DirectoryNotBooker(msg.sender, status));
        require(!amount.isZero(), DirectoryBookingEmpty(nodeId));
        Capacity memory free = freeOf(nodeId);
        require(free.contains(amount), DirectoryCapacityInsufficient(nodeId, free, amount));

        _booked[nodeId] = _booked[nodeId].plus(amount);
        _bookedBy[msg.sender][nodeId] = _bookedBy[msg.sender][nodeId].plus(amount);
        emit CapacityBooked(nodeId, msg.sender, amount);
    }

    /// @inheritdoc IDirectory
    function release(NodeId nodeId, Capacity calldata amount) external {
        // Only a booker ever came to book, so that having booked proves the right to release: nothing, anybody could.
        require(!amount.isZero(), DirectoryBookingEmpty(nodeId));
        Capacity memory booked = _bookedBy[msg.sender][nodeId];
        require(booked.contains(amount), DirectoryReleaseExceedsBooking(nodeId, booked, amount));

        _booked[nodeId] = _booked[nodeId].minus(amount);
        _bookedBy[msg.sender][nodeId] = booked.minus(amount);
        emit CapacityReleased(nodeId, msg.sender, amount);
    }

    /* VIEWS */

    /// @inheritdoc IDirectory
    function freeOf(NodeId nodeId) public view returns (Capacity memory) {
        _liveNode(nodeId);
        return _latestTerms(nodeId).capacity.minus(_booked[nodeId]);
    }

    /// @inheritdoc IDirectory
    function bookedOf(NodeId nodeId) public view override returns (Capacity memory) {
        return _booked[nodeId];
    }
}
