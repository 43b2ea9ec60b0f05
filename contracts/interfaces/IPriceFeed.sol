// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PackedQuote} from "../libraries/PackedQuote.sol";

/// @title IPriceFeed
/// @notice What TFT is worth, as a step function of time and its integral.
///
/// A rate in USD per second costs, over any time, the rate times what the index grew by, whatever the price did in
/// between: each second is charged at the price that was stored then, never at one read later.
///
/// Prices are kept as TFT per USD with 12 decimals, "tftPerUsd", between 10^9 (1,000 USD per TFT) and 10^16 (0.0001 USD per
/// TFT). The index is the sum of tftPerUsd over all seconds since deployment, in 10^-12 TFT·s/USD. Both are exact: rounding
/// happens once, when a price comes in.
///
/// The average moves: over d seconds at price x it goes the share min(d, 1 day) / 1 day of the way to x. A price that stands
/// for a day is the average.
///
/// A price is never refused for being far off. It is moved to within the bounds and, where it is further than
/// {PriceLimits-maxMoveBps} from the average, to that distance: a crash is followed at the permitted speed.
interface IPriceFeed {
    /// @notice How far and how fast the price may go.
    /// @param lowest Least USD per TFT, 18 decimals, within the absolute bounds 10^-4 and 10^3 USD
    /// @param highest Greatest USD per TFT, 18 decimals, likewise; not below `lowest`
    /// @param maxMoveBps How far from the average a new price may be, in basis points of the average, both in USD per TFT; 1
    /// to 10,000
    /// @param minInterval Least time between two prices, in seconds; above 0
    /// @param maxAge Greatest age of a price that is not stale, in seconds; not below `minInterval`
    struct PriceLimits {
        uint80 lowest;
        uint80 highest;
        uint16 maxMoveBps;
        uint32 minInterval;
        uint32 maxAge;
    }

    /// @notice What the feed says at one moment.
    /// @param index Sum of tftPerUsd over all seconds so far, in 10^-12 TFT·s/USD
    /// @param tftPerUsd The present price as TFT per USD, 12 decimals
    /// @param averageTftPerUsd The day's moving average of `tftPerUsd`, 12 decimals, rounded down
    /// @param isStale Whether the price is older than {PriceLimits-maxAge}
    struct Quote {
        uint96 index;
        uint56 tftPerUsd;
        uint56 averageTftPerUsd;
        bool isStale;
    }

    /// @notice The feed was deployed with these limits. The first {PriceUpdated} follows in the same transaction.
    event PriceFeedStarted(PriceLimits limits);

    /// @notice A new price holds from now on. Price, average, index and the block's time are all that {quote} computes from.
    /// @param usdPerTft USD per TFT, 18 decimals, as it came in
    /// @param tftPerUsd The price that holds, after bounds and the bounded move: TFT per USD, 12 decimals
    /// @param averageTftPerUsd The day's moving average just before, TFT per USD, 12 decimals
    /// @param index The index at this moment
    event PriceUpdated(uint256 usdPerTft, uint56 tftPerUsd, uint56 averageTftPerUsd, uint96 index);

    /// @notice Thrown when the limits contradict each other or the absolute bounds.
    error PriceLimitsInvalid(PriceLimits limits);

    /// @notice Thrown when a price comes too soon after the one before.
    error PriceTooSoon(uint256 earliest);

    /// @notice Thrown when a price, in USD per TFT with 18 decimals, is outside the bounds that apply to it.
    error PriceInvalid(uint256 usdPerTft);

    /// @notice Price, average, index and freshness now. Never fails, however old the price is.
    function quote() external view returns (Quote memory);

    /// @notice The same in one word, for contracts.
    function presentQuote() external view returns (PackedQuote);

    /// @notice USD per TFT now, 18 decimals, rounded down from what is kept. For people; charges use {quote}.
    function usdPerTft() external view returns (uint256);

    /// @notice Unix time of the latest price.
    function updatedAt() external view returns (uint40);

    /// @notice The limits, which never change.
    function limits() external view returns (PriceLimits memory);
}
