// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {SignerSet} from "../access/SignerSet.sol";
import {IDirectory} from "../interfaces/IDirectory.sol";
import {MemberSignature} from "../interfaces/ISignerSet.sol";
import {NodeId} from "../types/Ids.sol";

/// @title Verifiers
/// @notice Those who check hardware where no single certifier should: k of n of them verify terms. The contract holds
/// the Directory's verifier role. Refer to {ISignerSet}.
contract Verifiers is SignerSet {
    bytes32 private constant _VERIFICATION_TYPEHASH = keccak256(
        "Verification(uint32 nodeId,uint16 termsIndex,uint24 verifiedUntil,uint32 setVersion)"
    );

    IDirectory public immutable DIRECTORY;

    /// @notice Whether a statement, by the hash of its struct, has been sent.
    mapping(bytes32 structHash => bool isSent) public isSpent;

    /// @notice Thrown when a statement was sent before.
    error VerificationSpent(NodeId nodeId, uint16 termsIndex, uint24 verifiedUntil);

    constructor(
        IDirectory directory,
        address[] memory members,
        uint8 threshold,
        uint40 newRotationDelay
    ) SignerSet(members, threshold, newRotationDelay) EIP712("ThreeFold Verifiers", "1") {
        DIRECTORY = directory;
    }

    /// @notice Verifies terms by signatures. A statement counts once, so that an old one, sent again by anybody, does not undo
    /// a withdrawal. Withdrawing is the role's.
    ///
    /// Requirements: a quorum of the active set signed `Verification(nodeId, termsIndex, verifiedUntil, setVersion)`; it was
    /// not sent before; and those of {IDirectory-verifyTerms}.
    function verify(
        NodeId nodeId,
        uint16 termsIndex,
        uint24 verifiedUntil,
        uint32 setVersion,
        MemberSignature[] calldata signatures
    ) external {
        bytes32 structHash = keccak256(
            abi.encode(_VERIFICATION_TYPEHASH, nodeId, termsIndex, verifiedUntil, setVersion)
        );
        requireQuorum(setVersion, _hashTypedDataV4(structHash), signatures);
        require(!isSpent[structHash], VerificationSpent(nodeId, termsIndex, verifiedUntil));

        isSpent[structHash] = true;
        DIRECTORY.verifyTerms(nodeId, termsIndex, verifiedUntil);
    }
}
