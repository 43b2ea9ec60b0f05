// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountBooks, Accrual, Accumulators, Position, Rates} from "../../contracts/libraries/Accrual.sol";
import {Fuzz} from "../solidity/Fuzz.sol";

contract AccrualTest is Fuzz {
    /// @dev Ends of the absolute bounds of a price.
    uint256 private constant _LOWEST = 1e9;
    uint256 private constant _HIGHEST = 1e16;

    uint256 private constant _CENTURY = 36_525 days;

    /// @dev A rate of this makes every charge a whole number of 10^-16 TFT: nothing is rounded when the account is written.
    uint64 private constant _EVEN_RATE = 1e15;

    /// @dev However much was charged before, a century at the extremes fits.
    function test_positionAt_holdsACenturyAtAnyPrice(AccountBooks memory books, uint256 tftPerUsd) external pure {
        _limit(books);
        uint256 index = books.index + _CENTURY * _bound(tftPerUsd, _LOWEST, _HIGHEST);

        Position memory position = Accrual.positionAt(books, index);

        _checkAtMost(position.grains, books.balance * Accrual.GRAINS_PER_BALANCE);
        _checkAtMost(position.index, index);
        _checkAtMost(position.index, type(uint96).max);
        _checkAtMost(position.discountable, type(uint104).max);
        _checkAtMost(position.plain, type(uint104).max);
    }

    /// @dev What the accumulators say that all rates paid is what the account lost.
    function test_positionAt_chargesWhatTheAccumulatorsSay(AccountBooks memory books, uint96 steps) external pure {
        _limit(books);

        Position memory position = Accrual.positionAt(books, uint256(books.index) + steps);

        uint256 charged =
            books.rates.discountable * (position.discountable - books.charged.discountable) +
                books.rates.plain * (position.plain - books.charged.plain);
        _checkEqual(position.grains + charged, books.balance * Accrual.GRAINS_PER_BALANCE);
    }

    function test_positionAt_isTheSameInOneWalkAndInTwo(
        AccountBooks memory books,
        uint96 first,
        uint96 second
    ) external pure {
        _limit(books);
        _makeEven(books.rates);
        uint256 between = books.index + _bound(first, 0, _CENTURY * _LOWEST);
        uint256 end = between + _bound(second, 0, _CENTURY * _LOWEST);

        Position memory atOnce = Accrual.positionAt(books, end);
        Position memory halfway = Accrual.positionAt(books, between);
        if (halfway.isExhausted) {
            _checkSame(abi.encode(halfway), abi.encode(atOnce));
        } else {
            _checkSame(abi.encode(Accrual.positionAt(_writtenAt(books, halfway), end)), abi.encode(atOnce));
        }
    }

    /// @dev An account is exhausted when it holds less than a step of retention costs, not before.
    function test_positionAt_isExhaustedByTheStepThatItCannotPay(AccountBooks memory books) external pure {
        _limit(books);
        uint256 retention = Accrual.retentionOf(books.rates);

        Position memory position = Accrual.positionAt(books, type(uint256).max);

        _checkTrue(position.isExhausted == (retention > 0), "exhausted if anything is charged");
        if (!position.isExhausted) return;
        _checkAtMost(position.grains + 1, retention);
        _checkTrue(!Accrual.positionAt(books, position.index).isExhausted, "the last step is paid");
        _checkTrue(Accrual.positionAt(books, position.index + 1).isExhausted, "the next one is not");
    }

    function test_positionAt_saysHowTheNextStepIsCharged(AccountBooks memory books, uint8 fewer) external pure {
        _limit(books);
        if (Accrual.retentionOf(books.rates) == 0) return;
        books.balance >>= fewer % 96;

        Position memory position = Accrual.positionAt(books, uint256(books.index) + 1);

        uint256 charged = position.plain - books.charged.plain;
        if (Accrual.positionAt(books, books.index).isActive) _checkEqual(charged, 10);
        else _checkEqual(charged, position.isExhausted ? 0 : 4);
    }

    /// @dev Who holds more pauses later, and so may be exhausted two steps before: a step at list price costs 2.5 of retention.
    function test_positionAt_neverPausesWhoHoldsMoreEarlier(
        AccountBooks memory books,
        uint96 more,
        uint96 steps
    ) external pure {
        _limit(books);
        uint256 index = uint256(books.index) + steps;

        Position memory poorer = Accrual.positionAt(books, index);
        books.balance = uint96(_bound(more, books.balance, type(uint96).max));
        Position memory richer = Accrual.positionAt(books, index);

        _checkAtMost(poorer.index, richer.index + 2);
        _checkTrue(richer.isActive || !poorer.isActive, "paused with more, not with less");
    }

    /// @dev What streams are owed together is less than what one would be that is their sum, by less than a unit for each.
    function test_owed_isNeverMoreInParts(
        uint64 rate,
        uint64 plainRate,
        uint64 part,
        Accumulators memory growth
    ) external pure {
        uint64 other = rate - uint64(_bound(part, 0, rate));

        (uint256 units, ) = Accrual.owed(rate, plainRate, growth.discountable, growth.plain);
        (uint256 first, ) = Accrual.owed(rate - other, plainRate, growth.discountable, growth.plain);
        (uint256 second, uint256 secondPlain) = Accrual.owed(other, 0, growth.discountable, growth.plain);

        _checkAtMost(first + second, units);
        _checkAtMost(units, first + second + 1);
        _checkEqual(secondPlain, 0);
    }

    /// @dev To what an account and a price feed can hold, with a century to come.
    function _limit(AccountBooks memory books) private pure {
        books.referenceTftPerUsd = uint56(_bound(books.referenceTftPerUsd, _LOWEST, _HIGHEST));
        books.index = uint96(_bound(books.index, 0, type(uint96).max - _CENTURY * _HIGHEST));
        books.charged.discountable = uint104(_bound(books.charged.discountable, 0, 10 * uint256(books.index)));
        books.charged.plain = uint104(_bound(books.charged.plain, 0, 10 * uint256(books.index)));
    }

    function _makeEven(Rates memory rates) private pure {
        rates.discountable -= rates.discountable % _EVEN_RATE;
        rates.plain -= rates.plain % _EVEN_RATE;
    }

    function _writtenAt(
        AccountBooks memory books,
        Position memory position
    ) private pure returns (AccountBooks memory) {
        return
            AccountBooks({
                balance: uint96(position.grains / Accrual.GRAINS_PER_BALANCE),
                index: uint96(position.index),
                referenceTftPerUsd: books.referenceTftPerUsd,
                charged: Accumulators({
                    discountable: uint104(position.discountable),
                    plain: uint104(position.plain),
                    epoch: books.charged.epoch
                }),
                rates: books.rates
            });
    }
}
