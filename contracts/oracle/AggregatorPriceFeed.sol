// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IAggregatorPriceFeed} from "../interfaces/IAggregatorPriceFeed.sol";
import {IAggregatorV3} from "../interfaces/IAggregatorV3.sol";
import {PriceFeed} from "./PriceFeed.sol";

/// @title AggregatorPriceFeed
/// @notice Refer to {IAggregatorPriceFeed}.
contract AggregatorPriceFeed is IAggregatorPriceFeed, PriceFeed {
    uint8 private constant _USD_DECIMALS = 18;

    /* IMMUTABLES */

    /// @notice Where answers come from.
    IAggregatorV3 public immutable SOURCE;

    uint256 private immutable _SCALE;

    /* STORAGE */

    /// @inheritdoc IAggregatorPriceFeed
    uint40 public usedRoundAt;

    /* CONSTRUCTOR */

    constructor(
        PriceLimits memory newLimits,
        uint256 firstUsdPerTft,
        IAggregatorV3 source
    ) PriceFeed(newLimits, firstUsdPerTft) {
        uint8 decimals = source.decimals();
        require(decimals <= _USD_DECIMALS, AggregatorDecimalsInvalid(decimals));
        SOURCE = source;
        _SCALE = 10 ** (_USD_DECIMALS - decimals);
        emit AggregatorPriceFeedStarted(address(source), decimals);
    }

    /* POKE */

    /// @inheritdoc IAggregatorPriceFeed
    function poke() external {
        (, int256 answer, , uint256 roundAt, ) = SOURCE.latestRoundData();
        require(answer > 0, AggregatorAnswerInvalid(answer));
        require(roundAt > usedRoundAt, AggregatorRoundNotNewer(roundAt, usedRoundAt));
        require(roundAt <= block.timestamp && !_isStale(roundAt), AggregatorRoundUntimely(roundAt));

        usedRoundAt = uint40(roundAt);
        // Saturating: however large the answer is, the price follows at the permitted speed.
        _update(Math.saturatingMul(uint256(answer), _SCALE));
    }
}
