// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {NodeId} from "../types/Ids.sol";

/// @notice A leaf as it is claimed: its place in the batch and its 64 bytes, format version 1.
///
/// `head`, from its most significant bits: version u8 | violation u8 | farm u32 | node u32 | terms u16 | uptime seconds
/// u32 | IP-seconds u48 | batch of the primary leaf u16 | position of the primary leaf u32 | CRU u32. `body`: MRU u64 |
/// SRU u64 | HRU u64 | NRU u64, in bytes.
///
/// A primary leaf, the first one of its node in a period, names no other: {Leaf-NO_PRIMARY} and position 0.
struct PositionedLeaf {
    uint32 position;
    bytes32 head;
    bytes32 body;
}

/// @notice Reads and hashes the leaves of a batch of measurements.
library Leaf {
    /// @notice Bytes of a published leaf.
    uint256 internal constant LENGTH = 64;

    /// @notice The batch that a primary leaf names.
    uint16 internal constant NO_PRIMARY = type(uint16).max;

    /// @dev Covers the position, so that a leaf is one place in the batch; 96 bytes long, so that no inner node of the
    /// tree, which covers 64, can pass for a leaf.
    function hash(PositionedLeaf calldata leaf) internal pure returns (bytes32) {
        return keccak256(abi.encode(leaf));
    }

    function version(PositionedLeaf calldata leaf) internal pure returns (uint8) {
        return uint8(uint256(leaf.head) >> 248);
    }

    /// @notice Why the node earns nothing in the period; 0 means it does.
    function violation(PositionedLeaf calldata leaf) internal pure returns (uint8) {
        return uint8(uint256(leaf.head) >> 240);
    }

    function nodeId(PositionedLeaf calldata leaf) internal pure returns (NodeId) {
        return NodeId.wrap(uint32(uint256(leaf.head) >> 176));
    }

    function termsIndex(PositionedLeaf calldata leaf) internal pure returns (uint16) {
        return uint16(uint256(leaf.head) >> 160);
    }

    function uptimeSeconds(PositionedLeaf calldata leaf) internal pure returns (uint32) {
        return uint32(uint256(leaf.head) >> 128);
    }

    function ipSeconds(PositionedLeaf calldata leaf) internal pure returns (uint48) {
        return uint48(uint256(leaf.head) >> 80);
    }

    function primaryBatch(PositionedLeaf calldata leaf) internal pure returns (uint16) {
        return uint16(uint256(leaf.head) >> 64);
    }

    function primaryPosition(PositionedLeaf calldata leaf) internal pure returns (uint32) {
        return uint32(uint256(leaf.head) >> 32);
    }

    function cru(PositionedLeaf calldata leaf) internal pure returns (uint32) {
        return uint32(uint256(leaf.head));
    }

    function mru(PositionedLeaf calldata leaf) internal pure returns (uint64) {
        return uint64(uint256(leaf.body) >> 192);
    }

    function sru(PositionedLeaf calldata leaf) internal pure returns (uint64) {
        return uint64(uint256(leaf.body) >> 128);
    }

    function hru(PositionedLeaf calldata leaf) internal pure returns (uint64) {
        return uint64(uint256(leaf.body) >> 64);
    }

    /// @notice Public traffic in bytes.
    function nru(PositionedLeaf calldata leaf) internal pure returns (uint64) {
        return uint64(uint256(leaf.body));
    }
}
