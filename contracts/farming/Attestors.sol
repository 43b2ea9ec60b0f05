// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {SignerSet} from "../access/SignerSet.sol";

/// @title Attestors
/// @notice Those who state what the 3Nodes did. Refer to {ISignerSet}.
contract Attestors is SignerSet {
    constructor(
        address[] memory members,
        uint8 threshold,
        uint40 newRotationDelay
    ) SignerSet(members, threshold, newRotationDelay) EIP712("ThreeFold Attestors", "1") {}
}
