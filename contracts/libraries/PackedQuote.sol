// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IPriceFeed} from "../interfaces/IPriceFeed.sol";

/// @notice An {IPriceFeed-Quote} in one word: the fields from the least significant bits on, in the order of the struct. Every
/// write of an account asks for it, and decodes a word at a third of the price.
type PackedQuote is uint256;

using PackedQuoteLib for PackedQuote global;

library PackedQuoteLib {
    /// @dev Of numbers within the widths of their fields.
    function pack(
        uint256 atIndex,
        uint256 price,
        uint256 averagePrice,
        bool isOld
    ) internal pure returns (PackedQuote) {
        return PackedQuote.wrap(atIndex | (price << 96) | (averagePrice << 152) | (SafeCast.toUint(isOld) << 208));
    }

    function unpack(PackedQuote quote) internal pure returns (IPriceFeed.Quote memory) {
        return
            IPriceFeed.Quote({
                index: uint96(quote.index()),
                tftPerUsd: uint56(quote.tftPerUsd()),
                averageTftPerUsd: uint56(quote.averageTftPerUsd()),
                isStale: quote.isStale()
            });
    }

    function index(PackedQuote quote) internal pure returns (uint256) {
        return uint96(PackedQuote.unwrap(quote));
    }

    function tftPerUsd(PackedQuote quote) internal pure returns (uint256) {
        return uint56(PackedQuote.unwrap(quote) >> 96);
    }

    function averageTftPerUsd(PackedQuote quote) internal pure returns (uint256) {
        return uint56(PackedQuote.unwrap(quote) >> 152);
    }

    function isStale(PackedQuote quote) internal pure returns (bool) {
        return PackedQuote.unwrap(quote) >> 208 != 0;
    }
}
