// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IEscrow} from "../interfaces/IEscrow.sol";
import {AccountState, AccountStatus, Forecast, IForecasts} from "../interfaces/IForecasts.sol";
import {IPriceFeed} from "../interfaces/IPriceFeed.sol";
import {AccountBooks, Accrual, Position} from "../libraries/Accrual.sol";
import {AccountId} from "../types/Ids.sol";

/// @title Forecasts
/// @notice Refer to {IForecasts}.
contract Forecasts is IForecasts {
    using Accrual for AccountBooks;

    uint256 private constant _BALANCE_PER_UNIT = 1e9;

    /* IMMUTABLES */

    IEscrow public immutable ESCROW;
    IPriceFeed public immutable PRICE_FEED;

    /* CONSTRUCTOR */

    constructor(IEscrow escrow, IPriceFeed priceFeed) {
        ESCROW = escrow;
        PRICE_FEED = priceFeed;
    }

    /* VIEWS */

    /// @inheritdoc IForecasts
    function stateOf(AccountId accountId) external view returns (AccountState memory state) {
        (AccountBooks memory books, Position memory position) = _present(accountId);
        state.balance = uint96(position.grains / Accrual.GRAINS_PER_BALANCE);
        if (position.isExhausted) {
            state.status = AccountStatus.Exhausted;
            return state;
        }

        state.rates = books.rates;
        state.reserve = uint96(
            Math.ceilDiv(
                Accrual.reserveOf(Accrual.allRates(books.rates), books.referenceTftPerUsd),
                Accrual.GRAINS_PER_BALANCE
            )
        );
        state.status = position.isActive ? AccountStatus.Active : AccountStatus.Paused;
        state.level = uint8(_levelOf(books, position.grains));
    }

    /// @inheritdoc IForecasts
    function forecastOf(AccountId accountId, uint256 tftPerUsd) external view returns (Forecast memory forecast) {
        require(tftPerUsd > 0, ForecastsPriceZero());
        (AccountBooks memory books, Position memory position) = _present(accountId);
        if (position.isExhausted) return Forecast(0, block.timestamp, block.timestamp);
        if (!position.isActive) forecast.pausesAt = block.timestamp;
        uint256 retention = Accrual.retentionOf(books.rates);
        if (retention == 0) return forecast;

        uint256 steps;
        uint256 grains = position.grains;
        if (position.isActive) {
            uint256 level = _levelOf(books, grains);
            for (uint256 above = level + 1; above > 0; --above) {
                uint256 charge = Accrual.chargeOf(books.rates, above - 1);
                uint256 taken = (grains - books.thresholdOf(above - 1)) / charge;
                grains -= taken * charge;
                steps += taken;
                if (above - 1 == level && level > 0) forecast.discountFallsAt = _momentAfter(steps, tftPerUsd);
            }
            forecast.pausesAt = _momentAfter(steps, tftPerUsd);
        }
        forecast.exhaustsAt = _momentAfter(steps + grains / retention + 1, tftPerUsd);
    }

    /// @inheritdoc IForecasts
    function depositToLast(AccountId accountId, uint40 until) external view returns (uint256) {
        (AccountBooks memory books, Position memory position) = _present(accountId);
        IPriceFeed.Quote memory quote = PRICE_FEED.quote();
        require(until > block.timestamp, ForecastsBeyondReach(accountId, until));
        if (position.isExhausted) delete books.rates;
        books.balance = uint96(position.grains / Accrual.GRAINS_PER_BALANCE);
        books.index = quote.index;
        books.referenceTftPerUsd = quote.averageTftPerUsd;
        uint256 index = quote.index + (until - block.timestamp) * quote.tftPerUsd;

        uint256 most = (type(uint96).max - books.balance) / _BALANCE_PER_UNIT;
        require(_lasts(books, most, index), ForecastsBeyondReach(accountId, until));
        uint256 least = 0;
        while (least < most) {
            uint256 middle = (least + most) / 2;
            if (_lasts(books, middle, index)) most = middle;
            else least = middle + 1;
        }
        return least;
    }

    function _lasts(AccountBooks memory books, uint256 units, uint256 index) private pure returns (bool) {
        AccountBooks memory funded = AccountBooks({
            balance: uint96(books.balance + units * _BALANCE_PER_UNIT),
            index: books.index,
            referenceTftPerUsd: books.referenceTftPerUsd,
            charged: books.charged,
            rates: books.rates
        });
        Position memory position = funded.positionAt(index);
        return !position.isExhausted && position.isActive;
    }

    function _present(AccountId accountId) private view returns (AccountBooks memory books, Position memory position) {
        ESCROW.ownerOf(accountId);
        books = ESCROW.booksOf(accountId);
        position = books.positionAt(PRICE_FEED.quote().index);
    }

    /// @dev The highest level at which the next step is charged; 0 when paused.
    function _levelOf(AccountBooks memory books, uint256 grains) private pure returns (uint256 level) {
        level = Accrual.TOP_LEVEL;
        while (level > 0 && !books.holds(grains, level)) --level;
    }

    /// @dev First second at which so many steps from now have passed.
    function _momentAfter(uint256 steps, uint256 tftPerUsd) private view returns (uint256) {
        return block.timestamp + Math.ceilDiv(steps, tftPerUsd);
    }
}
