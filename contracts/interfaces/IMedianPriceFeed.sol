// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPriceFeed} from "./IPriceFeed.sol";

/// @title IMedianPriceFeed
/// @notice A price feed whose price is the median of what the members of a signer set ({ISignerSet}) report, each on his
/// own.
///
/// A report is fresh for {reportMaxAge}. Only the latest reports of members of the active set count, and only once at least
/// the set's threshold of them are fresh. As long as fewer than half of the fresh ones are wrong, the median lies between
/// right ones, however absurd the wrong ones are.
interface IMedianPriceFeed is IPriceFeed {
    /// @notice What a member reported last.
    /// @param usdPerTft USD per TFT, 18 decimals
    /// @param reportedAt Unix time of the report; 0 if there is none
    struct Report {
        uint80 usdPerTft;
        uint40 reportedAt;
    }

    /// @notice Reports are fresh for so many seconds.
    event MedianPriceFeedStarted(uint32 reportMaxAge);

    /// @notice A member reported.
    /// @param usdPerTft USD per TFT, 18 decimals
    event PriceReported(address indexed member, uint256 usdPerTft);

    /// @notice Thrown when the time for which reports are fresh is 0 or longer than that after which a price is stale.
    error PriceReportMaxAgeInvalid(uint32 reportMaxAge, uint32 maxAge);

    /// @notice Replaces the caller's report, and makes the median the price where that is due. A report that finds too few
    /// fresh ones beside it, or comes too soon after the latest price, is kept and counts with the next one.
    ///
    /// Emits {PriceReported}, and {PriceUpdated} where it makes a price.
    ///
    /// Requirements: the caller is a member of the active set; the price lies within the absolute bounds 10^-4 and 10^3 USD.
    /// @param newUsdPerTft USD per TFT, 18 decimals
    function report(uint256 newUsdPerTft) external;

    /// @notice The median of the fresh reports, USD per TFT with 18 decimals: of an even number of them the mean of the
    /// middle two, rounded down, which favours neither side; 0 while fewer than the threshold are fresh.
    function median() external view returns (uint256);

    /// @notice What `member` reported last, fresh or not, member of the active set or not.
    function reportOf(address member) external view returns (Report memory);

    /// @notice For how long a report is fresh, in seconds.
    function reportMaxAge() external view returns (uint32);
}
