// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPriceFeed} from "./IPriceFeed.sol";

/// @title IAggregatorPriceFeed
/// @notice A price feed that follows an aggregator of USD per TFT. Anybody may bring its latest round.
///
/// Rounds are told apart by their times, not by their numbers: some sources number all of them alike.
interface IAggregatorPriceFeed is IPriceFeed {
    /// @notice The feed was deployed upon this source.
    event AggregatorPriceFeedStarted(address indexed source, uint8 decimals);

    /// @notice Thrown when the source's answers have more than 18 decimals.
    error AggregatorDecimalsInvalid(uint8 decimals);

    /// @notice Thrown when the source's answer is no price: zero or negative.
    error AggregatorAnswerInvalid(int256 answer);

    /// @notice Thrown when the source's latest round is not newer than the one used last.
    error AggregatorRoundNotNewer(uint256 roundAt, uint40 usedRoundAt);

    /// @notice Thrown when the source's latest round lies in the future, or further back than {PriceLimits-maxAge}.
    error AggregatorRoundUntimely(uint256 roundAt);

    /// @notice Makes the answer of the source's latest round the price.
    ///
    /// Emits {PriceUpdated}.
    ///
    /// Requirements: the answer is positive; the round is newer than the one used last, and not older than
    /// {PriceLimits-maxAge}; the latest price is at least {PriceLimits-minInterval} old.
    function poke() external;

    /// @notice Unix time of the round used last; 0 before the first one.
    function usedRoundAt() external view returns (uint40);
}
