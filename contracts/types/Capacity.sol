// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What a 3Node offers, or a part of it.
/// @param cru Logical (hyper-threaded) cores
/// @param mru Memory in bytes
/// @param sru SSD in bytes
/// @param hru HDD in bytes
struct Capacity {
    uint32 cru;
    uint64 mru;
    uint64 sru;
    uint64 hru;
}
