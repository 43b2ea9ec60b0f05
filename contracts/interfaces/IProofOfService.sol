// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {NodeId, StreamId} from "../types/Ids.sol";
import {IEscrow, Settlement} from "./IEscrow.sol";
import {MemberSignature} from "./ISignerSet.sol";

/// @notice What attestors state about a node's service (EIP-712).
/// @param nodeId The node; 0 for streams that serve no node, which needs no signature
/// @param from Unix time at which the statement begins: where the one before ended
/// @param to Unix time at which it ends
/// @param servedSeconds How long in between the node served
/// @param stopIndex For streams that their account's exhaustion stopped, the price index at that moment; else 0
/// @param setVersion The set of attestors that signs
struct Availability {
    NodeId nodeId;
    uint40 from;
    uint40 to;
    uint40 servedSeconds;
    uint96 stopIndex;
    uint32 setVersion;
}

/// @title IProofOfService
/// @notice Farmers are paid for proven service: attestors state it from the same heartbeats that pay minting rewards, and
/// statements settle streams of the escrow. Neither side is the other's hostage: a farmer may ask for a statement, and
/// silence for 7 days pays him in full; a farmer may give notice, and is paid nothing for the time after its end.
interface IProofOfService {
    event ProofOfServiceStarted(address indexed directory, address indexed attestors);

    /// @notice The farmer of a node asks for a statement up to now. Without one on chain until `silentFrom` its streams may
    /// be settled in full up to `requestedAt`.
    event AvailabilityRequested(NodeId indexed nodeId, uint40 requestedAt, uint40 silentFrom);

    /// @notice From `endsAt` on anybody may close what runs on the node, and nothing is paid for the time after it.
    event NoticeGiven(NodeId indexed nodeId, uint40 endsAt);

    event NoticeWithdrawn(NodeId indexed nodeId);

    /// @notice Thrown when the caller does not own the farm of the node.
    error ServiceNotFarmer(address caller, NodeId nodeId);

    /// @notice Thrown when the attestors still have time to answer an earlier request.
    error ServiceRequestPending(NodeId nodeId, uint40 silentFrom);

    /// @notice Thrown when a statement has no signatures and nothing excuses that: no request is so old, or it asks for more.
    error ServiceUnproven(NodeId nodeId, uint40 from, uint40 to);

    error ServiceNoticeGiven(NodeId nodeId, uint40 endsAt);
    error ServiceNoNotice(NodeId nodeId);

    /// @notice Settles streams of one node by a statement. Anybody may call. Emits what {IEscrow-settle} emits.
    ///
    /// Requirements: a quorum of the active set signed the statement. Without signatures: it is about no node, or the
    /// farmer asked 7 days ago or earlier, and it ends no later than he asked and states full service. What of it is after
    /// the end of a notice counts as not served.
    /// @return results What came of each; one that cannot be settled does not stop the rest
    function settle(
        IEscrow escrow,
        StreamId[] calldata streamIds,
        Availability calldata availability,
        MemberSignature[] calldata signatures
    ) external returns (Settlement[] memory results);

    /// @notice Asks for a statement up to now. Emits {AvailabilityRequested}.
    ///
    /// Requirements: the caller owns the node's farm; attestors have no time left for an earlier request.
    function request(NodeId nodeId) external;

    /// @notice Announces that the node will leave in 30 days. Until it is withdrawn nothing is reserved on the node. Emits
    /// {NoticeGiven}.
    ///
    /// Requirements: the caller owns the node's farm; no notice is given.
    function giveNotice(NodeId nodeId) external;

    /// @notice Takes the notice back. Emits {NoticeWithdrawn}. Requirements: the caller owns the node's farm; it was given.
    function withdrawNotice(NodeId nodeId) external;

    /// @notice When the farmer of the node last asked, unix time; 0 for never.
    function requestedAt(NodeId nodeId) external view returns (uint40);

    /// @notice When the farmer's notice for the node ends, unix time; 0 when none is given.
    function noticeEndsAt(NodeId nodeId) external view returns (uint40);

    /// @notice The digest that attestors sign.
    function digestOf(Availability calldata availability) external view returns (bytes32);
}
