// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FarmId, NodeId} from "../types/Ids.sol";

/// @notice What a farmer asks for a node.
/// @param isDedicatedOnly Whether it is reserved only as a whole
/// @param extraFeeRate What he asks on top for the whole node, in 10^-18 USD/s, without discount and wholly his
struct NodeOffer {
    bool isDedicatedOnly;
    uint64 extraFeeRate;
}

/// @title IOffers
/// @notice How farmers offer their nodes to tenants, and which solution providers may bring customers.
interface IOffers {
    event OffersStarted(address indexed directory);

    event OfferSet(NodeId indexed nodeId, FarmId indexed farmId, NodeOffer offer);

    /// @param shareBps Of what its customers pay, in basis points; 0 when it is approved no longer
    event ProviderApproved(address indexed provider, uint16 shareBps);

    /// @notice Thrown when the caller does not own the farm of the node.
    error OfferNotFarmer(address caller, NodeId nodeId);

    /// @notice Thrown when a provider is not approved, or is itself a party of what it is to bring customers for.
    error OfferProviderInvalid(address provider);

    /// @notice Sets what is asked for a node, for what is reserved from now on. Owner of the node's farm. Emits {OfferSet}.
    function setOffer(NodeId nodeId, NodeOffer calldata offer) external;

    /// @notice Approves a solution provider. Role: pricing manager. Emits {ProviderApproved}.
    /// @param shareBps Its share of what its customers pay, out of the foundation's; 0 ends the approval, for new
    /// reservations
    function approveProvider(address provider, uint16 shareBps) external;

    /// @notice What the node's present farmer asks for it.
    function offerOf(NodeId nodeId) external view returns (NodeOffer memory);

    /// @notice The share of a solution provider, in basis points; 0 when it is not approved.
    function providerShareOf(address provider) external view returns (uint16);

    /// @notice The share of a provider who brings `tenant` to a node. Requirements: it is approved, and neither the tenant,
    /// nor `caller`, who acts for him, nor the node, its farmer or his payout address.
    function requireProvider(
        address provider,
        NodeId nodeId,
        address tenant,
        address caller
    ) external view returns (uint16 shareBps);
}
