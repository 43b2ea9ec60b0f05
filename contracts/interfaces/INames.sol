// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountId, StreamId} from "../types/Ids.sol";

/// @notice Who has a name, or had it.
/// @param streamId What pays for it; 0 while nobody has it
/// @param accountId Who has it, or had it last
/// @param freeAt While nobody has it: unix time from which others may have it
struct NameHolding {
    StreamId streamId;
    AccountId accountId;
    uint40 freeAt;
}

/// @title INames
/// @notice Unique names, for web gateways. The first month is paid at once, and from then on, as for capacity, each second;
/// all of it goes to the protocol pool. A name that is given up stays reserved for 30 days for the account that had it: who
/// takes it next would inherit its visitors.
interface INames {
    event NamesStarted(address indexed escrow, address indexed pricing, address indexed priceFeed);

    /// @param units What the first month cost, in TFT units
    event NameReserved(string name, AccountId indexed accountId, StreamId indexed streamId, uint256 units);

    event NameReleased(string name, AccountId indexed accountId, StreamId indexed streamId, uint40 freeAt);

    /// @notice Thrown when a name is not 3 to 64 characters out of a-z 0-9 - _.
    error NameInvalid(string name);

    error NameTaken(string name, AccountId accountId);

    /// @notice Thrown when the name is kept for the account that had it.
    error NameKept(string name, AccountId accountId, uint40 freeAt);

    /// @notice Thrown when it would cost more than the tenant agreed to.
    error NameTooExpensive(uint64 rate, uint64 mostRate);

    /// @notice Thrown when the account cannot pay the first month without touching its reserve. In TFT units.
    error NameMonthUnpaid(uint256 paid, uint256 price);

    /// @notice Thrown when nobody has the name.
    error NameNotReserved(string name);

    error NameNotEscrow(address caller);

    /// @notice Reserves a name, at the rate of the present pricing version. Owner or manager of the account. Emits
    /// {NameReserved}.
    ///
    /// Requirements: the account approved {Names} for the rate, and for a charge of 30 days, which leaves it active; the
    /// name is valid and free, or kept for that account.
    /// @param mostRate What it may cost at most, in 10^-18 USD/s
    function reserve(AccountId accountId, string calldata name, uint64 mostRate) external returns (StreamId streamId);

    /// @notice Gives a name up: owner or manager of its account; anybody once the account is exhausted, or the notice for the
    /// pricing version over. Emits {NameReleased}.
    function release(string calldata name) external;

    function holdingOf(string calldata name) external view returns (NameHolding memory);

    /// @notice The name that a stream pays for; empty when it is none, or no longer.
    function nameOf(StreamId streamId) external view returns (string memory);
}
