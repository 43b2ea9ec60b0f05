// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMedianPriceFeed} from "../../contracts/interfaces/IMedianPriceFeed.sol";
import {IPriceFeed} from "../../contracts/interfaces/IPriceFeed.sol";
import {Artifact} from "../solidity/Artifact.sol";
import {Fuzz} from "../solidity/Fuzz.sol";
import {vm} from "../solidity/ICheatCodes.sol";

contract MedianPriceFeedTest is Fuzz {
    uint256 private constant _START = 1_800_000_000;
    uint256 private constant _LOWEST = 1e14;
    uint256 private constant _HIGHEST = 1e21;
    uint32 private constant _MIN_INTERVAL = 10 minutes;
    uint32 private constant _REPORT_MAX_AGE = 1 hours;

    struct Report {
        uint8 member;
        uint16 pause;
        uint256 usdPerTft;
    }

    function setUp() external {
        vm.warp(_START);
    }

    /* The time is kept in a variable: to the optimizer it is constant within a transaction. */

    /// @dev Fewer than half of those who report lie, each as he likes; all reports are fresh.
    function test_median_liesBetweenHonestReports(
        uint256 size,
        uint256 reporters,
        uint256 liars,
        uint256 low,
        uint256 high,
        uint256[32] calldata prices
    ) external {
        size = _bound(size, 1, 32);
        reporters = _bound(reporters, size / 2 + 1, size);
        liars = _bound(liars, 0, (reporters - 1) / 2);
        low = _bound(low, _LOWEST, _HIGHEST);
        high = _bound(high, low, _HIGHEST);
        IMedianPriceFeed feed = _feedOf(size);
        for (uint256 i = 0; i < reporters; ++i) {
            bool isLiar = i < liars;
            vm.prank(_member(i));
            feed.report(_bound(prices[i], isLiar ? _LOWEST : low, isLiar ? _HIGHEST : high));
        }

        uint256 median = feed.median();
        _checkAtMost(low, median);
        _checkAtMost(median, high);
    }

    /// @dev No order, number or content of members' reports is refused, and prices keep their distance in time.
    function test_report_neverFailsForMembers(uint256 size, Report[30] calldata reports) external {
        size = _bound(size, 1, 32);
        IMedianPriceFeed feed = _feedOf(size);
        (uint256 now_, uint256 updatedAt) = (_START, _START);
        for (uint256 i = 0; i < reports.length; ++i) {
            now_ += reports[i].pause;
            vm.warp(now_);
            vm.prank(_member(reports[i].member % size));
            feed.report(_bound(reports[i].usdPerTft, _LOWEST, _HIGHEST));

            bool isUpdated = feed.updatedAt() != updatedAt;
            _checkTrue(!isUpdated || (now_ >= updatedAt + _MIN_INTERVAL && feed.median() != 0), "not too soon");
            _checkTrue(isUpdated || now_ < updatedAt + _MIN_INTERVAL || feed.median() == 0, "not left out");
            updatedAt = feed.updatedAt();
        }
    }

    function test_RevertWhen_ThePriceIsImpossible(uint256 price) external {
        if (price >= _LOWEST && price <= _HIGHEST) price = _HIGHEST + 1;
        IMedianPriceFeed feed = _feedOf(1);

        vm.prank(_member(0));
        vm.expectRevert(abi.encodeWithSelector(IPriceFeed.PriceInvalid.selector, price));
        feed.report(price);
    }

    function _feedOf(uint256 size) private returns (IMedianPriceFeed) {
        address[] memory members = new address[](size);
        for (uint256 i = 0; i < size; ++i) members[i] = _member(i);
        IPriceFeed.PriceLimits memory limits = IPriceFeed.PriceLimits({
            lowest: uint80(_LOWEST),
            highest: uint80(_HIGHEST),
            maxMoveBps: 1_000,
            minInterval: _MIN_INTERVAL,
            maxAge: 1 days
        });
        bytes memory arguments = abi.encode(
            limits,
            1e16,
            _REPORT_MAX_AGE,
            members,
            uint8(size / 2 + 1),
            uint40(7 days)
        );
        return IMedianPriceFeed(Artifact.deploy("MedianPriceFeed.sol:MedianPriceFeed", arguments));
    }

    function _member(uint256 index) private pure returns (address) {
        return address(uint160(0x1000 + index));
    }
}
