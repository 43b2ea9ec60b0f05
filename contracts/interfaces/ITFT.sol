// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice Whoever can create or hand out TFT on request: the token itself, or a reserve where a bridge mints it.
interface ITFTSource {
    /// @notice Gives `to` as much of `amount` as the caller may have now, and nothing when that is zero. Never reverts
    /// for lack of allowance or supply.
    /// @param amount TFT units (10^-7 TFT)
    /// @return minted What `to` received, in TFT units
    function mintUpTo(address to, uint256 amount) external returns (uint256 minted);

    /// @notice How much can ever still be handed out by anybody: what the supply cap, or the reserve, leaves. In TFT units.
    function supplyRoom() external view returns (uint256);
}

/// @notice The ThreeFold Token: ERC-20 with 7 decimals, permits (EIP-2612), burning and a supply cap that nobody can
/// change.
///
/// Minters hold an allowance that refills with time, so that a broken or stolen minter can do bounded harm. The table
/// of minters is the token's own: closing the token in the access manager stops changes to the table, never minting.
interface ITFT is IERC20, ITFTSource {
    /// @notice What a minter may mint.
    /// @param capacity The most that can be saved up, in TFT units
    /// @param refillPerSecond What is added each second up to the capacity, in TFT units
    /// @param available What could be minted at `updatedAt`, in TFT units
    /// @param updatedAt Unix time of the last mint or change
    struct Minter {
        uint64 capacity;
        uint64 refillPerSecond;
        uint64 available;
        uint40 updatedAt;
    }

    /// @notice The supply may never exceed this, in TFT units.
    event SupplyCapSet(uint256 supplyCap);

    /// @notice A minter was added or its allowance changed; a capacity of 0 ends it.
    /// @param available What it may mint at once
    event MinterSet(address indexed minter, uint64 capacity, uint64 refillPerSecond, uint64 available);

    /// @notice Thrown when the caller was never admitted as a minter.
    error TFTNotMinter(address caller);

    /// @notice Thrown when a minter asks for more than its allowance holds now.
    error TFTMintAllowanceExceeded(address minter, uint256 available, uint256 needed);

    /// @notice Creates exactly `amount`. For minters that must not create less, such as a bridge.
    ///
    /// Requirements: the caller was admitted as a minter; its allowance and the supply cap leave room for all of it.
    /// @param amount TFT units (10^-7 TFT)
    function mint(address to, uint256 amount) external;

    /// @notice Sets what `minter` may mint. A new minter starts with a full allowance; a change never adds to what is
    /// available.
    ///
    /// Requirements: the caller holds the role that the access manager asks for.
    /// @param capacity TFT units
    /// @param refillPerSecond TFT units per second
    function setMinter(address minter, uint64 capacity, uint64 refillPerSecond) external;

    /// @notice What `minter` could mint now: its allowance, as far as the cap leaves room. In TFT units.
    function mintableBy(address minter) external view returns (uint256);

    /// @notice The stored allowance of `minter`; {mintableBy} says what it is worth now.
    function minterOf(address minter) external view returns (Minter memory);
}
