// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {IDirectory} from "../interfaces/IDirectory.sol";
import {IEscrow, Service, Settlement, Stream, StreamStatus} from "../interfaces/IEscrow.sol";
import {IPriceFeed} from "../interfaces/IPriceFeed.sol";
import {IPricing, Split} from "../interfaces/IPricing.sol";
import {AccountBooks, Accrual, Position} from "../libraries/Accrual.sol";
import {Progress, ProgressLib} from "../libraries/Progress.sol";
import {AccountId, FarmId, StreamId} from "../types/Ids.sol";
import {Accounts} from "./Accounts.sol";
import {Streams} from "./Streams.sol";

/// @title Escrow
/// @notice Refer to {IEscrow}. Here: what streams accrued goes to those who earned it.
contract Escrow is Streams, Multicall {
    using Accrual for AccountBooks;
    using SafeERC20 for IERC20;

    /// @param units For foundation and stakers together
    /// @param providerUnits What providers got out of the foundation's share since the pool was paid last
    struct Pool {
        uint128 units;
        uint128 providerUnits;
    }

    /// @dev An account that was read for one stream and serves the next one in a batch too.
    struct Payer {
        AccountId accountId;
        uint32 epoch;
        Position position;
    }

    /// @dev Within a statement and the time after it, accrual counts as even: the end must be near for that to be fair.
    uint40 private constant _MOST_AGE = 6 hours;

    /* IMMUTABLES */

    IDirectory public immutable DIRECTORY;

    /// @notice Verifies signed statements of service, and settles by them.
    address public immutable PROOF_OF_SERVICE;

    /* STORAGE */

    /// @inheritdoc IEscrow
    mapping(FarmId farmId => uint256 units) public farmCreditsOf;

    /// @inheritdoc IEscrow
    mapping(address provider => uint256 units) public providerCreditsOf;

    mapping(uint16 pricingVersion => Pool pool) private _pools;

    /* CONSTRUCTOR */

    /// @param newDeploymentWindow How long an operator has from opening a stream to starting it, in seconds; above 0
    constructor(
        IERC20 tft,
        IPriceFeed priceFeed,
        IPricing pricing,
        IDirectory directory,
        address proofOfService,
        uint40 newDeploymentWindow,
        address authority
    ) Accounts(tft, priceFeed) Streams(pricing, newDeploymentWindow) AccessManaged(authority) {
        require(proofOfService != address(0), EscrowProofOfServiceMissing());
        DIRECTORY = directory;
        PROOF_OF_SERVICE = proofOfService;
        emit EscrowStarted(
            address(tft),
            address(priceFeed),
            address(pricing),
            address(directory),
            proofOfService,
            newDeploymentWindow
        );
    }

    /* SETTLE */

    /// @inheritdoc IEscrow
    function settle(
        StreamId[] calldata streamIds,
        Service calldata service
    ) external returns (Settlement[] memory results) {
        require(msg.sender == PROOF_OF_SERVICE, EscrowNotProofOfService(msg.sender));
        results = new Settlement[](streamIds.length);
        uint96 index = PRICE_FEED.quote().index;
        Payer memory payer;
        for (uint256 i = 0; i < streamIds.length; ++i) {
            results[i] = _settle(streamIds[i], service, index, payer);
        }
    }

    function _settle(
        StreamId streamId,
        Service calldata service,
        uint96 index,
        Payer memory payer
    ) private returns (Settlement) {
        Stream memory stream = _streams[streamId];
        bool isOfNode = stream.status != StreamStatus.None && stream.nodeId == service.nodeId;
        if (!isOfNode) return Settlement.Foreign;
        if (stream.status == StreamStatus.Pending || stream.status == StreamStatus.Ended) return Settlement.NotStarted;
        Progress progress = _progress[streamId];
        if (!_tiles(progress, service)) return Settlement.NotTiling;
        if (stream.status == StreamStatus.Stopped) return _settleStopped(streamId, stream, progress, service);

        _read(payer, stream, index);
        Position memory position = payer.position;
        if (service.stopIndex != (position.isExhausted ? position.index : 0)) return Settlement.StopUnproven;
        if (!position.isExhausted && _isOutdated(service)) return Settlement.Outdated;

        (uint256 discountable, uint256 plain) = (position.discountable, position.plain);
        if (!position.isExhausted) (discountable, plain) = _chargedUntil(progress, discountable, plain, service.to);
        (uint256 units, uint256 plainUnits) = _owed(stream, progress, discountable, plain);
        _progress[streamId] = ProgressLib.accruing(service.to, discountable, plain);
        _payOut(streamId, stream, service, units, plainUnits);
        return Settlement.Settled;
    }

    function _settleStopped(
        StreamId streamId,
        Stream memory stream,
        Progress progress,
        Service calldata service
    ) private returns (Settlement) {
        if (service.to != progress.stoppedAt()) return Settlement.StopUnproven;

        _progress[streamId] = ProgressLib.stopped(service.to, service.to, 0, 0);
        _payOut(streamId, stream, service, progress.units(), progress.plainUnits());
        return Settlement.Settled;
    }

    function _tiles(Progress progress, Service calldata service) private view returns (bool) {
        return
            service.from == progress.settledTo() &&
            service.to > service.from &&
            service.to <= block.timestamp &&
            service.servedSeconds <= service.to - service.from;
    }

    /// @dev Who was asked for a statement could not choose its end.
    function _isOutdated(Service calldata service) private view returns (bool) {
        return !service.isRequested && service.to + _MOST_AGE < block.timestamp;
    }

    function _read(Payer memory payer, Stream memory stream, uint96 index) private view {
        bool isRead =
            AccountId.unwrap(payer.accountId) == AccountId.unwrap(stream.accountId) && payer.epoch == stream.epoch;
        if (isRead) return;
        (payer.accountId, payer.epoch) = (stream.accountId, stream.epoch);
        payer.position = _chargedTo(stream, index);
    }

    /// @dev What was served to those who served, the rest back to the payer.
    function _payOut(
        StreamId streamId,
        Stream memory stream,
        Service calldata service,
        uint256 units,
        uint256 plainUnits
    ) private {
        uint256 span = service.to - service.from;
        uint256 served = (units * service.servedSeconds) / span;
        uint256 servedPlain = (plainUnits * service.servedSeconds) / span;
        (uint256 farmUnits, uint256 providerUnits, uint256 poolUnits) = _share(streamId, stream, served, servedPlain);
        emit StreamSettled(streamId, service.to, farmUnits, providerUnits, poolUnits, units - served);
        _creditBack(stream.accountId, units - served);
    }

    function _addToFarm(Stream memory stream, uint256 units) internal override {
        farmCreditsOf[stream.farmId] += units;
    }

    function _addToProvider(address provider, uint256 units) internal override {
        providerCreditsOf[provider] += units;
    }

    function _addToPool(uint16 pricingVersion, uint256 units, uint256 providerUnits) internal override {
        Pool storage pool = _pools[pricingVersion];
        (pool.units, pool.providerUnits) = (pool.units + uint128(units), pool.providerUnits + uint128(providerUnits));
    }

    /* PAYEES */

    /// @inheritdoc IEscrow
    function payFarm(FarmId farmId) external returns (uint256 amount) {
        (address payout, address onlyCaller) = DIRECTORY.payoutOf(farmId);
        require(
            onlyCaller == address(0) || onlyCaller == msg.sender,
            EscrowOnlyFarmOwner(msg.sender, farmId, onlyCaller)
        );
        amount = farmCreditsOf[farmId];
        require(amount > 0, EscrowNothingToPay());

        delete farmCreditsOf[farmId];
        emit FarmPaid(farmId, payout, amount);
        TFT.safeTransfer(payout, amount);
    }

    /// @inheritdoc IEscrow
    function payProvider(address provider) external returns (uint256 amount) {
        amount = providerCreditsOf[provider];
        require(amount > 0, EscrowNothingToPay());

        delete providerCreditsOf[provider];
        emit ProviderPaid(provider, amount);
        TFT.safeTransfer(provider, amount);
    }

    /// @inheritdoc IEscrow
    function payPool(uint16 pricingVersion) external returns (uint256 foundationAmount, uint256 stakersAmount) {
        Split memory split = PRICING.splitOf(pricingVersion);
        (foundationAmount, stakersAmount) = _divide(_pools[pricingVersion], split);
        require(foundationAmount + stakersAmount > 0, EscrowNothingToPay());

        delete _pools[pricingVersion];
        emit PoolPaid(pricingVersion, foundationAmount, stakersAmount);
        TFT.safeTransfer(split.foundation, foundationAmount);
        TFT.safeTransfer(split.stakers, stakersAmount);
    }

    /// @dev The stakers' share is that of what came in before providers took theirs.
    function _divide(
        Pool memory pool,
        Split memory split
    ) private pure returns (uint256 foundationUnits, uint256 stakersUnits) {
        uint256 before = uint256(pool.units) + pool.providerUnits;
        uint256 poolBps = _BPS - split.farmBps;
        stakersUnits = poolBps == 0 ? 0 : (before * split.stakersBps) / poolBps;
        foundationUnits = pool.units - stakersUnits;
    }

    /* VIEWS */

    /// @inheritdoc IEscrow
    function poolOf(uint16 pricingVersion) external view returns (uint256 foundationUnits, uint256 stakersUnits) {
        return _divide(_pools[pricingVersion], PRICING.splitOf(pricingVersion));
    }
}
