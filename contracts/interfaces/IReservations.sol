// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Capacity} from "../types/Capacity.sol";
import {AccountId, NodeId, StreamId} from "../types/Ids.sol";
import {IDirectory} from "./IDirectory.sol";
import {IEscrow} from "./IEscrow.sol";
import {IForecasts} from "./IForecasts.sol";
import {IOffers} from "./IOffers.sol";
import {IPriceFeed} from "./IPriceFeed.sol";
import {IPricing} from "./IPricing.sol";
import {IProofOfService} from "./IProofOfService.sol";
import {IPublicIps} from "./IPublicIps.sol";

/// @notice What is reserved.
/// @param None It does not exist
/// @param Shared A part of a node
/// @param Dedicated A whole node
/// @param Included A part of a node that the same account has dedicated: its capacity is paid for already
enum ReservationKind {
    None,
    Shared,
    Dedicated,
    Included
}

/// @notice Where a reservation stands.
/// @param None It does not exist
/// @param Pending The node has not acknowledged it: nothing accrues
/// @param Active It runs
/// @param Paused The account is within its reserve: the node keeps the data
/// @param Closed Nothing accrues any more. It may still wait for its release
enum ReservationState {
    None,
    Pending,
    Active,
    Paused,
    Closed
}

/// @notice Why a reservation was closed.
/// @param None It is not
/// @param Cancelled By owner or manager of the account
/// @param NotAcknowledged The node did not acknowledge it, or a change of it, in time
/// @param Exhausted Its account's money was used up
/// @param FarmerNotice The farmer's notice for the node is over
/// @param PricingRetired The notice for its pricing version is over
/// @param DedicationClosed The node is no longer dedicated to the account
enum CloseReason {
    None,
    Cancelled,
    NotAcknowledged,
    Exhausted,
    FarmerNotice,
    PricingRetired,
    DedicationClosed
}

/// @notice What somebody wants to reserve.
/// @param accountId Who pays
/// @param nodeId On which node
/// @param isDedicated Whether the whole node; then `capacity` is zero and there are no addresses
/// @param ipv4Count Public addresses of the node's farm, 0 to 8
/// @param provider Solution provider, who must be approved; zero for none
/// @param capacity What part of the node
/// @param deploymentHash Hash of what the node is to run
/// @param ref The tenant's own name for it, unique in the account; zero for none
/// @param mostRate What it may cost at most before discounts, in 10^-18 USD/s
/// @param dailyTrafficBytes How much public traffic may be charged per day; 0 for none
struct ReservationRequest {
    AccountId accountId;
    NodeId nodeId;
    bool isDedicated;
    uint8 ipv4Count;
    address provider;
    Capacity capacity;
    bytes32 deploymentHash;
    bytes32 ref;
    uint64 mostRate;
    uint64 dailyTrafficBytes;
}

/// @notice A reservation. Account, farm, node, rates and provider are those of its stream.
/// @param kind What is reserved
/// @param reason Why it was closed
/// @param streamId What pays for it now
/// @param capacity How much of the node
/// @param deploymentHash What the node is to run; once acknowledged, what it runs
struct Reservation {
    ReservationKind kind;
    CloseReason reason;
    StreamId streamId;
    Capacity capacity;
    bytes32 deploymentHash;
}

/// @notice A change that the node has not acknowledged yet.
/// @param capacity What will be reserved
/// @param streamId What will pay for it; the present stream when only the hash changes
/// @param requestedAt Unix time of the request; 0 when there is none
/// @param ipv4Count How many addresses it will hold
/// @param addedIps How many addresses were added for it
/// @param deploymentHash What the node will run
struct ReservationUpdate {
    Capacity capacity;
    StreamId streamId;
    uint40 requestedAt;
    uint8 ipv4Count;
    uint8 addedIps;
    bytes32 deploymentHash;
}

/// @notice How much traffic of a reservation may be charged: a bucket that fills within a day.
/// @param dailyBytes How much it holds
/// @param leftBytes What was in it at `refilledAt`
/// @param chargedBytes All that was charged so far
/// @param refilledAt Unix time
struct TrafficAllowance {
    uint64 dailyBytes;
    uint64 leftBytes;
    uint64 chargedBytes;
    uint40 refilledAt;
}

