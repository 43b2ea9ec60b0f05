// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rates} from "../libraries/Accrual.sol";
import {AccountId} from "../types/Ids.sol";

/// @notice Where an account stands.
/// @param Active What it holds exceeds the reserve
/// @param Paused What it holds is within the reserve: workloads pause, retention is charged
/// @param Exhausted Nothing is left for the streams that were open; they are dead
enum AccountStatus {
    Active,
    Paused,
    Exhausted
}

/// @notice An account for people.
/// @param status Where it stands
/// @param balance What it holds now, in 10^-16 TFT
/// @param reserve Below what it pauses, in 10^-16 TFT, rounded up
/// @param level Of the discount ladder, 0 to 4; without meaning unless active
/// @param rates All rates; 0 when exhausted
struct AccountState {
    AccountStatus status;
    uint96 balance;
    uint96 reserve;
    uint8 level;
    Rates rates;
}

/// @notice When things will happen if nobody writes the account and the price is as assumed. Unix times; 0 for
/// never, the present one for what is so already.
/// @param discountFallsAt First second at a lower level of the ladder
/// @param pausesAt First second within the reserve
/// @param exhaustsAt First second without money
struct Forecast {
    uint256 discountFallsAt;
    uint256 pausesAt;
    uint256 exhaustsAt;
}

/// @title IForecasts
/// @notice What escrow accounts are now and will be: reads {IEscrow} and stores nothing. What it says equals what the
/// next write finds.
interface IForecasts {
    /// @notice Thrown when a price is 0.
    error ForecastsPriceZero();

    /// @notice Thrown when no deposit that an account can hold lasts that long, or the moment is not in the future.
    error ForecastsBeyondReach(AccountId accountId, uint40 until);

    /// @notice Where the account stands now: what a write would find.
    function stateOf(AccountId accountId) external view returns (AccountState memory);

    /// @notice What will happen at a price.
    /// @param tftPerUsd TFT per USD, 12 decimals; above 0
    function forecastOf(AccountId accountId, uint256 tftPerUsd) external view returns (Forecast memory);

    /// @notice The least deposit with which the account, at the present price and with thresholds at the day's average,
    /// is still
    /// active in the second `until`. In TFT units.
    function depositToLast(AccountId accountId, uint40 until) external view returns (uint256);
}
