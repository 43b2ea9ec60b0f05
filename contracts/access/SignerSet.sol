// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ISignerSet, MemberSignature} from "../interfaces/ISignerSet.sol";

/// @notice Refer to {ISignerSet}.
abstract contract SignerSet is ISignerSet, EIP712 {
    struct Set {
        address[] members;
        uint8 threshold;
        uint40 activeFrom;
    }

    bytes32 private constant _ROTATION_TYPEHASH = keccak256(
        "Rotation(uint32 version,address[] members,uint8 threshold)"
    );

    uint256 private constant _MAX_MEMBERS = 32;

    /* IMMUTABLES */

    /// @inheritdoc ISignerSet
    uint40 public immutable rotationDelay;

    /* STORAGE */

    uint32 private _latestVersion;
    mapping(uint32 version => Set set) private _sets;
    mapping(uint32 version => mapping(address account => bool)) public isMember;

    /* CONSTRUCTOR */

    constructor(address[] memory members, uint8 threshold, uint40 newRotationDelay) {
        rotationDelay = newRotationDelay;
        _store(members, threshold, uint40(block.timestamp));
    }

    /* ROTATION */

    /// @inheritdoc ISignerSet
    function rotate(address[] calldata members, uint8 newThreshold, MemberSignature[] calldata signatures) external {
        uint32 version = _latestVersion;
        Set storage present = _sets[version];
        require(present.activeFrom <= block.timestamp, SignerSetRotationPending(version, present.activeFrom));

        bytes32 structHash = keccak256(
            abi.encode(_ROTATION_TYPEHASH, version + 1, keccak256(abi.encodePacked(members)), newThreshold)
        );
        uint256 needed = Math.max(present.threshold, Math.ceilDiv(present.members.length * 2, 3));
        _checkSignatures(version, _hashTypedDataV4(structHash), signatures, needed);
        _store(members, newThreshold, uint40(block.timestamp) + rotationDelay);
    }

    function _store(address[] memory members, uint8 threshold, uint40 activeFrom) private {
        require(
            members.length <= _MAX_MEMBERS && threshold <= members.length && uint256(threshold) * 2 > members.length,
            SignerSetInvalid(members, threshold)
        );

        uint32 version = ++_latestVersion;
        address previous;
        for (uint256 i = 0; i < members.length; ++i) {
            require(members[i] > previous, SignerSetInvalid(members, threshold));
            previous = members[i];
            isMember[version][previous] = true;
        }
        _sets[version] = Set(members, threshold, activeFrom);
        emit SignerSetRotated(version, members, threshold, activeFrom);
    }

    /* SIGNATURES */

    /// @inheritdoc ISignerSet
    function requireQuorum(
        uint32 version,
        bytes32 digest,
        MemberSignature[] calldata signatures
    ) public view returns (uint256 signed) {
        require(version == activeVersion(), SignerSetNotActive(version, activeVersion()));
        _checkSignatures(version, digest, signatures, _sets[version].threshold);
        return signatures.length;
    }

    function _checkSignatures(
        uint32 version,
        bytes32 digest,
        MemberSignature[] calldata signatures,
        uint256 needed
    ) private view {
        require(signatures.length >= needed, SignerSetQuorumMissed(signatures.length, needed));
        address previous;
        for (uint256 i = 0; i < signatures.length; ++i) {
            address member = signatures[i].member;
            require(member > previous, SignerSetSignaturesUnordered(previous, member));
            require(isMember[version][member], SignerSetNotMember(member, version));
            require(
                SignatureChecker.isValidSignatureNowCalldata(member, digest, signatures[i].signature),
                SignerSetSignatureInvalid(member)
            );
            previous = member;
        }
    }

    /* VIEWS */

    /// @inheritdoc ISignerSet
    function activeVersion() public view returns (uint32) {
        uint32 latest = _latestVersion;
        return _sets[latest].activeFrom <= block.timestamp ? latest : latest - 1;
    }

    /// @inheritdoc ISignerSet
    function setOf(uint32 version) public view returns (address[] memory members, uint8 threshold, uint40 activeFrom) {
        Set storage set = _sets[version];
        return (set.members, set.threshold, set.activeFrom);
    }
}
