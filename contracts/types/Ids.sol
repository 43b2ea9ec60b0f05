// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Number of a farm. Counted from 1, never reused.
type FarmId is uint32;

/// @notice Number of a 3Node. Counted from 1, never reused.
type NodeId is uint32;

/// @notice Number of an escrow account. Counted from 1, never reused.
type AccountId is uint32;

/// @notice Number of a stream of the escrow. Counted from 1, never reused.
type StreamId is uint64;

using {_sameFarm as ==} for FarmId global;
using {_sameNode as ==} for NodeId global;

function _sameFarm(FarmId a, FarmId b) pure returns (bool) {
    return FarmId.unwrap(a) == FarmId.unwrap(b);
}

function _sameNode(NodeId a, NodeId b) pure returns (bool) {
    return NodeId.unwrap(a) == NodeId.unwrap(b);
}
