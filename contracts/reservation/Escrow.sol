// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {IDirectory} from "../interfaces/IDirectory.sol";
import {IEscrow, Service, Settlement, StreamStatus} from "../interfaces/IEscrow.sol";
import {IPriceFeed} from "../interfaces/IPriceFeed.sol";
import {IPricing, Split} from "../interfaces/IPricing.sol";
import {PackedStream} from "../libraries/PackedStream.sol";
import {Progress, ProgressLib} from "../libraries/Progress.sol";
import {FarmId, StreamId} from "../types/Ids.sol";
import {Accounts} from "./Accounts.sol";
import {Streams} from "./Streams.sol";

/// @title Escrow
/// @notice Refer to {IEscrow}. Here: what streams accrued goes to those who earned it.
contract Escrow is Streams, Multicall {
    using SafeERC20 for IERC20;

    /// @dev What streams of one batch have in common: what of the statement, the account that was read last, and those whose
    /// credits are not written yet.
    /// @param index Of the price, now
    /// @param from Up to when a stream must be settled; no time at all unless the statement has a length that is past and not
    /// exceeded by the service
    /// @param age How long ago the statement ends; 0 if it was requested: who was asked for it could not choose its end
    /// @param parties Of the stream whose account was read last, see {PackedStreamLib-parties}
    /// @param discountable How far the account was charged
    /// @param plain Likewise
    /// @param stopIndex Where its epoch ended; 0 while it goes on
    /// @param farmUnits For the farm
    /// @param pool For the pool of the pricing version, two sums as there
    struct Batch {
        uint256 index;
        uint256 from;
        uint256 age;
        uint256 parties;
        uint256 discountable;
        uint256 plain;
        uint256 stopIndex;
        FarmId farmId;
        uint16 pricingVersion;
        uint256 farmUnits;
        uint256 pool;
    }

    /// @dev Within a statement and the time after it, accrual counts as even: the end must be near for that to be fair.
    uint40 private constant _MOST_AGE = 6 hours;

    uint256 private constant _NO_TIME = type(uint256).max;

    /* IMMUTABLES */

    IDirectory public immutable DIRECTORY;

    /// @notice Verifies signed statements of service, and settles by them.
    address public immutable PROOF_OF_SERVICE;

    /* STORAGE */

    /// @inheritdoc IEscrow
    mapping(FarmId farmId => uint256 units) public farmCreditsOf;

    /// @inheritdoc IEscrow
    mapping(address provider => uint256 units) public providerCreditsOf;

    /// @dev Two sums in one word: in the lower half what is for foundation and stakers together, in the upper one what
    /// providers got out of the foundation's share since the pool was paid last. TFT units fit 64 bits.
    mapping(uint16 pricingVersion => uint256 pool) private _pools;

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
        Service memory service
    ) external returns (Settlement[] memory results) {
        require(msg.sender == PROOF_OF_SERVICE, EscrowNotProofOfService(msg.sender));
        Batch memory batch = _batchOf(service);
        uint256 count = streamIds.length;
        results = new Settlement[](count);
        for (uint256 i = 0; i < count; ++i) {
            results[i] = _settle(streamIds[i], service, batch);
        }
        _writeCredits(batch);
    }

    function _batchOf(Service memory service) private view returns (Batch memory batch) {
        batch.index = PRICE_FEED.presentQuote().index();
        batch.from = _NO_TIME;
        bool isPast = service.from < service.to && service.to <= block.timestamp;
        if (!isPast) return batch;
        // Overflow not possible: just compared.
        unchecked {
            if (service.servedSeconds <= service.to - service.from) batch.from = service.from;
            if (!service.isRequested) batch.age = block.timestamp - service.to;
        }
    }

    function _settle(StreamId streamId, Service memory service, Batch memory batch) private returns (Settlement) {
        PackedStream memory stream = _streams[streamId];
        if (!stream.isOf(service.nodeId)) return Settlement.Foreign;
        bool isRunning = stream.isIn(StreamStatus.Running);
        bool isIdle = !isRunning && (stream.isIn(StreamStatus.Pending) || stream.isIn(StreamStatus.Ended));
        if (isIdle) return Settlement.NotStarted;
        Progress progress = _progress[streamId];
        if (batch.from != progress.settledTo()) return Settlement.NotTiling;
        if (stream.isIn(StreamStatus.Stopped)) return _settleStopped(streamId, stream, progress, service, batch);

        _read(batch, stream);
        if (service.stopIndex != batch.stopIndex) return Settlement.StopUnproven;
        (uint256 discountable, uint256 plain) = (batch.discountable, batch.plain);
        if (batch.stopIndex == 0) {
            if (batch.age > _MOST_AGE) return Settlement.Outdated;
            (discountable, plain) = _chargedUntil(progress, discountable, plain, service.to);
        }
        _progress[streamId] = ProgressLib.accruing(service.to, discountable, plain);
        (uint256 units, uint256 plainUnits) = _owed(stream, progress, discountable, plain);
        _payOut(streamId, stream, service, batch, units, plainUnits);
        return Settlement.Settled;
    }

    function _settleStopped(
        StreamId streamId,
        PackedStream memory stream,
        Progress progress,
        Service memory service,
        Batch memory batch
    ) private returns (Settlement) {
        if (service.to != progress.stoppedAt()) return Settlement.StopUnproven;

        _progress[streamId] = ProgressLib.stopped(service.to, service.to, 0, 0);
        _payOut(streamId, stream, service, batch, progress.units(), progress.plainUnits());
        return Settlement.Settled;
    }

    function _read(Batch memory batch, PackedStream memory stream) private view {
        uint256 parties = stream.parties();
        if (batch.parties == parties) return;

        batch.parties = parties;
        (batch.discountable, batch.plain, batch.stopIndex) = _chargedTo(stream, batch.index);
    }

    /// @dev What was served to those who served, the rest back to the payer.
    function _payOut(
        StreamId streamId,
        PackedStream memory stream,
        Service memory service,
        Batch memory batch,
        uint256 units,
        uint256 plainUnits
    ) private {
        (uint256 served, uint256 servedPlain) = _servedOf(service, units, plainUnits);
        (uint256 farmUnits, uint256 providerUnits, uint256 poolUnits) = _sharesOf(stream, served, servedPlain);
        _addCredits(batch, stream, farmUnits, _pack(poolUnits, providerUnits));
        if (providerUnits > 0) _addToProvider(streamId, providerUnits);
        // Overflow not possible: what was served is among what accrued.
        unchecked {
            units -= served;
        }
        emit StreamSettled(streamId, uint40(service.to), farmUnits, providerUnits, poolUnits, units);
        if (units > 0) _credit(stream.accountId(), address(this), units);
    }

    function _servedOf(
        Service memory service,
        uint256 units,
        uint256 plainUnits
    ) private pure returns (uint256, uint256) {
        // Overflow not possible: units are below 2^88, seconds have 40 bits.
        unchecked {
            uint256 span = service.to - service.from;
            uint256 servedSeconds = service.servedSeconds;
            if (servedSeconds == span) return (units, plainUnits);
            return ((units * servedSeconds) / span, (plainUnits * servedSeconds) / span);
        }
    }

    /// @dev Streams of a node mostly are one farm's and under one pricing version: their credits are written together.
    function _addCredits(Batch memory batch, PackedStream memory stream, uint256 farmUnits, uint256 pool) private {
        (FarmId farmId, uint16 pricingVersion) = (stream.farmId(), stream.pricingVersion());
        bool isSame = batch.farmId == farmId && batch.pricingVersion == pricingVersion;
        if (!isSame) {
            if (batch.pricingVersion > 0) _writeCredits(batch);
            (batch.farmId, batch.pricingVersion) = (farmId, pricingVersion);
            (batch.farmUnits, batch.pool) = (farmUnits, pool);
            return;
        }
        // Overflow not possible: credits are at most the supply.
        unchecked {
            batch.farmUnits += farmUnits;
            batch.pool += pool;
        }
    }

    function _writeCredits(Batch memory batch) private {
        _addToFarm(batch.farmId, batch.farmUnits);
        _addToPool(batch.pricingVersion, batch.pool);
    }

    function _addToFarm(FarmId farmId, uint256 units) internal override {
        if (units == 0) return;
        // Overflow not possible: credits are at most the supply.
        unchecked {
            farmCreditsOf[farmId] += units;
        }
    }

    function _addToProvider(StreamId streamId, uint256 units) internal override {
        providerCreditsOf[providerOf[streamId]] += units;
    }

    function _addToPool(uint16 pricingVersion, uint256 units, uint256 providerUnits) internal override {
        _addToPool(pricingVersion, _pack(units, providerUnits));
    }

    function _addToPool(uint16 pricingVersion, uint256 pool) private {
        if (pool == 0) return;
        // Overflow not possible: neither sum exceeds the supply.
        unchecked {
            _pools[pricingVersion] += pool;
        }
    }

    function _pack(uint256 units, uint256 providerUnits) private pure returns (uint256 pool) {
        return units | (providerUnits << 128);
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
        uint256 pool,
        Split memory split
    ) private pure returns (uint256 foundationUnits, uint256 stakersUnits) {
        uint256 units = uint128(pool);
        uint256 poolBps = _BPS - split.farmBps;
        stakersUnits = poolBps == 0 ? 0 : ((units + (pool >> 128)) * split.stakersBps) / poolBps;
        foundationUnits = units - stakersUnits;
    }

    /* VIEWS */

    /// @inheritdoc IEscrow
    function poolOf(uint16 pricingVersion) external view returns (uint256 foundationUnits, uint256 stakersUnits) {
        return _divide(_pools[pricingVersion], PRICING.splitOf(pricingVersion));
    }
}
