// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IEscrow, IStreamOperator, OperatorLimits, Stream, StreamRequest, StreamStatus} from "../interfaces/IEscrow.sol";
import {IPricing} from "../interfaces/IPricing.sol";
import {Accrual} from "../libraries/Accrual.sol";
import {PackedBooks, PackedBooksLib} from "../libraries/PackedBooks.sol";
import {PackedStream, PackedStreamLib} from "../libraries/PackedStream.sol";
import {Progress, ProgressLib} from "../libraries/Progress.sol";
import {AccountId, FarmId, StreamId} from "../types/Ids.sol";
import {Accounts} from "./Accounts.sol";

/// @notice The streams: opened and started by operators, closed by whoever may.
abstract contract Streams is Accounts, AccessManaged {
    using Accrual for PackedBooks;
    using SafeCast for uint256;

    uint256 internal constant _BPS = 10_000;

    /// @dev Enough for an operator to free what the stream paid for, too little to burn the payer's transaction.
    uint256 private constant _CALLBACK_GAS = 1_000_000;

    /// @dev Of this, 63/64 are more than the callback's gas, and what remains is enough to finish after a failure.
    uint256 private constant _GAS_BEFORE_CALLBACK = 1_030_000;

    uint40 private constant _NEVER = type(uint40).max;
    uint40 private constant _PAUSE_TIME = 14 days;
    uint40 private constant _PAUSE_INTERVAL = 60 days;

    /* IMMUTABLES */

    IPricing public immutable PRICING;

    /// @inheritdoc IEscrow
    uint40 public immutable deploymentWindow;

    /* STORAGE */

    /// @dev Counts streams.
    uint64 public streamCount;

    uint40 public openingPausedUntil;
    uint40 public openingEndsAt = _NEVER;

    mapping(StreamId streamId => PackedStream stream) internal _streams;
    mapping(StreamId streamId => Progress progress) internal _progress;

    /// @inheritdoc IEscrow
    mapping(StreamId streamId => address provider) public providerOf;

    /* CONSTRUCTOR */

    constructor(IPricing pricing, uint40 newDeploymentWindow) {
        require(newDeploymentWindow > 0, EscrowWindowZero());
        PRICING = pricing;
        deploymentWindow = newDeploymentWindow;
    }

    /* OPEN AND START */

    /// @inheritdoc IEscrow
    function open(StreamRequest calldata request) external returns (StreamId streamId) {
        _requireOpening();
        Draft memory draft = _draftOf(request.accountId);
        require(!draft.quote.isStale(), EscrowPriceStale(PRICE_FEED.updatedAt()));
        uint32 epoch = draft.books.epoch();
        uint64 held = _listPrice(request, draft.quote.tftPerUsd());
        _bindOperator(request, epoch);

        _addPending(draft.books, request);
        _take(draft, held);
        _referActive(draft);
        _writeRates(draft);

        streamId = _store(request, epoch, held);
        emit StreamOpened(streamId, request.accountId, request.farmId, msg.sender, request, epoch, held);
    }

    function _requireOpening() private view {
        require(block.timestamp >= openingPausedUntil, EscrowOpeningPaused(openingPausedUntil));
        require(block.timestamp < openingEndsAt, EscrowOpeningEnded(openingEndsAt));
    }

    /// @dev Of one deployment window, in TFT units, rounded up.
    function _listPrice(StreamRequest calldata request, uint256 tftPerUsd) private view returns (uint64) {
        uint256 rate = uint256(request.discountableRate) + request.plainRate;
        // Overflow not possible: 69 bits of rates, 56 of a price, 40 of a time.
        unchecked {
            return Math.ceilDiv(10 * rate * tftPerUsd * deploymentWindow, Accrual.GRAINS_PER_UNIT).toUint64();
        }
    }

    function _bindOperator(StreamRequest calldata request, uint32 epoch) private {
        AccountId accountId = request.accountId;
        OperatorLimits memory limits = _limitsOf(accountId, msg.sender);
        _requireUnexpired(accountId, limits.expiresAt);

        OpenRate storage openRate = _openRates[accountId][msg.sender];
        uint256 rate = uint256(request.discountableRate) + request.plainRate;
        if (openRate.epoch == epoch) rate += openRate.rate;
        require(rate <= limits.maxRate, EscrowOperatorRateExceeded(msg.sender, accountId, rate, limits.maxRate));
        (openRate.epoch, openRate.rate) = (epoch, uint64(rate));
    }

    function _requireUnexpired(AccountId accountId, uint40 expiresAt) private view {
        require(block.timestamp < expiresAt, EscrowOperatorExpired(msg.sender, accountId, expiresAt));
    }

    function _addPending(PackedBooks memory books, StreamRequest calldata request) private pure {
        (uint256 discountableRate, uint256 plainRate) = (request.discountableRate, request.plainRate);
        // Overflow not possible: all rates together have the width of one, so that each stays within its field, and moving a
        // stream's rate between fields always fits.
        unchecked {
            (books.allRates() + discountableRate + plainRate).toUint64();
            books.rates += PackedBooksLib.ratesOf(discountableRate, plainRate) << 128;
        }
    }

    function _store(StreamRequest calldata request, uint32 epoch, uint64 held) private returns (StreamId streamId) {
        (uint16 farmBps, uint16 foundationBps) = PRICING.offeredSharesOf(request.pricingVersion);
        uint16 mostBps = request.provider == address(0) ? 0 : foundationBps / 2;
        require(request.providerBps <= mostBps, EscrowProviderInvalid(request.provider, request.providerBps, mostBps));

        bool isOfFarm = FarmId.unwrap(request.farmId) != 0;
        require(isOfFarm || request.plainRate == 0, EscrowFarmMissing());

        streamId = StreamId.wrap(++streamCount);
        if (request.provider != address(0)) providerOf[streamId] = request.provider;
        _streams[streamId] = PackedStreamLib.pack(request, epoch, msg.sender, isOfFarm ? farmBps : 0);
        _progress[streamId] = ProgressLib.pending(block.timestamp, held);
    }

    /// @inheritdoc IEscrow
    function start(StreamId streamId) external {
        PackedStream memory stream = _streams[streamId];
        Progress progress = _progress[streamId];
        require(msg.sender == stream.operator(), EscrowNotOperator(msg.sender, streamId));
        require(stream.isIn(StreamStatus.Pending), EscrowStreamInvalid(streamId, stream.status()));
        require(!_isLate(progress), EscrowStartTooLate(streamId, _deadlineOf(progress)));

        Draft memory draft = _draftOf(stream.accountId());
        PackedBooks memory books = draft.books;
        require(stream.epoch() == books.epoch(), EscrowStreamDead(streamId));
        _removeRates(books, stream);
        // Overflow not possible: all rates together fit the width of one.
        unchecked {
            books.rates += stream.rates();
        }
        _give(draft, progress.held());
        require(_isActive(books), EscrowAccountPaused(stream.accountId()));
        _writeRates(draft);

        _setStatus(streamId, stream, StreamStatus.Running);
        _progress[streamId] = ProgressLib.accruing(block.timestamp, books.discountable(), books.plain());
        emit StreamStarted(streamId);
    }

    /* CLOSE */

    /// @inheritdoc IEscrow
    function close(StreamId streamId) external {
        PackedStream memory stream = _streams[streamId];
        _close(streamId, stream, block.timestamp);
        if (msg.sender != stream.operator()) _callBack(streamId, stream.operator());
    }

    /// @inheritdoc IEscrow
    function closeAsOf(StreamId streamId, uint40 since) external {
        PackedStream memory stream = _streams[streamId];
        require(msg.sender == stream.operator(), EscrowNotOperator(msg.sender, streamId));
        require(since <= block.timestamp, EscrowMomentInFuture(since));
        _close(streamId, stream, since);
    }

    function _close(StreamId streamId, PackedStream memory stream, uint256 since) private {
        bool isPending = stream.isIn(StreamStatus.Pending);
        require(isPending || stream.isIn(StreamStatus.Running), EscrowStreamInvalid(streamId, stream.status()));
        Progress progress = _progress[streamId];
        Draft memory draft = _draftOf(stream.accountId());
        bool isDead_ = stream.epoch() != draft.books.epoch();
        bool isAnybodys = isDead_ || (isPending && _isLate(progress));
        require(isAnybodys || _mayClose(stream), EscrowNotPayer(msg.sender, streamId));

        if (isPending) _closePending(streamId, stream, progress, draft);
        else if (isDead_) _closeDead(streamId, stream);
        else _closeRunning(streamId, stream, progress, draft, since);
    }

    function _mayClose(PackedStream memory stream) private view returns (bool) {
        return msg.sender == stream.operator() || _isManager(stream.accountId(), msg.sender);
    }

    function _closePending(
        StreamId streamId,
        PackedStream memory stream,
        Progress progress,
        Draft memory draft
    ) private {
        uint256 held = progress.held();
        uint256 elapsed = Math.min(block.timestamp - progress.settledTo(), deploymentWindow);
        uint256 forfeited = (held * elapsed) / deploymentWindow;
        _setStatus(streamId, stream, StreamStatus.Ended);
        _addToPool(stream.pricingVersion(), forfeited, 0);
        emit StreamClosed(streamId, msg.sender, 0, forfeited, 0);

        // An account whose epoch is over has forgotten the stream's rates.
        if (stream.epoch() != draft.books.epoch()) return _creditBack(stream.accountId(), held - forfeited);
        _removeRates(draft.books, stream);
        _unbindOperator(stream);
        _give(draft, held - forfeited);
        _writeRates(draft);
    }

    function _closeDead(StreamId streamId, PackedStream memory stream) private {
        _setStatus(streamId, stream, StreamStatus.Dead);
        emit StreamClosed(streamId, msg.sender, owedTo(streamId), 0, 0);
    }

    function _closeRunning(
        StreamId streamId,
        PackedStream memory stream,
        Progress progress,
        Draft memory draft,
        uint256 since
    ) private {
        uint256 from = progress.settledTo();
        uint256 to = Math.max(since, from);
        (uint256 units, uint256 plainUnits, uint256 rest) = _owedUntil(stream, progress, draft.books, to);
        _progress[streamId] = ProgressLib.stopped(from, to, units.toUint64(), plainUnits);
        _setStatus(streamId, stream, to > from ? StreamStatus.Stopped : StreamStatus.Ended);
        emit StreamClosed(streamId, msg.sender, units, 0, uint40(to));

        _removeRates(draft.books, stream);
        _unbindOperator(stream);
        _writeRates(draft);
        _creditBack(stream.accountId(), rest);
    }

    /// @dev What of all that accrued a running stream is owed up to `to`, and what was accrued afterwards.
    function _owedUntil(
        PackedStream memory stream,
        Progress progress,
        PackedBooks memory books,
        uint256 to
    ) private view returns (uint256 units, uint256 plainUnits, uint256 rest) {
        (uint256 discountable, uint256 plain) = (books.discountable(), books.plain());
        (units, plainUnits) = _owed(stream, progress, discountable, plain);
        if (to == block.timestamp) return (units, plainUnits, 0);

        rest = units;
        (discountable, plain) = _chargedUntil(progress, discountable, plain, to);
        (units, plainUnits) = _owed(stream, progress, discountable, plain);
        rest -= units;
    }

    function _creditBack(AccountId accountId, uint256 units) internal {
        if (units > 0) _credit(accountId, address(this), units);
    }

    /// @dev The payer's close must not depend on what the operator does, nor what the operator learns on the payer's gas.
    function _callBack(StreamId streamId, address operator) private {
        if (operator.code.length == 0) return;
        require(gasleft() >= _GAS_BEFORE_CALLBACK, EscrowGasInsufficient(gasleft(), _GAS_BEFORE_CALLBACK));
        try IStreamOperator(operator).onStreamClosed{gas: _CALLBACK_GAS}(streamId) {
            return;
        } catch {
            emit OperatorCallbackFailed(streamId, operator);
        }
    }

    function _setStatus(StreamId streamId, PackedStream memory stream, StreamStatus newStatus) private {
        _streams[streamId].terms = stream.termsWith(newStatus);
    }

    function _removeRates(PackedBooks memory books, PackedStream memory stream) private pure {
        uint256 rates = stream.rates();
        // Overflow not possible: the account's rates are the sums of its streams'.
        unchecked {
            books.rates -= stream.isIn(StreamStatus.Running) ? rates : rates << 128;
        }
    }

    function _unbindOperator(PackedStream memory stream) private {
        _openRates[stream.accountId()][stream.operator()].rate -= stream.discountableRate() + stream.plainRate();
    }

    /* CHARGE */

    /// @inheritdoc IEscrow
    function charge(StreamId streamId, uint256 amount) external returns (uint256 charged) {
        PackedStream memory stream = _streams[streamId];
        AccountId accountId = stream.accountId();
        require(msg.sender == stream.operator(), EscrowNotOperator(msg.sender, streamId));
        require(stream.isIn(StreamStatus.Running), EscrowStreamInvalid(streamId, stream.status()));
        Draft memory draft = _draftOf(accountId);
        require(stream.epoch() == draft.books.epoch(), EscrowStreamDead(streamId));

        charged = Math.min(amount, _aboveReserve(draft.books));
        _useCharge(accountId, charged);
        _take(draft, charged);
        _write(draft);
        (uint256 farmUnits, uint256 providerUnits, uint256 poolUnits) = _sharesOf(stream, charged, 0);
        _addToFarm(stream.farmId(), farmUnits);
        if (providerUnits > 0) _addToProvider(streamId, providerUnits);
        _addToPool(stream.pricingVersion(), poolUnits, providerUnits);
        emit StreamCharged(streamId, farmUnits, providerUnits, poolUnits);
    }

    function _aboveReserve(PackedBooks memory books) private pure returns (uint256 units) {
        (uint256 balance, uint256 reserve) = (books.balance(), _reserveBalance(books));
        return balance > reserve ? (balance - reserve) / _BALANCE_PER_UNIT : 0;
    }

    function _useCharge(AccountId accountId, uint256 amount) private {
        OperatorLimits storage limits = _limitsOf(accountId, msg.sender);
        _requireUnexpired(accountId, limits.expiresAt);
        uint64 maxCharge = limits.maxCharge;
        require(amount <= maxCharge, EscrowOperatorChargeExceeded(msg.sender, accountId, amount, maxCharge));
        limits.maxCharge = maxCharge - uint64(amount);
    }

    /* SHARES */

    /// @dev How those whose stream it is share `units`, of which `plainUnits` are wholly the farm's.
    function _sharesOf(
        PackedStream memory stream,
        uint256 units,
        uint256 plainUnits
    ) internal pure returns (uint256 farmUnits, uint256 providerUnits, uint256 poolUnits) {
        // Overflow not possible: units are below 2^88, the plain ones among them, and shares make at most the whole.
        unchecked {
            uint256 shared = units - plainUnits;
            farmUnits = plainUnits + (shared * stream.farmBps()) / _BPS;
            providerUnits = (shared * stream.providerBps()) / _BPS;
            poolUnits = units - farmUnits - providerUnits;
        }
    }

    function _addToFarm(FarmId farmId, uint256 units) internal virtual;

    function _addToProvider(StreamId streamId, uint256 units) internal virtual;

    /// @param providerUnits What of the foundation's share a provider got
    function _addToPool(uint16 pricingVersion, uint256 units, uint256 providerUnits) internal virtual;

    /* LIMITS */

    /// @inheritdoc IEscrow
    function pauseOpening() external restricted {
        uint40 now_ = uint40(block.timestamp);
        if (openingPausedUntil != 0) {
            uint40 earliest = openingPausedUntil - _PAUSE_TIME + _PAUSE_INTERVAL;
            require(now_ >= earliest, EscrowPauseTooSoon(earliest));
        }
        openingPausedUntil = now_ + _PAUSE_TIME;
        emit OpeningPaused(openingPausedUntil);
    }

    /// @inheritdoc IEscrow
    function endOpening(uint40 endsAt) external restricted {
        require(openingEndsAt == _NEVER, EscrowOpeningEnded(openingEndsAt));
        require(endsAt >= block.timestamp && endsAt < _NEVER, EscrowEndInvalid(endsAt));
        openingEndsAt = endsAt;
        emit OpeningEnds(endsAt);
    }

    /* VIEWS */

    /// @inheritdoc IEscrow
    function streamOf(StreamId streamId) public view returns (Stream memory) {
        return _streams[streamId].unpack();
    }

    /// @inheritdoc IEscrow
    function settledTo(StreamId streamId) public view returns (uint40) {
        return _progress[streamId].settledTo();
    }

    /// @inheritdoc IEscrow
    function heldOf(StreamId streamId) external view returns (uint64) {
        return _streams[streamId].status() == StreamStatus.Pending ? _progress[streamId].held() : 0;
    }

    /// @inheritdoc IEscrow
    function stoppedAt(StreamId streamId) external view returns (uint40) {
        return _streams[streamId].status() == StreamStatus.Stopped ? _progress[streamId].stoppedAt() : 0;
    }

    /// @inheritdoc IEscrow
    function isDead(StreamId streamId) external view returns (bool) {
        PackedStream memory stream = _streams[streamId];
        return stream.epoch() != _draftOf(stream.accountId()).books.epoch();
    }

    /// @inheritdoc IEscrow
    function owedTo(StreamId streamId) public view returns (uint256 units) {
        PackedStream memory stream = _streams[streamId];
        Progress progress = _progress[streamId];
        if (stream.isIn(StreamStatus.Stopped)) return progress.units();
        if (!stream.isIn(StreamStatus.Running) && !stream.isIn(StreamStatus.Dead)) return 0;

        (uint256 discountable, uint256 plain, ) = _chargedTo(stream, PRICE_FEED.presentQuote().index());
        (units, ) = _owed(stream, progress, discountable, plain);
    }

    /// @dev How far the account was charged at `index` in the stream's epoch, and the index at which that ended; 0 while it
    /// goes on.
    function _chargedTo(
        PackedStream memory stream,
        uint256 index
    ) internal view returns (uint256 discountable, uint256 plain, uint256 stopIndex) {
        AccountId accountId = stream.accountId();
        PackedBooks memory books = _books[accountId];
        if (stream.epoch() == books.epoch()) {
            uint256 left;
            (, left, discountable, plain) = books.walk(index);
            return (discountable, plain, left > 0 ? index - left : 0);
        }
        EpochEnd memory end = _epochEnds[accountId][stream.epoch()];
        return (end.charged.discountable, end.charged.plain, end.index);
    }

    function _owed(
        PackedStream memory stream,
        Progress progress,
        uint256 discountable,
        uint256 plain
    ) internal pure returns (uint256 units, uint256 plainUnits) {
        // Overflow not possible: accumulators only grow.
        unchecked {
            return
                Accrual.owed(
                    stream.discountableRate(),
                    stream.plainRate(),
                    discountable - progress.discountable(),
                    plain - progress.plain()
                );
        }
    }

    /// @dev How far a moment before now takes the accumulators: what is charged from one settlement on counts as even, or
    /// whoever chooses the moment could choose whether bad times weigh.
    function _chargedUntil(
        Progress progress,
        uint256 discountable,
        uint256 plain,
        uint256 to
    ) internal view returns (uint256, uint256) {
        if (to == block.timestamp) return (discountable, plain);
        (uint256 discountableFrom, uint256 plainFrom) = (progress.discountable(), progress.plain());
        // Overflow not possible: accumulators only grow and have 104 bits, times 40; `to` is in between.
        unchecked {
            uint256 from = progress.settledTo();
            (uint256 part, uint256 whole) = (to - from, block.timestamp - from);
            return (
                discountableFrom + ((discountable - discountableFrom) * part) / whole,
                plainFrom + ((plain - plainFrom) * part) / whole
            );
        }
    }

    function _deadlineOf(Progress progress) private view returns (uint256) {
        return uint256(progress.settledTo()) + deploymentWindow;
    }

    function _isLate(Progress progress) private view returns (bool) {
        return block.timestamp > _deadlineOf(progress);
    }
}