/// @notice What the contract was deployed with.
struct ReservationParts {
    IDirectory directory;
    IPublicIps publicIps;
    IOffers offers;
    IEscrow escrow;
    IForecasts forecasts;
    IPricing pricing;
    IPriceFeed priceFeed;
    IProofOfService proofOfService;
}

/// @title IReservations
/// @notice Capacity of 3Nodes, reserved by tenants and paid by streams of the escrow, whose operator this contract is. A
/// reservation has the number of its first stream.
///
///     reserve ──► pending ── acknowledge ──► active ◄──► paused
///                    │                          │           │
///                    └──────── cancel, release ─┴───────────┴──► closed
///
/// No role changes, stops or reprices a reservation. What is closed frees capacity and addresses in the same transaction.
interface IReservations {
    event ReservationsStarted(ReservationParts parts);

    /// @notice Its rates, farm, provider and pricing version are in the escrow's `StreamOpened` of the same number.
    event Reserved(
        StreamId indexed reservationId,
        AccountId indexed accountId,
        NodeId indexed nodeId,
        ReservationKind kind,
        Capacity capacity,
        bytes32 deploymentHash,
        uint32[] ips,
        bytes32 ref
    );

    /// @notice A change was asked for. Its rates are in the escrow's `StreamOpened`, unless only the hash changes.
    event UpdateRequested(
        StreamId indexed reservationId,
        StreamId indexed streamId,
        Capacity capacity,
        bytes32 deploymentHash,
        uint32[] addedIps
    );

    /// @notice A change that the node had not acknowledged was given up.
    event UpdateWithdrawn(StreamId indexed reservationId, StreamId indexed streamId);

    /// @notice The node runs what it is to run; a change that was asked for has happened.
    event Acknowledged(StreamId indexed reservationId, StreamId indexed streamId, bytes32 deploymentHash);

    /// @notice Capacity and addresses are free again.
    event ReservationClosed(StreamId indexed reservationId, CloseReason reason);

    event TrafficAllowanceSet(StreamId indexed reservationId, uint64 dailyBytes);

    /// @param totalBytes All that was charged so far
    /// @param units TFT units
    event TrafficCharged(StreamId indexed reservationId, uint64 totalBytes, uint256 units);

    error ReservationNotFound(StreamId reservationId);

    /// @notice Thrown when the reservation is closed already.
    error ReservationIsClosed(StreamId reservationId, CloseReason reason);

    /// @notice Thrown when the tenant has used that name before.
    error ReservationRefTaken(AccountId accountId, bytes32 ref, StreamId reservationId);

    /// @notice Thrown when it would cost more than the tenant agreed to.
    error ReservationTooExpensive(uint256 rate, uint64 mostRate);

    /// @notice Thrown when more than 8 addresses are asked for, or a whole node with a part or addresses.
    error ReservationRequestInvalid(ReservationRequest request);

    /// @notice Thrown when the node is switched off, or is to be.
    error ReservationNodeDown(NodeId nodeId);

    /// @notice Thrown when the node is dedicated to another account, or only to be had as a whole.
    error ReservationNodeDedicated(NodeId nodeId, StreamId dedicationId);

    /// @notice Thrown when the node's farmer gave notice.
    error ReservationNodeLeaving(NodeId nodeId, uint40 endsAt);

    /// @notice Thrown when the included reservations would exceed the dedicated node.
    error ReservationCapacityInsufficient(StreamId dedicationId, Capacity free, Capacity needed);

    /// @notice Thrown when neither the node sends nor signed it.
    error ReservationNotNode(address caller, NodeId nodeId);

    /// @notice Thrown when the node acknowledges what is not awaited of it, or no longer.
    error ReservationNotAwaited(StreamId reservationId, bytes32 deploymentHash);

    /// @notice Thrown when another change waits for the node.
    error ReservationUpdatePending(StreamId reservationId);

    /// @notice Thrown when no change waits for the node.
    error ReservationNoUpdate(StreamId reservationId);

    /// @notice Thrown when a change cannot be made: before the first acknowledgement only the hash can change, and of a whole
    /// node too.
    error ReservationNotResizable(StreamId reservationId);

    /// @notice Thrown when nobody but the tenant may close it now.
    error ReservationNotReleasable(StreamId reservationId);

    /// @notice Thrown when a voucher states no more traffic than was charged, or no more may be charged now.
    error ReservationNoTraffic(StreamId reservationId, uint64 totalBytes);

    /// @notice Thrown when the caller is not the escrow.
    error ReservationNotEscrow(address caller);

