// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {PackedBooks, PackedBooksLib} from "./PackedBooks.sol";

/// @notice Rates in 10^-18 USD per second; all four together fit one uint64.
/// @param discountable Of active streams, the part that the ladder discounts
/// @param plain Of active streams, the part that is never discounted
/// @param pendingDiscountable Of streams that wait for their start
/// @param pendingPlain Likewise, the plain part
struct Rates {
    uint64 discountable;
    uint64 plain;
    uint64 pendingDiscountable;
    uint64 pendingPlain;
}

/// @notice What a rate of 1 was charged so far, in tenths of the price index.
/// @param epoch How often the account was exhausted before
struct Accumulators {
    uint104 discountable;
    uint104 plain;
    uint32 epoch;
}

/// @notice An account as it was last written.
/// @param balance 10^-16 TFT
/// @param index The price index then
/// @param referenceTftPerUsd The price that thresholds are computed at, as TFT per USD with 12 decimals
/// @param charged The accumulators then
/// @param rates Constant from then on
struct AccountBooks {
    uint96 balance;
    uint96 index;
    uint56 referenceTftPerUsd;
    Accumulators charged;
    Rates rates;
}

/// @notice An account at some later index.
/// @param grains What it holds, in 10^-31 TFT
/// @param index How far it was charged: the index asked for, or the one at which it was exhausted
/// @param discountable Accumulator, in tenths of the index
/// @param plain Likewise
/// @param isActive Whether it is above its reserve
/// @param isExhausted Whether it could not be charged up to the index asked for
struct Position {
    uint256 grains;
    uint256 index;
    uint256 discountable;
    uint256 plain;
    bool isActive;
    bool isExhausted;
}

