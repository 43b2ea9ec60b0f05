// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountBooks} from "./Accrual.sol";

/// @notice An {AccountBooks} as it is stored, in three words: the fields from the least significant bits on, in the order of
/// the struct. By hand, because the compiler would write each field for itself.
struct PackedBooks {
    uint256 holdings;
    uint256 charged;
    uint256 rates;
}

library PackedBooksLib {
    /// @dev Into `books`, which exists already.
    function load(PackedBooks storage stored, AccountBooks memory books) internal view {
        (uint256 holdings, uint256 charged, uint256 rates) = (stored.holdings, stored.charged, stored.rates);
        books.balance = uint96(holdings);
        books.index = uint96(holdings >> 96);
        books.referenceTftPerUsd = uint56(holdings >> 192);
        books.charged.discountable = uint104(charged);
        books.charged.plain = uint104(charged >> 104);
        books.charged.epoch = uint32(charged >> 208);
        books.rates.discountable = uint64(rates);
        books.rates.plain = uint64(rates >> 64);
        books.rates.pendingDiscountable = uint64(rates >> 128);
        books.rates.pendingPlain = uint64(rates >> 192);
    }

    function store(PackedBooks storage stored, AccountBooks memory books) internal {
        stored.holdings = books.balance | (uint256(books.index) << 96) | (uint256(books.referenceTftPerUsd) << 192);
        stored.charged =
            books.charged.discountable |
            (uint256(books.charged.plain) << 104) |
            (uint256(books.charged.epoch) << 208);
        stored.rates =
            books.rates.discountable |
            (uint256(books.rates.plain) << 64) |
            (uint256(books.rates.pendingDiscountable) << 128) |
            (uint256(books.rates.pendingPlain) << 192);
    }
}
