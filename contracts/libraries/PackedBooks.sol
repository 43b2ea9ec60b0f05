// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountBooks, Accumulators, Rates} from "./Accrual.sol";

/// @notice An {AccountBooks} as it is stored, in three words: the fields from the least significant bits on, in the order of
/// the struct. Computed with as words too: the compiler would copy and mask each field for itself.
struct PackedBooks {
    uint256 holdings;
    uint256 charged;
    uint256 rates;
}

using PackedBooksLib for PackedBooks global;

library PackedBooksLib {
    uint256 private constant _EPOCH = 208;
    uint256 private constant _REFERENCE = 192;

    /// @dev Into `books`, which exists already.
    function load(PackedBooks storage stored, PackedBooks memory books) internal view {
        (books.holdings, books.charged, books.rates) = (stored.holdings, stored.charged, stored.rates);
    }

    function pack(AccountBooks memory books) internal pure returns (PackedBooks memory) {
        return
            PackedBooks({
                holdings: holdingsOf(books.balance, books.index, books.referenceTftPerUsd),
                charged: chargedOf(books.charged.discountable, books.charged.plain, books.charged.epoch),
                rates: ratesOf(books.rates.discountable, books.rates.plain) |
                    (ratesOf(books.rates.pendingDiscountable, books.rates.pendingPlain) << 128)
            });
    }

    function unpack(PackedBooks memory books) internal pure returns (AccountBooks memory) {
        return
            AccountBooks({
                balance: uint96(books.balance()),
                index: uint96(books.index()),
                referenceTftPerUsd: uint56(books.referenceTftPerUsd()),
                charged: Accumulators(uint104(books.discountable()), uint104(books.plain()), books.epoch()),
                rates: Rates({
                    discountable: uint64(books.rates),
                    plain: uint64(books.rates >> 64),
                    pendingDiscountable: uint64(books.rates >> 128),
                    pendingPlain: uint64(books.rates >> 192)
                })
            });
    }

    /* WORDS */

    /// @dev Of numbers within the widths of their fields, as in the functions below.
    function holdingsOf(uint256 heldBalance, uint256 presentIndex, uint256 tftPerUsd) internal pure returns (uint256) {
        return heldBalance | (presentIndex << 96) | (tftPerUsd << _REFERENCE);
    }

    function chargedOf(
        uint256 discountableCharged,
        uint256 plainCharged,
        uint256 inEpoch
    ) internal pure returns (uint256) {
        return discountableCharged | (plainCharged << 104) | (inEpoch << _EPOCH);
    }

    /// @notice Rates of what is active; those of what is pending stand 128 bits further up.
    function ratesOf(uint256 discountableAdded, uint256 plainAdded) internal pure returns (uint256) {
        return discountableAdded | (plainAdded << 64);
    }

    /// @notice Computes thresholds at another price from now on.
    function refer(PackedBooks memory books, uint256 tftPerUsd) internal pure {
        books.holdings = uint192(books.holdings) | (tftPerUsd << _REFERENCE);
    }

    /* FIELDS */

    function balance(PackedBooks memory books) internal pure returns (uint256) {
        return uint96(books.holdings);
    }

    function index(PackedBooks memory books) internal pure returns (uint256) {
        return uint96(books.holdings >> 96);
    }

    function referenceTftPerUsd(PackedBooks memory books) internal pure returns (uint256) {
        return books.holdings >> _REFERENCE;
    }

    function discountable(PackedBooks memory books) internal pure returns (uint256) {
        return uint104(books.charged);
    }

    function plain(PackedBooks memory books) internal pure returns (uint256) {
        return uint104(books.charged >> 104);
    }

    function epoch(PackedBooks memory books) internal pure returns (uint32) {
        return uint32(books.charged >> _EPOCH);
    }

    function discountableRate(PackedBooks memory books) internal pure returns (uint256) {
        return uint64(books.rates);
    }

    function plainRate(PackedBooks memory books) internal pure returns (uint256) {
        return uint64(books.rates >> 64);
    }

    /// @notice The rates of pending streams together.
    function pendingRates(PackedBooks memory books) internal pure returns (uint256) {
        // Overflow not possible: two numbers of 64 bits.
        unchecked {
            return uint256(uint64(books.rates >> 128)) + (books.rates >> 192);
        }
    }

    /// @notice All rates, those of pending streams included.
    function allRates(PackedBooks memory books) internal pure returns (uint256) {
        // Overflow not possible: four numbers of 64 bits.
        unchecked {
            return books.discountableRate() + books.plainRate() + books.pendingRates();
        }
    }
}
