// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IPriceFeed} from "../../contracts/interfaces/IPriceFeed.sol";
import {PackedQuote, PackedQuoteLib} from "../../contracts/libraries/PackedQuote.sol";

/// @notice A price that anybody sets to anything at any time, so that tests reach what limits keep real feeds from.
contract FreePriceFeed is IPriceFeed {
    uint96 private _index;
    uint56 private _tftPerUsd;
    uint56 private _average;
    uint40 public updatedAt;
    bool public isStale;

    constructor(uint56 tftPerUsd) {
        (_tftPerUsd, _average, updatedAt) = (tftPerUsd, tftPerUsd, uint40(block.timestamp));
    }

    /// @notice A new price from now on; the average is it at once.
    function set(uint56 tftPerUsd) external {
        setWithAverage(tftPerUsd, tftPerUsd);
    }

    function setWithAverage(uint56 tftPerUsd, uint56 average) public {
        _index = quote().index;
        (_tftPerUsd, _average, updatedAt) = (tftPerUsd, average, uint40(block.timestamp));
    }

    function setStale(bool newIsStale) external {
        isStale = newIsStale;
    }

    function quote() public view returns (Quote memory) {
        uint256 index = _index + (block.timestamp - updatedAt) * _tftPerUsd;
        return Quote(uint96(index), _tftPerUsd, _average, isStale);
    }

    function presentQuote() external view returns (PackedQuote) {
        Quote memory present = quote();
        return PackedQuoteLib.pack(present.index, present.tftPerUsd, present.averageTftPerUsd, present.isStale);
    }

    function usdPerTft() external view returns (uint256) {
        return Math.mulDiv(1e18, 1e12, _tftPerUsd);
    }

    function limits() external pure returns (PriceLimits memory) {
        return PriceLimits(1e14, 1e21, 10_000, 1, type(uint32).max);
    }
}
