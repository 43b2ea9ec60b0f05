// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FarmId} from "../types/Ids.sol";
import {IDirectory} from "./IDirectory.sol";

/// @notice A public IPv4 address as a farmer offers it.
/// @param ip The address
/// @param prefixLength Length of its network's prefix, 1 to 31
/// @param gateway Another address of the same network
struct PublicIp {
    uint32 ip;
    uint8 prefixLength;
    uint32 gateway;
}

/// @title IPublicIps
/// @notice The pools of public IPv4 addresses that farms offer, and who holds each address.
interface IPublicIps {
    event PublicIpAdded(FarmId indexed farmId, uint32 indexed ip, uint8 prefixLength, uint32 gateway);
    event PublicIpRemoved(FarmId indexed farmId, uint32 indexed ip);

    /// @notice An address was given to a reservation of a booker.
    event PublicIpTaken(FarmId indexed farmId, uint32 indexed ip, address indexed booker, uint64 holder);
    event PublicIpFreed(FarmId indexed farmId, uint32 indexed ip, address indexed booker, uint64 holder);

    /// @notice Thrown when an address or its gateway is not public and unicast, when they are the same, or not of one
    /// network.
    error PublicIpInvalid(uint32 ip, uint8 prefixLength, uint32 gateway);
    error PublicIpDuplicate(FarmId farmId, uint32 ip);
    error PublicIpNotFound(FarmId farmId, uint32 ip);

    /// @notice Thrown when an address is held by a reservation.
    error PublicIpHeld(FarmId farmId, uint32 ip, address booker, uint64 holder);

    /// @notice Thrown when an address is not held by that reservation.
    error PublicIpNotHeld(FarmId farmId, uint32 ip, address booker, uint64 holder);

    /// @notice Thrown when no reservation is named: {holderOf} says 0 of an address that is free.
    error PublicIpHolderInvalid(uint64 holder);

    /// @notice Thrown when a farm would offer more than 512 addresses.
    error PublicIpTooMany(FarmId farmId, uint256 count, uint256 most);
    error PublicIpInsufficient(FarmId farmId, uint256 free, uint256 needed);

    /// @notice Thrown when the caller does not own the farm.
    error PublicIpNotFarmOwner(address caller, FarmId farmId);

    /// @notice Thrown when the caller is not a booker that may do this.
    error PublicIpNotBooker(address caller, IDirectory.BookerStatus status);

    /// @notice Offers addresses. Emits {PublicIpAdded}.
    ///
    /// Requirements: the caller owns the farm; address and gateway are public, unicast, different and of one network;
    /// the farm does not offer the address yet; no more than 512 in all.
    function add(FarmId farmId, PublicIp[] calldata ips) external;

    /// @notice Withdraws addresses. Emits {PublicIpRemoved}. Requirements: the caller owns the farm; nobody holds them.
    function remove(FarmId farmId, uint32[] calldata ips) external;

    /// @notice Gives `count` free addresses to a reservation. Emits {PublicIpTaken}.
    ///
    /// Requirements: the caller is an active booker of the Directory; so many are free.
    /// @param holder The reservation, by the booker's numbering from 1
    function take(FarmId farmId, uint256 count, uint64 holder) external returns (uint32[] memory ips);

    /// @notice Takes addresses back from a reservation. Emits {PublicIpFreed}.
    ///
    /// Requirements: the caller is or was a booker; the reservation holds them.
    function free(FarmId farmId, uint32[] calldata ips, uint64 holder) external;

    /// @notice The address as offered. Requirements: the farm offers it.
    function ipOf(FarmId farmId, uint32 ip) external view returns (PublicIp memory);

    /// @notice Who holds the address; 0 when it is free.
    function holderOf(FarmId farmId, uint32 ip) external view returns (address booker, uint64 holder);

    /// @notice How many addresses the farm offers, and how many of them are free.
    function countOf(FarmId farmId) external view returns (uint256 offered, uint256 freeCount);
}
