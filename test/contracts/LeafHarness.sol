// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Leaf, PositionedLeaf} from "../../contracts/libraries/Leaf.sol";
import {Capacity} from "../../contracts/types/Capacity.sol";
import {NodeId} from "../../contracts/types/Ids.sol";

/// @notice Reads and hashes many leaves in one call.
contract LeafHarness {
    using Leaf for PositionedLeaf;

    /// @notice All fields of a leaf that the contracts read.
    struct Fields {
        uint8 version;
        uint8 violation;
        NodeId nodeId;
        uint16 termsIndex;
        uint32 uptimeSeconds;
        uint48 ipSeconds;
        uint16 primaryBatch;
        uint32 primaryPosition;
        Capacity capacity;
        uint64 nru;
    }

    function read(
        PositionedLeaf[] calldata leaves
    ) external pure returns (Fields[] memory fields, bytes32[] memory hashes) {
        fields = new Fields[](leaves.length);
        hashes = new bytes32[](leaves.length);
        for (uint256 i = 0; i < leaves.length; ++i) {
            fields[i] = _fieldsOf(leaves[i]);
            hashes[i] = leaves[i].hash();
        }
    }

    function _fieldsOf(PositionedLeaf calldata leaf) private pure returns (Fields memory fields) {
        fields.version = leaf.version();
        fields.violation = leaf.violation();
        fields.nodeId = leaf.nodeId();
        fields.termsIndex = leaf.termsIndex();
        fields.uptimeSeconds = leaf.uptimeSeconds();
        fields.ipSeconds = leaf.ipSeconds();
        fields.primaryBatch = leaf.primaryBatch();
        fields.primaryPosition = leaf.primaryPosition();
        fields.capacity = Capacity(leaf.cru(), leaf.mru(), leaf.sru(), leaf.hru());
        fields.nru = leaf.nru();
    }
}
