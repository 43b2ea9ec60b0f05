// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {IEscrow, IStreamOperator, Stream, StreamRequest, StreamStatus} from "../interfaces/IEscrow.sol";
import {INames, NameHolding} from "../interfaces/INames.sol";
import {IPriceFeed} from "../interfaces/IPriceFeed.sol";
import {IPricing} from "../interfaces/IPricing.sol";
import {DomainName} from "../libraries/DomainName.sol";
import {ReservationRates} from "../libraries/ReservationRates.sol";
import {AccountId, FarmId, NodeId, StreamId} from "../types/Ids.sol";

/// @title Names
/// @notice Refer to {INames}.
contract Names is INames, IStreamOperator, Multicall {
    uint40 private constant _MONTH = 30 days;

    /* IMMUTABLES */

    IEscrow public immutable ESCROW;
    IPricing public immutable PRICING;
    IPriceFeed public immutable PRICE_FEED;

    /* STORAGE */

    mapping(bytes32 nameHash => NameHolding holding) private _holdings;

    /// @inheritdoc INames
    mapping(StreamId streamId => string name) public nameOf;

    /* CONSTRUCTOR */

    constructor(IEscrow escrow, IPricing pricing, IPriceFeed priceFeed) {
        ESCROW = escrow;
        PRICING = pricing;
        PRICE_FEED = priceFeed;
        emit NamesStarted(address(escrow), address(pricing), address(priceFeed));
    }

    /* MODIFIERS */

    modifier onlyEscrow() {
        require(msg.sender == address(ESCROW), NameNotEscrow(msg.sender));
        _;
    }

    /* RESERVE */

    /// @inheritdoc INames
    function reserve(AccountId accountId, string calldata name, uint64 mostRate) external returns (StreamId) {
        return _reserve(msg.sender, accountId, name, mostRate);
    }

    /// @inheritdoc IStreamOperator
    /// @dev `data` is a name and the most it may cost: approving and reserving are one transaction.
    function onApproved(
        address owner,
        AccountId accountId,
        bytes calldata data
    ) external onlyEscrow returns (bytes memory) {
        (string memory name, uint64 mostRate) = abi.decode(data, (string, uint64));
        return abi.encode(_reserve(owner, accountId, name, mostRate));
    }

    function _reserve(
        address caller,
        AccountId accountId,
        string memory name,
        uint64 mostRate
    ) private returns (StreamId streamId) {
        _checkFree(accountId, name);
        uint16 version = PRICING.latest();
        uint64 rate = PRICING.pricesOf(version).nameRate;
        require(rate <= mostRate, NameTooExpensive(rate, mostRate));
        ESCROW.requireManager(accountId, caller, rate);

        streamId = _open(accountId, version, rate);
        _holdings[_hashOf(name)] = NameHolding(streamId, accountId, 0);
        nameOf[streamId] = name;
        ESCROW.start(streamId);
        emit NameReserved(name, accountId, streamId, _chargeMonth(streamId, rate));
    }

    function _checkFree(AccountId accountId, string memory name) private view {
        require(DomainName.isValid(name), NameInvalid(name));
        NameHolding memory holding = _holdings[_hashOf(name)];
        require(StreamId.unwrap(holding.streamId) == 0, NameTaken(name, holding.accountId));
        bool isKept =
            block.timestamp < holding.freeAt && AccountId.unwrap(holding.accountId) != AccountId.unwrap(accountId);
        require(!isKept, NameKept(name, holding.accountId, holding.freeAt));
    }

    /// @dev No farm serves a name: all that is paid goes to the protocol pool.
    function _open(AccountId accountId, uint16 version, uint64 rate) private returns (StreamId) {
        return
            ESCROW.open(
                StreamRequest({
                    accountId: accountId,
                    farmId: FarmId.wrap(0),
                    nodeId: NodeId.wrap(0),
                    provider: address(0),
                    providerBps: 0,
                    pricingVersion: version,
                    discountableRate: rate,
                    plainRate: 0
                })
            );
    }

    /// @dev Else a name could be had for a day's money, and a good one kept from others for 30 more.
    function _chargeMonth(StreamId streamId, uint64 rate) private returns (uint256 paid) {
        uint256 price = ReservationRates.unitsUp(uint256(rate) * _MONTH, PRICE_FEED.quote().tftPerUsd);
        paid = ESCROW.charge(streamId, price);
        require(paid == price, NameMonthUnpaid(paid, price));
    }

    /* RELEASE */

    /// @inheritdoc INames
    function release(string calldata name) external {
        StreamId streamId = _holdings[_hashOf(name)].streamId;
        require(StreamId.unwrap(streamId) != 0, NameNotReserved(name));
        Stream memory stream = ESCROW.streamOf(streamId);
        bool isOpen = stream.status == StreamStatus.Running;
        bool isFree = !isOpen || ESCROW.isDead(streamId) || _isRetired(stream.pricingVersion);
        if (!isFree) ESCROW.requireManager(stream.accountId, msg.sender, 0);

        _free(streamId);
        if (isOpen) ESCROW.close(streamId);
    }

    /// @inheritdoc IStreamOperator
    function onStreamClosed(StreamId streamId) external onlyEscrow {
        _free(streamId);
    }

    function _free(StreamId streamId) private {
        string memory name = nameOf[streamId];
        NameHolding storage holding = _holdings[_hashOf(name)];
        uint40 freeAt = uint40(block.timestamp) + _MONTH;
        (holding.streamId, holding.freeAt) = (StreamId.wrap(0), freeAt);
        delete nameOf[streamId];
        emit NameReleased(name, holding.accountId, streamId, freeAt);
    }

    function _isRetired(uint16 pricingVersion) private view returns (bool) {
        uint40 closableAt = PRICING.closableAt(pricingVersion);
        return closableAt != 0 && block.timestamp >= closableAt;
    }

    /* VIEWS */

    /// @inheritdoc INames
    function holdingOf(string calldata name) external view returns (NameHolding memory) {
        return _holdings[_hashOf(name)];
    }

    function _hashOf(string memory name) private pure returns (bytes32) {
        return keccak256(bytes(name));
    }
}
