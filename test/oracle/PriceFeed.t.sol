// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPriceFeed} from "../../contracts/interfaces/IPriceFeed.sol";
import {PriceFeedHarness} from "../contracts/PriceFeedHarness.sol";
import {Fuzz} from "../solidity/Fuzz.sol";
import {vm} from "../solidity/ICheatCodes.sol";

contract PriceFeedTest is Fuzz {
    uint256 private constant _START = 1_800_000_000;
    uint80 private constant _LOWEST = 1e14;
    uint80 private constant _HIGHEST = 1e21;

    function setUp() external {
        vm.warp(_START);
    }

    /* The time is kept in a variable: to the optimizer it is constant within a transaction. */

    /// @dev The index is what a clock would count that adds the present price every second.
    function test_index_sumsThePriceOfEverySecond(
        uint256 first,
        uint256[10] calldata prices,
        uint32[10] calldata pauses
    ) external {
        PriceFeedHarness feed = _freeFeed(first);
        (uint256 sum, uint256 now_) = (0, _START);
        for (uint256 i = 0; i < prices.length; ++i) {
            uint256 pause = _bound(pauses[i], 1, type(uint32).max);
            sum += feed.quote().tftPerUsd * pause;
            now_ += pause;
            vm.warp(now_);

            _checkEqual(feed.quote().index, sum);
            feed.update(prices[i]);
            _checkEqual(feed.quote().index, sum);
        }
    }

    /// @dev What is asked in between changes nothing: no order of reading or charging makes a stretch dearer.
    function test_index_addsUpOverAnyPartition(uint256 price, uint32 toMiddle, uint32 toEnd) external {
        PriceFeedHarness feed = _freeFeed(price);
        uint256 begin = feed.quote().index;
        vm.warp(_START + toMiddle);
        uint256 middle = feed.quote().index;
        vm.warp(_START + toMiddle + uint256(toEnd));
        uint256 end = feed.quote().index;

        uint256 tftPerUsd = feed.quote().tftPerUsd;
        _checkEqual(middle - begin, tftPerUsd * toMiddle);
        _checkEqual(end - middle, tftPerUsd * toEnd);
    }

    /// @dev At the lowest price the index grows fastest; the clock of 40 bits ends before its 96 bits do.
    function test_quote_neverFailsAtTheLowestPrice(uint40 now_, uint256 next) external {
        now_ = uint40(_bound(now_, _START + 1, type(uint40).max));
        PriceFeedHarness feed = _freeFeed(_LOWEST);
        vm.warp(now_);

        _checkEqual(feed.quote().index, 1e16 * (now_ - _START));
        feed.update(next);
        _checkTrue(!feed.quote().isStale, "fresh");
    }

    function test_quote_neverFailsWithinACenturyOfPrices(
        uint256[12] calldata prices,
        uint32[12] calldata pauses
    ) external {
        PriceFeedHarness feed = _freeFeed(_LOWEST);
        uint256 now_ = _START;
        for (uint256 i = 0; i < prices.length; ++i) {
            now_ += _bound(pauses[i], 1, (100 * 365 days) / prices.length);
            vm.warp(now_);
            feed.update(prices[i] % 2 == 0 ? _LOWEST : prices[i]);
            feed.quote();
        }
    }

    function test_average_staysBetweenThePrices(
        uint256 first,
        uint256[10] calldata prices,
        uint32[10] calldata pauses
    ) external {
        PriceFeedHarness feed = _freeFeed(first);
        (uint256 least, uint256 most) = (feed.quote().tftPerUsd, feed.quote().tftPerUsd);
        uint256 now_ = _START;
        for (uint256 i = 0; i < prices.length; ++i) {
            now_ += _bound(pauses[i], 1, 3 days);
            vm.warp(now_);
            feed.update(prices[i]);

            IPriceFeed.Quote memory present = feed.quote();
            _checkAtMost(least, present.averageTftPerUsd);
            _checkAtMost(present.averageTftPerUsd, most);
            if (present.tftPerUsd < least) least = present.tftPerUsd;
            if (present.tftPerUsd > most) most = present.tftPerUsd;
        }
    }

    function test_average_isThePriceThatStoodForADay(uint256 first, uint256 price, uint32 more) external {
        PriceFeedHarness feed = _freeFeed(first);
        vm.warp(_START + 1);
        feed.update(price);
        vm.warp(_START + 1 + 1 days + more);

        IPriceFeed.Quote memory present = feed.quote();
        _checkEqual(present.averageTftPerUsd, present.tftPerUsd);
    }

    /// @dev Whatever comes in: within the bounds, and no further from the average than permitted. All in TFT per USD, of
    /// which one unit is allowed for rounding.
    function test_update_staysWithinBoundsAndMove(
        IPriceFeed.PriceLimits memory limits,
        uint256 first,
        uint256[10] calldata prices,
        uint32[10] calldata pauses
    ) external {
        limits = _anyLimits(limits);
        PriceFeedHarness feed = new PriceFeedHarness(limits, _bound(first, limits.lowest, limits.highest));
        uint256 now_ = _START;
        for (uint256 i = 0; i < prices.length; ++i) {
            now_ += limits.minInterval + uint256(pauses[i]);
            vm.warp(now_);
            feed.update(prices[i]);

            _checkLimits(feed.quote(), limits);
        }
    }

    function _checkLimits(IPriceFeed.Quote memory present, IPriceFeed.PriceLimits memory limits) private pure {
        _checkAtMost(1e30 / limits.highest, present.tftPerUsd);
        _checkAtMost(present.tftPerUsd, 1e30 / limits.lowest);
        // Without a division: price * (1 ± move) against the average.
        uint256 average = uint256(present.averageTftPerUsd) * 10_000;
        _checkAtMost(average, (present.tftPerUsd + uint256(1)) * (10_000 + limits.maxMoveBps));
        // USD amounts have 14 digits or more: rounding them down moves a price by less than 10^-9 of it.
        uint256 rounding = average / 1e9 + 10_000;
        _checkAtMost(uint256(present.tftPerUsd) * (10_000 - limits.maxMoveBps), average + rounding);
    }

    function test_update_takesAnyPriceWithinBoundsAndMoveAsItIs(uint256 price, uint16 moveBps) external {
        uint256 move = _bound(moveBps, 1, 9_999);
        PriceFeedHarness feed = new PriceFeedHarness(_limits(uint16(move)), 1e18);
        price = _bound(price, 1e18 - move * 1e14, 1e18 + move * 1e14);
        vm.warp(_START + 1);

        feed.update(price);

        _checkEqual(feed.quote().tftPerUsd, 1e30 / price);
    }

    function test_RevertWhen_TooSoon(IPriceFeed.PriceLimits memory limits, uint256 first, uint32 pause) external {
        limits = _anyLimits(limits);
        PriceFeedHarness feed = new PriceFeedHarness(limits, _bound(first, limits.lowest, limits.highest));
        vm.warp(_START + _bound(pause, 0, limits.minInterval - 1));

        vm.expectRevert(abi.encodeWithSelector(IPriceFeed.PriceTooSoon.selector, _START + limits.minInterval));
        feed.update(first);
    }

    function test_RevertWhen_TheFirstPriceIsOutOfBounds(IPriceFeed.PriceLimits memory limits, uint256 first) external {
        limits = _anyLimits(limits);
        if (first >= limits.lowest && first <= limits.highest) first = limits.highest + uint256(1);

        vm.expectRevert(abi.encodeWithSelector(IPriceFeed.PriceInvalid.selector, first));
        new PriceFeedHarness(limits, first);
    }

    /// @dev A feed that nothing but the absolute bounds and a doubling holds back.
    function _freeFeed(uint256 first) private returns (PriceFeedHarness) {
        return new PriceFeedHarness(_limits(10_000), _bound(first, _LOWEST, _HIGHEST));
    }

    function _limits(uint16 maxMoveBps) private pure returns (IPriceFeed.PriceLimits memory) {
        return IPriceFeed.PriceLimits(_LOWEST, _HIGHEST, maxMoveBps, 1, 1 hours);
    }

    function _anyLimits(
        IPriceFeed.PriceLimits memory random
    ) private pure returns (IPriceFeed.PriceLimits memory limits) {
        limits.lowest = uint80(_bound(random.lowest, _LOWEST, _HIGHEST));
        limits.highest = uint80(_bound(random.highest, limits.lowest, _HIGHEST));
        limits.maxMoveBps = uint16(_bound(random.maxMoveBps, 1, 10_000));
        limits.minInterval = uint32(_bound(random.minInterval, 1, 7 days));
        limits.maxAge = uint32(_bound(random.maxAge, limits.minInterval, type(uint32).max));
    }
}
