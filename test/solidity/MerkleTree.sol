// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Small trees as {MerkleProof} verifies them: node i has the children 2i + 1 and 2i + 2, leaves come last.
library MerkleTree {
    function rootOf(bytes32[] memory leaves) internal pure returns (bytes32) {
        return _nodes(leaves)[0];
    }

    function proofOf(bytes32[] memory leaves, uint256 position) internal pure returns (bytes32[] memory proof) {
        bytes32[] memory nodes = _nodes(leaves);
        uint256 first = nodes.length - 1 - position;
        uint256 length = 0;
        for (uint256 i = first; i > 0; i = (i - 1) / 2) ++length;

        proof = new bytes32[](length);
        uint256 filled = 0;
        for (uint256 i = first; i > 0; i = (i - 1) / 2) proof[filled++] = nodes[i % 2 == 0 ? i - 1 : i + 1];
    }

    function _nodes(bytes32[] memory leaves) private pure returns (bytes32[] memory nodes) {
        nodes = new bytes32[](2 * leaves.length - 1);
        for (uint256 i = 0; i < leaves.length; ++i) nodes[nodes.length - 1 - i] = leaves[i];
        for (uint256 i = leaves.length - 1; i > 0; --i) nodes[i - 1] = _pair(nodes[2 * i - 1], nodes[2 * i]);
    }

    function _pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }
}
