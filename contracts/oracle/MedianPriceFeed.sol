// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {SignerSet} from "../access/SignerSet.sol";
import {IMedianPriceFeed} from "../interfaces/IMedianPriceFeed.sol";
import {Price} from "../libraries/Price.sol";
import {PriceFeed} from "./PriceFeed.sol";

/// @title MedianPriceFeed
/// @notice Refer to {IMedianPriceFeed}.
contract MedianPriceFeed is IMedianPriceFeed, PriceFeed, SignerSet {
    /* IMMUTABLES */

    /// @inheritdoc IMedianPriceFeed
    uint32 public immutable reportMaxAge;

    /* STORAGE */

    mapping(address member => Report latest) private _reports;

    /* CONSTRUCTOR */

    constructor(
        PriceLimits memory newLimits,
        uint256 firstUsdPerTft,
        uint32 newReportMaxAge,
        address[] memory members,
        uint8 threshold,
        uint40 newRotationDelay
    )
        PriceFeed(newLimits, firstUsdPerTft)
        SignerSet(members, threshold, newRotationDelay)
        EIP712("ThreeFold MedianPriceFeed", "1")
    {
        require(
            newReportMaxAge != 0 && newReportMaxAge <= newLimits.maxAge,
            PriceReportMaxAgeInvalid(newReportMaxAge, newLimits.maxAge)
        );
        reportMaxAge = newReportMaxAge;
        emit MedianPriceFeedStarted(newReportMaxAge);
    }

    /* REPORT */

    /// @inheritdoc IMedianPriceFeed
    function report(uint256 newUsdPerTft) external {
        uint32 version = activeVersion();
        require(isMember[version][msg.sender], SignerSetNotMember(msg.sender, version));
        require(Price.isPossible(newUsdPerTft), PriceInvalid(newUsdPerTft));

        _reports[msg.sender] = Report(uint80(newUsdPerTft), uint40(block.timestamp));
        emit PriceReported(msg.sender, newUsdPerTft);
        if (block.timestamp >= _earliestUpdate()) _updateToMedian();
    }

    function _updateToMedian() private {
        uint256 newUsdPerTft = median();
        if (newUsdPerTft != 0) _update(newUsdPerTft);
    }

    /* VIEWS */

    /// @inheritdoc IMedianPriceFeed
    function median() public view returns (uint256) {
        (address[] memory members, uint8 threshold, ) = setOf(activeVersion());
        uint256[] memory prices = _freshOf(members);
        return prices.length < threshold ? 0 : Price.medianDown(prices);
    }

    function _freshOf(address[] memory members) private view returns (uint256[] memory) {
        uint256[] memory prices = new uint256[](members.length);
        uint256 count;
        for (uint256 i = 0; i < members.length; ++i) {
            Report memory latest = _reports[members[i]];
            if (block.timestamp - latest.reportedAt <= reportMaxAge) prices[count++] = latest.usdPerTft;
        }
        return Arrays.slice(prices, 0, count);
    }

    /// @inheritdoc IMedianPriceFeed
    function reportOf(address member) external view returns (Report memory) {
        return _reports[member];
    }
}
