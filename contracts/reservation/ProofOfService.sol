// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IDirectory} from "../interfaces/IDirectory.sol";
import {IEscrow, Service, Settlement} from "../interfaces/IEscrow.sol";
import {Availability, IProofOfService} from "../interfaces/IProofOfService.sol";
import {ISignerSet, MemberSignature} from "../interfaces/ISignerSet.sol";
import {NodeId, StreamId} from "../types/Ids.sol";

/// @title ProofOfService
/// @notice Refer to {IProofOfService}.
contract ProofOfService is IProofOfService, EIP712, Multicall {
    bytes32 private constant _AVAILABILITY_TYPEHASH = keccak256(
        "Availability(uint32 nodeId,uint40 from,uint40 to,uint40 servedSeconds,uint96 stopIndex,uint32 setVersion)"
    );

    uint40 private constant _ANSWER_TIME = 7 days;
    uint40 private constant _NOTICE_TIME = 30 days;

    /* IMMUTABLES */

    IDirectory public immutable DIRECTORY;
    ISignerSet public immutable ATTESTORS;

    /* STORAGE */

    /// @inheritdoc IProofOfService
    mapping(NodeId nodeId => uint40 time) public requestedAt;

    /// @inheritdoc IProofOfService
    mapping(NodeId nodeId => uint40 time) public noticeEndsAt;

    /* CONSTRUCTOR */

    constructor(IDirectory directory, ISignerSet attestors) EIP712("ThreeFold Proof of Service", "1") {
        DIRECTORY = directory;
        ATTESTORS = attestors;
        emit ProofOfServiceStarted(address(directory), address(attestors));
    }

    /* MODIFIERS */

    modifier onlyFarmer(NodeId nodeId) {
        address farmer = DIRECTORY.ownerOf(DIRECTORY.nodeOf(nodeId).farmId);
        require(msg.sender == farmer, ServiceNotFarmer(msg.sender, nodeId));
        _;
    }

    /* SETTLE */

    /// @inheritdoc IProofOfService
    function settle(
        IEscrow escrow,
        StreamId[] calldata streamIds,
        Availability calldata availability,
        MemberSignature[] calldata signatures
    ) external returns (Settlement[] memory results) {
        // Whatever contract the caller names, it learns only what is public.
        return escrow.settle(streamIds, _prove(availability, signatures));
    }

    function _prove(
        Availability calldata availability,
        MemberSignature[] calldata signatures
    ) private view returns (Service memory) {
        bool isRequested = availability.to == requestedAt[availability.nodeId];
        if (signatures.length > 0) {
            ATTESTORS.requireQuorum(availability.setVersion, digestOf(availability), signatures);
        } else {
            _requireExcuse(availability);
            isRequested = true;
        }
        return
            Service({
                nodeId: availability.nodeId,
                from: availability.from,
                to: availability.to,
                servedSeconds: _beforeNoticeEnds(availability),
                isRequested: isRequested,
                stopIndex: availability.stopIndex
            });
    }

    /// @dev Unsigned statements are about no node, or the attestors were silent: whoever disagrees with full service had the
    /// time to settle with a signed one.
    function _requireExcuse(Availability calldata availability) private view {
        NodeId nodeId = availability.nodeId;
        uint40 asked = requestedAt[nodeId];
        bool isSilent = asked != 0 && block.timestamp >= asked + _ANSWER_TIME && availability.to <= asked;
        bool isFull = uint256(availability.from) + availability.servedSeconds == availability.to;
        require(
            isFull && (isSilent || NodeId.unwrap(nodeId) == 0),
            ServiceUnproven(nodeId, availability.from, availability.to)
        );
    }

    function _beforeNoticeEnds(Availability calldata availability) private view returns (uint40) {
        uint40 endsAt = noticeEndsAt[availability.nodeId];
        if (endsAt == 0 || availability.to <= endsAt) return availability.servedSeconds;
        uint40 most = availability.from < endsAt ? endsAt - availability.from : 0;
        return availability.servedSeconds < most ? availability.servedSeconds : most;
    }

    /* FARMERS */

    /// @inheritdoc IProofOfService
    function request(NodeId nodeId) external onlyFarmer(nodeId) {
        uint40 asked = requestedAt[nodeId];
        uint40 silentFrom = asked + _ANSWER_TIME;
        require(asked == 0 || block.timestamp >= silentFrom, ServiceRequestPending(nodeId, silentFrom));

        uint40 now_ = uint40(block.timestamp);
        requestedAt[nodeId] = now_;
        emit AvailabilityRequested(nodeId, now_, now_ + _ANSWER_TIME);
    }

    /// @inheritdoc IProofOfService
    function giveNotice(NodeId nodeId) external onlyFarmer(nodeId) {
        require(noticeEndsAt[nodeId] == 0, ServiceNoticeGiven(nodeId, noticeEndsAt[nodeId]));
        uint40 endsAt = uint40(block.timestamp) + _NOTICE_TIME;
        noticeEndsAt[nodeId] = endsAt;
        emit NoticeGiven(nodeId, endsAt);
    }

    /// @inheritdoc IProofOfService
    function withdrawNotice(NodeId nodeId) external onlyFarmer(nodeId) {
        require(noticeEndsAt[nodeId] != 0, ServiceNoNotice(nodeId));
        delete noticeEndsAt[nodeId];
        emit NoticeWithdrawn(nodeId);
    }

    /* VIEWS */

    /// @inheritdoc IProofOfService
    function digestOf(Availability calldata availability) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(_AVAILABILITY_TYPEHASH, availability)));
    }
}
