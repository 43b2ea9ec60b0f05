// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {Farm, IDirectory, Node} from "../interfaces/IDirectory.sol";
import {IOffers, NodeOffer} from "../interfaces/IOffers.sol";
import {FarmId, NodeId} from "../types/Ids.sol";

/// @title Offers
/// @notice Refer to {IOffers}.
contract Offers is IOffers, AccessManaged {
    /* IMMUTABLES */

    IDirectory public immutable DIRECTORY;

    /* STORAGE */

    /// @dev By farm: a node that moves does not take its old farmer's offer along.
    mapping(FarmId farmId => mapping(NodeId nodeId => NodeOffer offer)) private _offers;

    /// @inheritdoc IOffers
    mapping(address provider => uint16 shareBps) public providerShareOf;

    /* CONSTRUCTOR */

    constructor(IDirectory directory, address authority) AccessManaged(authority) {
        DIRECTORY = directory;
        emit OffersStarted(address(directory));
    }

    /* OFFERS */

    /// @inheritdoc IOffers
    function setOffer(NodeId nodeId, NodeOffer calldata offer) external {
        FarmId farmId = DIRECTORY.nodeOf(nodeId).farmId;
        require(msg.sender == DIRECTORY.ownerOf(farmId), OfferNotFarmer(msg.sender, nodeId));

        _offers[farmId][nodeId] = offer;
        emit OfferSet(nodeId, farmId, offer);
    }

    /// @inheritdoc IOffers
    function offerOf(NodeId nodeId) external view returns (NodeOffer memory) {
        return _offers[DIRECTORY.nodeOf(nodeId).farmId][nodeId];
    }

    /* PROVIDERS */

    /// @inheritdoc IOffers
    function approveProvider(address provider, uint16 shareBps) external restricted {
        providerShareOf[provider] = shareBps;
        emit ProviderApproved(provider, shareBps);
    }

    /// @inheritdoc IOffers
    function requireProvider(
        address provider,
        NodeId nodeId,
        address tenant,
        address caller
    ) external view returns (uint16 shareBps) {
        shareBps = providerShareOf[provider];
        Node memory node = DIRECTORY.nodeOf(nodeId);
        Farm memory farm = DIRECTORY.farmOf(node.farmId);
        bool isTenant = provider == tenant || provider == caller;
        bool isFarmer = provider == node.key || provider == farm.owner || provider == farm.payout;
        // Else tenant or farmer would bring themselves as customers, and take the share.
        require(shareBps > 0 && !isTenant && !isFarmer, OfferProviderInvalid(provider));
    }
}
