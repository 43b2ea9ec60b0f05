// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IEscrow, Stream} from "../interfaces/IEscrow.sol";
import {IPriceFeed} from "../interfaces/IPriceFeed.sol";
import {IPricing} from "../interfaces/IPricing.sol";
import {IReservations, ReservationKind, TrafficAllowance} from "../interfaces/IReservations.sol";
import {ReservationRates} from "../libraries/ReservationRates.sol";
import {NodeId, StreamId} from "../types/Ids.sol";
import {Bookings} from "./Bookings.sol";

/// @notice Public traffic, charged by vouchers that nodes sign; and what else nodes sign.
abstract contract Traffic is Bookings, EIP712 {
    bytes32 private constant _VOUCHER_TYPEHASH = keccak256("TrafficVoucher(uint64 reservationId,uint64 totalBytes)");

    /* IMMUTABLES */

    IEscrow public immutable ESCROW;
    IPricing public immutable PRICING;
    IPriceFeed public immutable PRICE_FEED;

    /* STORAGE */

    mapping(StreamId reservationId => TrafficAllowance allowance) private _allowances;

    /* CONSTRUCTOR */

    constructor(IEscrow escrow, IPricing pricing, IPriceFeed priceFeed) {
        ESCROW = escrow;
        PRICING = pricing;
        PRICE_FEED = priceFeed;
    }

    /* CHARGE */

    /// @inheritdoc IReservations
    function chargeTraffic(
        StreamId reservationId,
        uint64 totalBytes,
        bytes calldata signature
    ) external returns (uint256 units) {
        Stream memory stream = _streamOf(reservationId);
        _checkNode(stream.nodeId, keccak256(abi.encode(_VOUCHER_TYPEHASH, reservationId, totalBytes)), signature);
        TrafficAllowance memory allowance = trafficOf(reservationId);
        require(totalBytes > allowance.chargedBytes, ReservationNoTraffic(reservationId, totalBytes));

        uint64 due = uint64(Math.min(totalBytes - allowance.chargedBytes, allowance.leftBytes));
        uint256 price = ReservationRates.trafficUnitsDown(
            PRICING.pricesOf(stream.pricingVersion),
            due,
            PRICE_FEED.quote().tftPerUsd
        );
        if (price > 0) units = ESCROW.charge(_streamIdOf(reservationId), price);
        // What could not be paid is not forgiven: it stays to be charged.
        if (units < price) due = uint64((due * units) / price);
        require(due > 0, ReservationNoTraffic(reservationId, totalBytes));

        allowance.leftBytes -= due;
        allowance.chargedBytes += due;
        _allowances[reservationId] = allowance;
        emit TrafficCharged(reservationId, allowance.chargedBytes, units);
    }

    function _setDailyTraffic(StreamId reservationId, uint64 dailyBytes) internal {
        TrafficAllowance memory allowance = trafficOf(reservationId);
        // A first allowance is there at once; a later one never adds to what is left of today's.
        bool isFirst = allowance.dailyBytes == 0;
        allowance.leftBytes = isFirst ? dailyBytes : uint64(Math.min(allowance.leftBytes, dailyBytes));
        allowance.dailyBytes = dailyBytes;
        _allowances[reservationId] = allowance;
        emit TrafficAllowanceSet(reservationId, dailyBytes);
    }

    /* VIEWS */

    /// @inheritdoc IReservations
    function trafficOf(StreamId reservationId) public view returns (TrafficAllowance memory allowance) {
        allowance = _allowances[reservationId];
        uint256 refill = (uint256(allowance.dailyBytes) * (block.timestamp - allowance.refilledAt)) / 1 days;
        allowance.leftBytes = uint64(Math.min(allowance.dailyBytes, allowance.leftBytes + refill));
        allowance.refilledAt = uint40(block.timestamp);
    }

    /// @dev What pays for a reservation now.
    function _streamIdOf(StreamId reservationId) internal view virtual returns (StreamId);

    function _streamOf(StreamId reservationId) internal view returns (Stream memory) {
        bool exists = _reservations[reservationId].kind != ReservationKind.None;
        require(exists, ReservationNotFound(reservationId));
        return ESCROW.streamOf(_streamIdOf(reservationId));
    }

    /* WHAT NODES SIGN */

    /// @dev Requires that the node sends the transaction, or signed.
    function _checkNode(NodeId nodeId, bytes32 structHash, bytes calldata signature) internal view {
        address key = DIRECTORY.nodeOf(nodeId).key;
        bool isNode =
            msg.sender == key ||
                SignatureChecker.isValidSignatureNowCalldata(key, _hashTypedDataV4(structHash), signature);
        require(key != address(0) && isNode, ReservationNotNode(msg.sender, nodeId));
    }
}
