// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Prices} from "../interfaces/IPricing.sol";
import {Capacity} from "../types/Capacity.sol";
import {BilledUnits} from "./BilledUnits.sol";

/// @notice What a reservation costs before any discount, in 10^-18 USD per second. Rounded up, at every step by less than
/// 1, so that nothing is free.
library ReservationRates {
    using BilledUnits for Capacity;
    using SafeCast for uint256;

    uint256 private constant _BPS = 10_000;
    uint256 private constant _MICRO = 1e6;
    uint256 private constant _BYTES_PER_GB = 1e9;

    /// @dev USD of 10^-18 times TFT per USD of 10^-12 are 10^-30 TFT; a unit is 10^-7.
    uint256 private constant _PRODUCTS_PER_UNIT = 1e23;

    /// @notice A part of a node, with public addresses. Without capacity the addresses alone.
    function sharedUp(
        Prices memory prices,
        Capacity memory capacity,
        uint256 ipv4Count,
        bool isCertified
    ) internal pure returns (uint64) {
        return _certifiedUp(prices, _capacityUp(prices, capacity) + ipv4Count * prices.ipv4Rate, isCertified);
    }

    /// @notice A whole node: a part of its list price. The farmer's extra fee is apart.
    /// @param capacity All that the node has
    function dedicatedUp(
        Prices memory prices,
        Capacity memory capacity,
        bool isCertified
    ) internal pure returns (uint64) {
        uint256 rate = Math.ceilDiv(_capacityUp(prices, capacity) * prices.dedicatedBps, _BPS);
        return _certifiedUp(prices, rate, isCertified);
    }

    /// @notice What traffic costs, once, in TFT units. Rounded down, because who sends vouchers chooses how many.
    /// @param nruBytes Public traffic in bytes, in and out
    /// @param tftPerUsd TFT per USD, 12 decimals
    function trafficUnitsDown(
        Prices memory prices,
        uint256 nruBytes,
        uint256 tftPerUsd
    ) internal pure returns (uint256) {
        return (nruBytes * prices.trafficUsdPerGb * tftPerUsd) / (_BYTES_PER_GB * _PRODUCTS_PER_UNIT);
    }

    /// @notice USD of 18 decimals in TFT units.
    function unitsUp(uint256 usd, uint256 tftPerUsd) internal pure returns (uint256) {
        return Math.ceilDiv(usd * tftPerUsd, _PRODUCTS_PER_UNIT);
    }

    function _capacityUp(Prices memory prices, Capacity memory capacity) private pure returns (uint256) {
        return Math.ceilDiv(capacity.cuMicroUp() * prices.cuRate + capacity.suMicroUp() * prices.suRate, _MICRO);
    }

    function _certifiedUp(Prices memory prices, uint256 rate, bool isCertified) private pure returns (uint64) {
        return (isCertified ? Math.ceilDiv(rate * prices.certifiedBps, _BPS) : rate).toUint64();
    }
}
