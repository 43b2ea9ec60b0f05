// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {NoncesKeyed} from "@openzeppelin/contracts/utils/NoncesKeyed.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {Consent, IDirectory, NodeDetails, Registration} from "../interfaces/IDirectory.sol";
import {Capacity} from "../types/Capacity.sol";
import {FarmId, NodeId} from "../types/Ids.sol";

/// @notice The signed agreements (EIP-712) that let one party send what two must agree on.
///
/// Every consent wraps what is agreed on, a nonce of the signer and a deadline, so that a wallet shows all of it.
abstract contract Consents is IDirectory, EIP712, NoncesKeyed {
    bytes32 private constant _CAPACITY_TYPEHASH = keccak256("Capacity(uint32 cru,uint64 mru,uint64 sru,uint64 hru)");

    bytes32 private constant _DETAILS_TYPEHASH = keccak256(
        "NodeDetails(string country,string city,int32 latitudeE6,int32 longitudeE6,string serialNumber,bool hasSecureBoot)"
    );

    bytes32 private constant _REGISTRATION_TYPEHASH = keccak256(
        "Registration(uint32 farmId,address key,Capacity capacity,uint16 ipv4Count,bool isVirtualized,"
        "NodeDetails details)"
        "Capacity(uint32 cru,uint64 mru,uint64 sru,uint64 hru)"
        "NodeDetails(string country,string city,int32 latitudeE6,int32 longitudeE6,string serialNumber,"
        "bool hasSecureBoot)"
    );

    bytes32 private constant _JOIN_TYPEHASH = keccak256(
        "JoinFarm(Registration registration,uint256 nonce,uint256 deadline)"
        "Capacity(uint32 cru,uint64 mru,uint64 sru,uint64 hru)"
        "NodeDetails(string country,string city,int32 latitudeE6,int32 longitudeE6,string serialNumber,"
        "bool hasSecureBoot)"
        "Registration(uint32 farmId,address key,Capacity capacity,uint16 ipv4Count,bool isVirtualized,"
        "NodeDetails details)"
    );

    bytes32 private constant _MOVE_TYPEHASH = keccak256(
        "MoveNode(uint32 nodeId,uint32 toFarmId,uint256 nonce,uint256 deadline)"
    );

    bytes32 private constant _KEY_TYPEHASH = keccak256(
        "TakeKey(uint32 nodeId,address newKey,uint256 nonce,uint256 deadline)"
    );

    constructor() EIP712("ThreeFold Directory", "1") {}

    /// @inheritdoc IDirectory
    function revokeConsent(uint192 sequence) external {
        _useNonce(msg.sender, sequence);
    }

    function _consentToJoin(address party, Registration calldata registration, Consent calldata consent) internal {
        if (msg.sender == party) return;
        bytes32 structHash = keccak256(
            abi.encode(_JOIN_TYPEHASH, _hashRegistration(registration), consent.nonce, consent.deadline)
        );
        _useConsent(party, structHash, consent);
    }

    function _consentToMove(address party, NodeId nodeId, FarmId toFarmId, Consent calldata consent) internal {
        if (msg.sender == party) return;
        bytes32 structHash = keccak256(abi.encode(_MOVE_TYPEHASH, nodeId, toFarmId, consent.nonce, consent.deadline));
        _useConsent(party, structHash, consent);
    }

    function _consentToKey(address party, NodeId nodeId, address newKey, Consent calldata consent) internal {
        if (msg.sender == party) return;
        bytes32 structHash = keccak256(abi.encode(_KEY_TYPEHASH, nodeId, newKey, consent.nonce, consent.deadline));
        _useConsent(party, structHash, consent);
    }

    function _useConsent(address party, bytes32 structHash, Consent calldata consent) private {
        require(block.timestamp <= consent.deadline, DirectoryConsentExpired(consent.deadline));
        _useCheckedNonce(party, consent.nonce);
        require(
            SignatureChecker.isValidSignatureNowCalldata(party, _hashTypedDataV4(structHash), consent.signature),
            DirectoryConsentInvalid(party)
        );
    }

    function _hashRegistration(Registration calldata registration) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    _REGISTRATION_TYPEHASH,
                    registration.farmId,
                    registration.key,
                    _hashCapacity(registration.capacity),
                    registration.ipv4Count,
                    registration.isVirtualized,
                    _hashDetails(registration.details)
                )
            );
    }

    function _hashCapacity(Capacity calldata capacity) private pure returns (bytes32) {
        return keccak256(abi.encode(_CAPACITY_TYPEHASH, capacity));
    }

    function _hashDetails(NodeDetails calldata details) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    _DETAILS_TYPEHASH,
                    keccak256(bytes(details.country)),
                    keccak256(bytes(details.city)),
                    details.latitudeE6,
                    details.longitudeE6,
                    keccak256(bytes(details.serialNumber)),
                    details.hasSecureBoot
                )
            );
    }
}
