// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IPriceFeed} from "../interfaces/IPriceFeed.sol";
import {PackedQuote, PackedQuoteLib} from "../libraries/PackedQuote.sol";
import {Price} from "../libraries/Price.sol";

/// @title PriceFeed
/// @notice Keeps price, average and index; where prices come from is the heir's matter. Refer to {IPriceFeed}.
abstract contract PriceFeed is IPriceFeed {
    /// @dev Everything as of the latest price, in one slot.
    struct State {
        uint96 index;
        uint56 tftPerUsd;
        uint56 averageTftPerUsd;
        uint40 updatedAt;
    }

    uint256 private constant _BPS = 10_000;

    /* IMMUTABLES */

    uint80 private immutable _LOWEST;
    uint80 private immutable _HIGHEST;
    uint16 private immutable _MAX_MOVE_BPS;
    uint32 private immutable _MIN_INTERVAL;
    uint32 private immutable _MAX_AGE;

    /* STORAGE */

    State private _state;

    /* CONSTRUCTOR */

    constructor(PriceLimits memory newLimits, uint256 firstUsdPerTft) {
        require(_areSound(newLimits), PriceLimitsInvalid(newLimits));
        require(
            firstUsdPerTft >= newLimits.lowest && firstUsdPerTft <= newLimits.highest,
            PriceInvalid(firstUsdPerTft)
        );
        _LOWEST = newLimits.lowest;
        _HIGHEST = newLimits.highest;
        _MAX_MOVE_BPS = newLimits.maxMoveBps;
        _MIN_INTERVAL = newLimits.minInterval;
        _MAX_AGE = newLimits.maxAge;
        emit PriceFeedStarted(newLimits);

        uint56 tftPerUsd = Price.tftPerUsdDown(firstUsdPerTft);
        _store(firstUsdPerTft, tftPerUsd, tftPerUsd, 0);
    }

    function _areSound(PriceLimits memory newLimits) private pure returns (bool) {
        return
            Price.isPossible(newLimits.lowest) &&
            Price.isPossible(newLimits.highest) &&
            newLimits.lowest <= newLimits.highest &&
            newLimits.maxMoveBps != 0 &&
            newLimits.maxMoveBps <= _BPS &&
            newLimits.minInterval != 0 &&
            newLimits.maxAge >= newLimits.minInterval;
    }

    /* UPDATE */

    /// @dev Makes any price but 0 the present one, moved to within what the limits permit.
    ///
    /// Emits {PriceUpdated}.
    ///
    /// Requirements: {_earliestUpdate} has come.
    function _update(uint256 newUsdPerTft) internal {
        uint256 earliest = _earliestUpdate();
        require(block.timestamp >= earliest, PriceTooSoon(earliest));

        Quote memory present = quote();
        uint256 permitted = _clampDown(newUsdPerTft, present.averageTftPerUsd);
        _store(newUsdPerTft, Price.tftPerUsdDown(permitted), present.averageTftPerUsd, present.index);
    }

    function _earliestUpdate() internal view returns (uint256) {
        return uint256(_state.updatedAt) + _MIN_INTERVAL;
    }

    /// @dev The average never leaves the bounds, so that some price is always within both them and the bounded move.
    function _clampDown(uint256 newUsdPerTft, uint256 averageTftPerUsd) private view returns (uint256) {
        uint256 average = Price.usdPerTftDown(averageTftPerUsd);
        uint256 lowest = Math.max(_LOWEST, (average * (_BPS - _MAX_MOVE_BPS)) / _BPS);
        uint256 highest = Math.min(_HIGHEST, (average * (_BPS + _MAX_MOVE_BPS)) / _BPS);
        return Math.min(Math.max(newUsdPerTft, lowest), highest);
    }

    function _store(uint256 newUsdPerTft, uint56 tftPerUsd, uint56 averageTftPerUsd, uint96 index) private {
        _state = State({
            index: index,
            tftPerUsd: tftPerUsd,
            averageTftPerUsd: averageTftPerUsd,
            updatedAt: uint40(block.timestamp)
        });
        emit PriceUpdated({
            usdPerTft: newUsdPerTft,
            tftPerUsd: tftPerUsd,
            averageTftPerUsd: averageTftPerUsd,
            index: index
        });
    }

    /* VIEWS */

    /// @inheritdoc IPriceFeed
    function quote() public view returns (Quote memory) {
        return presentQuote().unpack();
    }

    /// @inheritdoc IPriceFeed
    function presentQuote() public view returns (PackedQuote) {
        State storage state = _state;
        (uint256 index, uint256 tftPerUsd, uint256 average, uint256 since) = (
            state.index,
            state.tftPerUsd,
            state.averageTftPerUsd,
            state.updatedAt
        );
        // Overflow not possible: the index stays below 2^94 whenever `updatedAt` can hold the time, 2^40 seconds at 10^16.
        unchecked {
            uint256 elapsed = block.timestamp - since;
            return
                PackedQuoteLib.pack(
                    index + tftPerUsd * elapsed,
                    tftPerUsd,
                    Price.averageDown(average, tftPerUsd, elapsed),
                    elapsed > _MAX_AGE
                );
        }
    }

    function _isStale(uint256 since) internal view returns (bool) {
        return block.timestamp - since > _MAX_AGE;
    }

    /// @inheritdoc IPriceFeed
    function usdPerTft() external view returns (uint256) {
        return Price.usdPerTftDown(_state.tftPerUsd);
    }

    /// @inheritdoc IPriceFeed
    function updatedAt() external view returns (uint40) {
        return _state.updatedAt;
    }

    /// @inheritdoc IPriceFeed
    function limits() external view returns (PriceLimits memory) {
        return
            PriceLimits({
                lowest: _LOWEST,
                highest: _HIGHEST,
                maxMoveBps: _MAX_MOVE_BPS,
                minInterval: _MIN_INTERVAL,
                maxAge: _MAX_AGE
            });
    }
}