    /* TENANTS */

    /// @notice Reserves, at the rates of the present pricing version. Owner or manager of the account. Emits {Reserved}.
    ///
    /// Requirements: the account approved this contract for such rates, and stays active; the node is up (a whole node may
    /// be in standby), free for the account and not about to leave; capacity and addresses are free; it costs no more than
    /// `mostRate`.
    function reserve(ReservationRequest calldata request) external returns (StreamId reservationId);

    /// @notice Asks the node to run something else. Owner or manager. Emits {UpdateRequested}.
    ///
    /// Notes: what runs goes on, and is paid, until the node acknowledges. If it does not within the deployment window, the
    /// tenant may cancel within another, and the time since the request is paid back. Before the first acknowledgement the
    /// hash changes at once, and the window stays what it was.
    function updateHash(StreamId reservationId, bytes32 deploymentHash) external;

    /// @notice Asks the node for more or less capacity or addresses, at the rates of the present pricing version. Owner or
    /// manager. Emits {UpdateRequested}. Notes as for {updateHash}.
    ///
    /// Requirements: the node has acknowledged; it is no whole node; no change waits; what is added is free; and those of
    /// {reserve} for money and price.
    /// @param capacity All that it will then be
    /// @param ipv4Count All addresses that it will then hold
    function resize(
        StreamId reservationId,
        Capacity calldata capacity,
        uint8 ipv4Count,
        bytes32 deploymentHash,
        uint64 mostRate
    ) external;

    /// @notice Gives up a change that the node has not acknowledged. Owner or manager; anybody once the deployment window is
    /// over. Emits {UpdateWithdrawn}.
    function withdrawUpdate(StreamId reservationId) external;

    /// @notice Closes a reservation. Owner or manager, in every state. Emits {ReservationClosed}.
    function cancel(StreamId reservationId) external;

    /// @notice Sets how much public traffic may be charged per day. Owner or manager. Emits {TrafficAllowanceSet}.
    function setDailyTraffic(StreamId reservationId, uint64 dailyBytes) external;

    /* NODES */

    /// @notice States that the node runs what it is to run: starts the stream, or puts a change into effect. Emits
    /// {Acknowledged}.
    ///
    /// Requirements: the node sends it, or signed `Acknowledgement(reservationId, streamId, deploymentHash)` of what is
    /// awaited; the deployment window is not over; the account is active.
    /// @param deploymentHash Of what the node runs now
    /// @param signature The node's; empty when it sends
    function acknowledge(StreamId reservationId, bytes32 deploymentHash, bytes calldata signature) external;

    /// @notice Charges public traffic. Anybody may send what the node signed. Emits {TrafficCharged}.
    ///
    /// Notes: what the day's allowance or the balance above the reserve does not cover stays to be charged later.
    ///
    /// Requirements: the node signed `TrafficVoucher(reservationId, totalBytes)`; it states more than was charged.
    /// @param totalBytes All public traffic of the reservation, since it began
    function chargeTraffic(
        StreamId reservationId,
        uint64 totalBytes,
        bytes calldata signature
    ) external returns (uint256 units);

    /* ANYBODY */

    /// @notice Closes a reservation that has no right to stay: not acknowledged in time, exhausted, after the farmer's
    /// notice or that of its pricing version, or included in a node that is no longer dedicated. Emits {ReservationClosed}.
    function release(StreamId reservationId) external;

    /* VIEWS */

    /// @notice Where it stands now, and why it is closed: also when it only could be, but has not been released.
    function stateOf(StreamId reservationId) external view returns (ReservationState state, CloseReason reason);

    function reservationOf(StreamId reservationId) external view returns (Reservation memory);

    /// @notice The change that waits for the node.
    function updateOf(StreamId reservationId) external view returns (ReservationUpdate memory);

    /// @notice The public addresses that it holds.
    function ipsOf(StreamId reservationId) external view returns (uint32[] memory);

    /// @notice The reservation that a tenant has named so; 0 for none.
    function reservationByRef(AccountId accountId, bytes32 ref) external view returns (StreamId);

    /// @notice The reservation that a node is dedicated to; 0 for none.
    function dedicationOf(NodeId nodeId) external view returns (StreamId);

    /// @notice What may still be included in a dedicated node.
    function freeOf(StreamId dedicationId) external view returns (Capacity memory);

    function trafficOf(StreamId reservationId) external view returns (TrafficAllowance memory);
}
