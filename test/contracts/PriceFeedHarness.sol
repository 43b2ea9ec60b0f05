// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Price} from "../../contracts/libraries/Price.sol";
import {PriceFeed} from "../../contracts/oracle/PriceFeed.sol";

/// @notice A price feed to which anybody may bring any price.
contract PriceFeedHarness is PriceFeed {
    constructor(PriceLimits memory newLimits, uint256 firstUsdPerTft) PriceFeed(newLimits, firstUsdPerTft) {}

    function update(uint256 newUsdPerTft) external {
        _update(newUsdPerTft);
    }

    function medianDown(uint256[] memory prices) external pure returns (uint256) {
        return Price.medianDown(prices);
    }
}