/// @notice How an account is charged: a function of how it was last written and of the price index. See
/// docs/accounts.md, whose
/// signs are in brackets. All numbers are exact in grains, 10^-31 TFT.
library Accrual {
    uint256 internal constant GRAINS_PER_BALANCE = 1e15;
    uint256 internal constant GRAINS_PER_UNIT = 1e24;

    /// @dev Levels of the ladder above list price.
    uint256 internal constant TOP_LEVEL = 4;

    /// @dev In tenths: 40 % of the undiscounted rates while paused.
    uint256 private constant _RETENTION = 4;

    /// @dev 14 days of retention, in seconds at all rates.
    uint256 private constant _RESERVE = (14 days * _RETENTION) / 10;

    /// @dev What each level asks for above the reserve, in seconds at all rates: 32 bits each, from level 0 up.
    uint256 private constant _COVERAGES = (45 days << 32) | (90 days << 64) | (180 days << 96) | (540 days << 128);

    /// @dev What remains of the price at each level, in tenths: 8 bits each, from level 0 up.
    uint256 private constant _FACTORS = 10 | (8 << 8) | (7 << 16) | (6 << 24) | (4 << 32);

    /* CHARGE */

    /// @notice The account at `index`.
    /// @param index Not below {AccountBooks-index}
    function positionAt(AccountBooks memory books, uint256 index) internal pure returns (Position memory position) {
        PackedBooks memory packed = PackedBooksLib.pack(books);
        uint256 left;
        (position.grains, left, position.discountable, position.plain) = walk(packed, index);
        (position.index, position.isExhausted) = (index - left, left > 0);
        position.isActive = isActive(packed, position.grains);
    }

    /// @notice How the account is charged up to `index`.
    /// @param index Not below {AccountBooks-index}
    /// @return grains What it then holds, in 10^-31 TFT
    /// @return left Steps that it cannot pay: above 0 when it is exhausted
    /// @return discountable Accumulator, in tenths of the index
    /// @return plain Likewise
    function walk(
        PackedBooks memory books,
        uint256 index
    ) internal pure returns (uint256 grains, uint256 left, uint256 discountable, uint256 plain) {
        (uint256 discountableRate, uint256 plainRate) = (books.discountableRate(), books.plainRate());
        (discountable, plain) = (books.discountable(), books.plain());
        grains = grainsOf(books.balance());
        // Overflow not possible: a threshold is below 2^152 and a charge below 2^68; steps times charge are at most what is
        // held, and accumulators stay below ten times an index of 96 bits.
        unchecked {
            uint256 rates = discountableRate + plainRate;
            if (rates == 0) return (grains, 0, discountable, plain);
            left = index - books.index();
            uint256 second = secondOf(rates + books.pendingRates(), books.referenceTftPerUsd());
            for (uint256 level = _levelsWithin(grains, second); left > 0 && level > 0;) {
                uint256 threshold = second * coverageOf(--level);
                if (grains <= threshold) continue;
                uint256 factor = factorOf(level);
                uint256 charge = discountableRate * factor + plainRate * 10;
                uint256 steps = _least((grains - threshold) / charge, left);
                (grains, left) = (grains - steps * charge, left - steps);
                (discountable, plain) = (discountable + steps * factor, plain + steps * 10);
            }
            if (left > 0) {
                uint256 charge = rates * _RETENTION;
                uint256 steps = _least(grains / charge, left);
                (grains, left) = (grains - steps * charge, left - steps);
                (discountable, plain) = (discountable + steps * _RETENTION, plain + steps * _RETENTION);
            }
        }
    }

    /// @dev How many levels a walk may find: list price, and those above it whose threshold is exceeded.
    function _levelsWithin(uint256 grains, uint256 second) private pure returns (uint256) {
        // Overflow not possible: a threshold is below 2^152.
        unchecked {
            if (grains <= second * coverageOf(1)) return 1;
            if (grains <= second * coverageOf(2)) return 2;
            if (grains <= second * coverageOf(3)) return 3;
            return grains <= second * coverageOf(TOP_LEVEL) ? TOP_LEVEL : TOP_LEVEL + 1;
        }
    }

    function _least(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    /// @notice What a balance is in grains.
    function grainsOf(uint256 balance) internal pure returns (uint256) {
        // Overflow not possible: balances have 96 bits.
        unchecked {
            return balance * GRAINS_PER_BALANCE;
        }
    }

    /// @notice What one step costs at a level, in grains [c].
    function chargeOf(Rates memory rates, uint256 level) internal pure returns (uint256) {
        // Overflow not possible: rates have 64 bits, factors 4.
        unchecked {
            return rates.discountable * factorOf(level) + uint256(rates.plain) * 10;
        }
    }

    /// @notice What one step costs while paused, in grains [c_r].
    function retentionOf(Rates memory rates) internal pure returns (uint256) {
        // Overflow not possible: rates have 64 bits.
        unchecked {
            return (uint256(rates.discountable) + rates.plain) * _RETENTION;
        }
    }

    /// @notice What a stream with these rates is owed for what a rate of 1 was charged, in TFT units, rounded down: in
    /// all, and how much of it by the plain rate.
    function owed(
        uint256 discountableRate,
        uint256 plainRate,
        uint256 discountableCharged,
        uint256 plainCharged
    ) internal pure returns (uint256 units, uint256 plainUnits) {
        // Overflow not possible: rates have 64 bits, accumulators 104.
        unchecked {
            uint256 plainGrains = plainRate * plainCharged;
            units = (discountableRate * discountableCharged + plainGrains) / GRAINS_PER_UNIT;
            plainUnits = plainGrains / GRAINS_PER_UNIT;
        }
    }

    /* THRESHOLDS */

    /// @notice Whether an account that holds `grains` is above its reserve: its next step is charged at some level of the
    /// ladder. Without rates there is no reserve.
    function isActive(PackedBooks memory books, uint256 grains) internal pure returns (bool) {
        // Overflow not possible: a reserve is below 2^150, a charge below 2^68.
        unchecked {
            uint256 rates = books.discountableRate() + books.plainRate();
            uint256 all = rates + books.pendingRates();
            return all == 0 || grains >= reserveOf(all, books.referenceTftPerUsd()) + 10 * rates;
        }
    }

    /// @notice Whether the next step of an account that holds `grains` is charged at `level` or a higher one.
    function holds(AccountBooks memory books, uint256 grains, uint256 level) internal pure returns (bool) {
        // Overflow not possible: a threshold is below 2^152, a charge below 2^68.
        unchecked {
            return grains >= thresholdOf(books, level) + chargeOf(books.rates, level);
        }
    }

    /// @notice What must be held for a level, in grains [T]; level 0 is list price, its threshold the reserve.
    function thresholdOf(AccountBooks memory books, uint256 level) internal pure returns (uint256) {
        // Overflow not possible: see {secondOf} and {coverageOf}.
        unchecked {
            return secondOf(allRates(books.rates), books.referenceTftPerUsd) * coverageOf(level);
        }
    }

    /// @notice The least reference price, as TFT per USD with 12 decimals, at which the balance gets no discount. There are
    /// rates.
    function listPriceReference(PackedBooks memory books) internal pure returns (uint256) {
        return Math.ceilDiv(grainsOf(books.balance()), secondOf(books.allRates(), 1) * coverageOf(1));
    }

    /// @notice What retention of all workloads costs for 14 days, in grains [S].
    function reserveOf(uint256 all, uint256 tftPerUsd) internal pure returns (uint256) {
        // Overflow not possible: 126 bits of a second, 24 of the time.
        unchecked {
            return secondOf(all, tftPerUsd) * _RESERVE;
        }
    }

    /// @notice How long at all rates a level must be covered, the reserve included, in seconds [T].
    function coverageOf(uint256 level) internal pure returns (uint256) {
        // Overflow not possible: 20 months of seconds fit 26 bits.
        unchecked {
            return _RESERVE + uint32(_COVERAGES >> (32 * level));
        }
    }

    /// @notice What remains of the price at a level, in tenths [f].
    function factorOf(uint256 level) internal pure returns (uint256) {
        return uint8(_FACTORS >> (8 * level));
    }

    /// @notice What a second at all rates costs, in grains.
    function secondOf(uint256 all, uint256 tftPerUsd) internal pure returns (uint256) {
        // Overflow not possible: 66 bits of rates, 56 of a price, 4 of ten.
        unchecked {
            return 10 * all * tftPerUsd;
        }
    }

    /// @notice All rates, those of pending streams included [U].
    function allRates(Rates memory rates) internal pure returns (uint256) {
        // Overflow not possible: four numbers of 64 bits.
        unchecked {
            return uint256(rates.discountable) + rates.plain + rates.pendingDiscountable + rates.pendingPlain;
        }
    }
}
