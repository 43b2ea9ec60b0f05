// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice Arithmetic on prices of TFT: "usdPerTft" has 18 decimals, "tftPerUsd" has 12, and their product is 10^30.
library Price {
    /// @notice The absolute bounds of every price: 0.0001 and 1,000 USD per TFT.
    uint256 internal constant MIN_USD_PER_TFT = 1e14;
    uint256 internal constant MAX_USD_PER_TFT = 1e21;

    uint256 private constant _PRODUCT = 1e30;

    /// @notice Whether a price lies within the absolute bounds.
    function isPossible(uint256 usdPerTft) internal pure returns (bool) {
        return usdPerTft >= MIN_USD_PER_TFT && usdPerTft <= MAX_USD_PER_TFT;
    }

    /// @notice TFT per USD for a price within the absolute bounds, in favour of who is charged by it.
    function tftPerUsdDown(uint256 usdPerTft) internal pure returns (uint56) {
        return uint56(_PRODUCT / usdPerTft); // 10^9 to 10^16, below 2^56
    }

    /// @notice USD per TFT.
    function usdPerTftDown(uint256 tftPerUsd) internal pure returns (uint256) {
        return _PRODUCT / tftPerUsd;
    }

    /// @notice A day's moving average after `elapsed` seconds at `price`, both of 56 bits. It never leaves the range between
    /// the two.
    function averageDown(uint256 average, uint256 price, uint256 elapsed) internal pure returns (uint256) {
        if (elapsed >= 1 days) return price;
        // Overflow not possible: 73 bits each.
        unchecked {
            return (average * (1 days - elapsed) + price * elapsed) / 1 days;
        }
    }

    /// @notice The middle one of some prices, or the mean of the middle two. Sorts `prices`, of which there is at least one.
    ///
    /// As long as fewer than half of the prices are wrong, it lies between right ones.
    function medianDown(uint256[] memory prices) internal pure returns (uint256) {
        Arrays.sort(prices);
        return Math.average(prices[(prices.length - 1) / 2], prices[prices.length / 2]);
    }
}
