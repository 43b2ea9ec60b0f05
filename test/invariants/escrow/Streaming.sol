// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow, OperatorLimits, Service, Settlement, StreamRequest} from "../../../contracts/interfaces/IEscrow.sol";
import {Rates} from "../../../contracts/libraries/Accrual.sol";
import {AccountId, NodeId, StreamId} from "../../../contracts/types/Ids.sol";
import {Paying} from "./Paying.sol";

/// @notice Those whom streams concern: operators, payers who close, and anybody who closes what is dead or late.
abstract contract Streaming is Paying {
    uint256 private constant _MOST_STREAMS = 8;

    uint256 internal _pausedUntil;
    uint256 internal _endsAt = type(uint40).max;
    uint64 private _count;

    /* WHAT OPERATORS DO */

    function open(uint256 random) external acts {
        random = _mixed(random, 0);
        if (_open.length == _MOST_STREAMS) return;
        uint256 operator = random % _OPERATORS;
        StreamRequest memory request;
        request.accountId = AccountId.wrap(_account(random >> 8));
        request.farmId = _farm(uint32(1 + ((random >> 16) % _FARMS)));
        request.nodeId = NodeId.wrap(uint32((random >> 60) % 3));
        if ((random >> 24) % 2 == 0) request.provider = _provider((random >> 32) % _PROVIDERS);
        request.providerBps = uint16((random >> 24) % 16 < 2 ? 2500 : (random >> 40) % 2001);
        if (request.provider == address(0) && (random >> 24) % 16 != 1) request.providerBps = 0;
        request.pricingVersion = uint16(1 + ((random >> 56) % _VERSIONS));
        if ((random >> 64) % 4 != 0) request.discountableRate = uint64(_anyLength(random >> 72, 50));
        if ((random >> 64) % 4 < 2) request.plainRate = uint64(_anyLength(random >> 136, 48));
        random = _mixed(random, 1);
        if (random % 4 != 0) _fund(request, random >> 8);
        bool isOpen = _openStream(operator, request);
        if (isOpen && (random >> 64) % 2 == 0) _start(_count, _operator(operator));
    }

    function start(uint256 random) external acts {
        random = _mixed(random, 0);
        uint64 streamId = _anyStream(random, Phase.Pending);
        if (streamId != 0) _start(streamId, (random >> 64) % 16 == 0 ? _somebody(9) : _operatorOf(streamId));
    }

    function charge(uint256 random) external acts {
        random = _mixed(random, 0);
        uint64 streamId = _anyStream(random, Phase.Running);
        if (streamId == 0) return;
        uint256 amount = (random >> 72) % 4 == 0 ? 1e15 : _anyLength(random >> 80, 36);
        _charge(streamId, (random >> 64) % 16 == 0 ? _somebody(9) : _operatorOf(streamId), amount);
    }

    /// @notice Settles one to three streams with one statement that fits the first of them, or not quite.
    function settle(uint256 random) external acts {
        random = _mixed(random, 0);
        Phase[4] memory phases = [Phase.Running, Phase.Running, Phase.Stopped, Phase.Dead];
        uint64 streamId = _anyStream(random, phases[(random >> 8) % 4]);
        if (streamId == 0) return;
        Service memory service = _rightService(streamId);
        service.isRequested = (random >> 196) % 4 == 0;
        if ((random >> 64) % 8 == 0) service.from = uint40(clock - ((random >> 72) % 1e7));
        if ((random >> 128) % 8 == 0) service.to = uint40(clock + 1 - ((random >> 136) % 1e6));
        if ((random >> 192) % 16 == 0) service.stopIndex = uint96(service.stopIndex == 0 ? 1 : 0);
        if (service.to > service.from && (random >> 200) % 2 == 0)
            service.servedSeconds = uint40((random >> 208) % (uint256(service.to - service.from) + 2));
        StreamId[] memory streamIds = new StreamId[](1 + ((random >> 16) % 3));
        streamIds[0] = StreamId.wrap(streamId);
        for (uint256 i = 1; i < streamIds.length; ++i)
            streamIds[i] = StreamId.wrap(_open[(random >> (20 + 8 * i)) % _open.length]);
        _settle((random >> 204) % 16 == 0 ? _operatorOf(streamId) : _proofOfService(), streamIds, service);
    }

    /// @notice Operator, payer or anybody closes a stream.
    function close(uint256 random) external acts {
        random = _mixed(random, 0);
        uint64 streamId = _anyStream(random, (random >> 64) % 2 == 0 ? Phase.Pending : Phase.Running);
        if (streamId == 0) return;
        uint256 choice = (random >> 72) % 4;
        address who = _person(random >> 80);
        if (choice == 0) who = _operatorOf(streamId);
        if (choice == 1) who = _ownerOf(_lines[streamId].account);
        _close(streamId, who);
    }

    /// @notice An operator closes a stream as of a moment: mostly since it was settled, sometimes before or in the future.
    function closeAsOf(uint256 random) external acts {
        random = _mixed(random, 0);
        uint64 streamId = _anyStream(random, (random >> 64) % 4 == 0 ? Phase.Pending : Phase.Running);
        if (streamId == 0) return;
        uint256 since = clock - ((random >> 72) % (clock - _lines[streamId].settledTo + 1));
        if ((random >> 136) % 8 == 0) since = clock + 1 - ((random >> 144) % 1e7);
        _closeAsOf(streamId, (random >> 208) % 16 == 0 ? _somebody(9) : _operatorOf(streamId), uint40(since));
    }

    /// @notice Nobody does anything with a stream that is over.
    function disturb(uint256 random) external acts {
        random = _mixed(random, 0);
        if (_over.length == 0) return;
        uint64 streamId = _over[random % _over.length];
        StreamId[] memory streamIds = new StreamId[](1);
        streamIds[0] = StreamId.wrap(streamId);
        address operator = _operatorOf(streamId);
        uint40 settledTo = _ESCROW.settledTo(streamIds[0]);
        Service memory service = Service(NodeId.wrap(_lines[streamId].node), settledTo, uint40(clock), 0, true, 0);
        _send(_proofOfService(), abi.encodeCall(IEscrow.settle, (streamIds, service)), 0);
        bytes4 refusal = IEscrow.EscrowStreamInvalid.selector;
        _send(operator, abi.encodeCall(IEscrow.start, (streamIds[0])), refusal);
        _send(operator, abi.encodeCall(IEscrow.charge, (streamIds[0], 1)), refusal);
        _send(_ownerOf(_lines[streamId].account), abi.encodeCall(IEscrow.close, (streamIds[0])), refusal);
    }

    /* WHAT COMES OF IT */

    /// @dev The owner adds what the stream costs for up to two years, the reserve in addition.
    function _fund(StreamRequest memory request, uint256 random) private {
        uint256 time = 7 days + (random % ((random >> 32) % 2 == 0 ? 20 days : 700 days));
        uint256 amount = 1 + (_listPrice(request) * time) / _WINDOW;
        uint32 account = AccountId.unwrap(request.accountId);
        if (amount < 1e15) _deposit(account, _ownerOf(account), amount);
    }

    function _openStream(uint256 operator, StreamRequest memory request) private returns (bool isDone) {
        uint32 account = AccountId.unwrap(request.accountId);
        uint256 held = _listPrice(request);
        bytes memory answer;
        bytes4 refusal = _refusalToOpen(operator, request, held);
        (isDone, answer) = _send(_operator(operator), abi.encodeCall(IEscrow.open, (request)), refusal);
        if (!isDone) return false;

        uint64 streamId = abi.decode(answer, (uint64));
        _checkEqual(streamId, ++_count);
        _open.push(streamId);
        Line storage line = _lines[streamId];
        (line.account, line.held, line.settledTo) = (account, uint64(held), uint40(clock));
        (line.farm, line.version) = (uint32(1), request.pricingVersion);
        if (request.farmId == _farm(2)) line.farm = 2;
        line.node = NodeId.unwrap(request.nodeId);
        (line.discountable, line.plain) = (request.discountableRate, request.plainRate);
        (line.operator, line.providerBps) = (uint8(operator), request.providerBps);
        if (request.provider != address(0)) line.provider = request.provider == _provider(0) ? 1 : 2;
        _wrote(account, -int256(held), true);
        line.epoch = _ledgers[account].epoch;
    }

    function _refusalToOpen(
        uint256 operator,
        StreamRequest memory request,
        uint256 held
    ) private view returns (bytes4) {
        if (clock < _pausedUntil) return IEscrow.EscrowOpeningPaused.selector;
        if (clock >= _endsAt) return IEscrow.EscrowOpeningEnded.selector;
        if (_quote().isStale) return IEscrow.EscrowPriceStale.selector;
        uint32 account = AccountId.unwrap(request.accountId);
        OperatorLimits memory limits = _limitsOf(account, _operator(operator));
        if (clock >= limits.expiresAt) return IEscrow.EscrowOperatorExpired.selector;
        uint256 rate = uint256(request.discountableRate) + request.plainRate + _liveRate(account, operator);
        if (rate > limits.maxRate) return IEscrow.EscrowOperatorRateExceeded.selector;
        uint256 balance = _ledgers[account].position.grains / 1e15;
        if (held * 1e9 > balance) return IEscrow.EscrowBalanceInsufficient.selector;
        Rates memory rates = _presentRates(account);
        rates.pendingDiscountable += request.discountableRate;
        rates.pendingPlain += request.plainRate;
        if (!_isKept(balance - held * 1e9, rates)) return IEscrow.EscrowReserveTouched.selector;
        uint256 most = request.pricingVersion == 1 ? 2000 : 2500;
        if (request.providerBps > (request.provider == address(0) ? 0 : most))
            return IEscrow.EscrowProviderInvalid.selector;
        return 0;
    }

    /// @dev What an exhausted account had open counts no more, also where the books do not tell yet.
    function _liveRate(uint32 account, uint256 operator) private view returns (uint256) {
        return _ledgers[account].position.isExhausted ? 0 : _countedRate(account, operator);
    }

    /// @dev Of one deployment window, in TFT units, rounded up.
    function _listPrice(StreamRequest memory request) private view returns (uint256) {
        uint256 rate = uint256(request.discountableRate) + request.plainRate;
        return (10 * rate * _quote().tftPerUsd * _WINDOW + _UNIT - 1) / _UNIT;
    }

    function _start(uint64 streamId, address who) private {
        Line storage line = _lines[streamId];
        bytes4 refusal = 0;
        if (who != _operatorOf(streamId)) refusal = IEscrow.EscrowNotOperator.selector;
        else if (line.phase != Phase.Pending) refusal = IEscrow.EscrowStreamInvalid.selector;
        else if (_isLate(line)) refusal = IEscrow.EscrowStartTooLate.selector;
        else if (_isDead(line)) refusal = IEscrow.EscrowStreamDead.selector;
        else if (!_wouldBeActive(line)) refusal = IEscrow.EscrowAccountPaused.selector;
        (bool isDone, ) = _send(who, abi.encodeCall(IEscrow.start, (StreamId.wrap(streamId))), refusal);
        if (!isDone) return;

        int256 held = int256(uint256(line.held));
        (line.phase, line.held, line.settledTo) = (Phase.Running, 0, uint40(clock));
        _wrote(line.account, held, false);
    }

    /// @dev With what was held the next step leaves the reserve.
    function _wouldBeActive(Line storage line) private view returns (bool) {
        Rates memory rates = _ledgers[line.account].books.rates;
        (rates.discountable, rates.plain) = (rates.discountable + line.discountable, rates.plain + line.plain);
        (rates.pendingDiscountable, rates.pendingPlain) = (
            rates.pendingDiscountable - line.discountable,
            rates.pendingPlain - line.plain
        );
        uint256 balance = _ledgers[line.account].position.grains / 1e15 + uint256(line.held) * 1e9;
        return _isActive(rates, balance, _ledgers[line.account].books.referenceTftPerUsd);
    }

    function _charge(uint64 streamId, address who, uint256 amount) private {
        Line storage line = _lines[streamId];
        OperatorLimits memory limits = _limitsOf(line.account, who);
        uint256 charged = _chargeable(line.account);
        if (charged > amount) charged = amount;
        bytes4 refusal = 0;
        if (who != _operatorOf(streamId)) refusal = IEscrow.EscrowNotOperator.selector;
        else if (line.phase != Phase.Running) refusal = IEscrow.EscrowStreamInvalid.selector;
        else if (_isDead(line)) refusal = IEscrow.EscrowStreamDead.selector;
        else if (clock >= limits.expiresAt) refusal = IEscrow.EscrowOperatorExpired.selector;
        else if (charged > limits.maxCharge) refusal = IEscrow.EscrowOperatorChargeExceeded.selector;
        bytes memory data = abi.encodeCall(IEscrow.charge, (StreamId.wrap(streamId), amount));
        (bool isDone, bytes memory answer) = _send(who, data, refusal);
        if (!isDone) return;

        _checkEqual(abi.decode(answer, (uint256)), charged);
        _checkEqual(_limitsOf(line.account, who).maxCharge, limits.maxCharge - charged);
        _share(line, charged, 0);
        _wrote(line.account, -int256(charged), false);
    }

    /// @dev What is above the reserve as it was, in TFT units.
    function _chargeable(uint32 account) private view returns (uint256) {
        uint256 balance = _ledgers[account].position.grains / 1e15;
        Rates memory rates = _ledgers[account].books.rates;
        uint256 reserve = _reserve(rates, _ledgers[account].books.referenceTftPerUsd);
        reserve = (reserve + 1e15 - 1) / 1e15;
        return balance > reserve ? (balance - reserve) / 1e9 : 0;
    }

    function _close(uint64 streamId, address who) internal {
        Line storage line = _lines[streamId];
        bool isLive = line.phase == Phase.Pending || line.phase == Phase.Running;
        bool isOwn = who == _operatorOf(streamId) || _isManager(line.account, who);
        bool isDead = _isDead(line);
        _checkTrue(_ESCROW.isDead(StreamId.wrap(streamId)) == isDead, "dead with its epoch");
        bytes4 refusal = 0;
        if (!isLive) refusal = IEscrow.EscrowStreamInvalid.selector;
        else if (!isOwn && !isDead && !(line.phase == Phase.Pending && _isLate(line)))
            refusal = IEscrow.EscrowNotPayer.selector;
        (bool isDone, ) = _send(who, abi.encodeCall(IEscrow.close, (StreamId.wrap(streamId))), refusal);
        if (isDone) _closed(streamId, line, uint40(clock));
    }

    function _closeAsOf(uint64 streamId, address who, uint40 since) private {
        Line storage line = _lines[streamId];
        bytes4 refusal = 0;
        if (who != _operatorOf(streamId)) refusal = IEscrow.EscrowNotOperator.selector;
        else if (since > clock) refusal = IEscrow.EscrowMomentInFuture.selector;
        else if (line.phase != Phase.Pending && line.phase != Phase.Running)
            refusal = IEscrow.EscrowStreamInvalid.selector;
        bytes memory data = abi.encodeCall(IEscrow.closeAsOf, (StreamId.wrap(streamId), since));
        (bool isDone, ) = _send(who, data, refusal);
        if (isDone) _closed(streamId, line, since);
    }

    function _closed(uint64 streamId, Line storage line, uint40 since) private {
        bool isDead = _isDead(line);
        if (line.phase == Phase.Pending) _closePending(streamId, line, isDead);
        else if (isDead) line.phase = Phase.Dead;
        else _closeRunning(streamId, line, since);
    }

    /// @dev What accrued after it stopped is the payer's, in whole units.
    function _closeRunning(uint64 streamId, Line storage line, uint40 since) private {
        uint40 stoppedAt = since > line.settledTo ? since : line.settledTo;
        uint256 refund = 0;
        if (stoppedAt < clock) {
            (uint256 due, uint256 duePlain) = _partOf(line, stoppedAt);
            refund = line.accrued / _UNIT - due / _UNIT;
            (line.accrued, line.accruedPlain) = (line.accrued - refund * _UNIT, duePlain);
        }
        (line.phase, line.stoppedAt) = (Phase.Stopped, stoppedAt);
        _wrote(line.account, 0, false);
        _ledgers[line.account].credits += refund;
        if (stoppedAt > line.settledTo) return;

        lostBySettlements += line.accrued;
        ++settlements;
        _retire(streamId);
    }

    function _closePending(uint64 streamId, Line storage line, bool isDead) private {
        uint256 elapsed = clock - line.settledTo;
        uint256 forfeited = elapsed < _WINDOW ? (line.held * elapsed) / _WINDOW : line.held;
        uint256 returned = line.held - forfeited;
        line.held = 0;
        _pools[line.version] += forfeited;
        _retire(streamId);
        if (isDead) _ledgers[line.account].credits += returned;
        else _wrote(line.account, int256(returned), false);
    }

    function _settle(address who, StreamId[] memory streamIds, Service memory service) internal {
        bytes4 refusal = who == _proofOfService() ? bytes4(0) : IEscrow.EscrowNotProofOfService.selector;
        (bool isDone, bytes memory answer) = _send(who, abi.encodeCall(IEscrow.settle, (streamIds, service)), refusal);
        if (!isDone) return;

        Settlement[] memory expected = new Settlement[](streamIds.length);
        for (uint256 i = 0; i < streamIds.length; ++i) expected[i] = _settleOne(StreamId.unwrap(streamIds[i]), service);
        _checkSame(answer, abi.encode(expected));
    }

    function _settleOne(uint64 streamId, Service memory service) private returns (Settlement result) {
        Line storage line = _lines[streamId];
        result = _resultOf(line, service);
        if (result != Settlement.Settled) return result;

        (uint256 due, uint256 duePlain) = (line.accrued, line.accruedPlain);
        if (!_isFixed(line)) (due, duePlain) = _partOf(line, service.to);
        (uint256 units, uint256 plainUnits) = (due / _UNIT, duePlain / _UNIT);
        lostBySettlements += due % _UNIT;
        ++settlements;
        (line.accrued, line.accruedPlain) = (line.accrued - due, line.accruedPlain - duePlain);
        line.settledTo = uint40(service.to);
        uint256 span = service.to - service.from;
        uint256 served = (units * service.servedSeconds) / span;
        _share(line, served, (plainUnits * service.servedSeconds) / span);
        _ledgers[line.account].credits += units - served;
        if (line.phase == Phase.Stopped || line.phase == Phase.Dead) _retire(streamId);
    }

    function _resultOf(Line storage line, Service memory service) private view returns (Settlement) {
        if (line.node != NodeId.unwrap(service.nodeId)) return Settlement.Foreign;
        if (line.phase == Phase.Pending) return Settlement.NotStarted;
        if (service.from != line.settledTo || service.to <= service.from || service.to > clock)
            return Settlement.NotTiling;
        if (service.servedSeconds > service.to - service.from) return Settlement.NotTiling;
        uint256 end = line.phase == Phase.Stopped ? service.to : service.stopIndex;
        uint256 rightEnd = line.phase == Phase.Stopped ? line.stoppedAt : _stopIndexOf(line);
        if (end != rightEnd) return Settlement.StopUnproven;
        bool isOutdated = !_isFixed(line) && !service.isRequested && service.to + 6 hours < clock;
        return isOutdated ? Settlement.Outdated : Settlement.Settled;
    }

    /// @dev Whether it accrues nothing any more.
    function _isFixed(Line storage line) private view returns (bool) {
        return line.phase == Phase.Stopped || _isDead(line);
    }

    /// @dev What of it accrued up to a moment, in whole tenths of the index for each rate.
    function _partOf(Line storage line, uint256 to) private view returns (uint256 due, uint256 duePlain) {
        (uint256 part, uint256 whole) = (to - line.settledTo, clock - line.settledTo);
        if (line.plain != 0) duePlain = line.plain * (((line.accruedPlain / line.plain) * part) / whole);
        due = duePlain;
        if (line.discountable == 0) return (due, duePlain);
        uint256 growth = (line.accrued - line.accruedPlain) / line.discountable;
        due += line.discountable * ((growth * part) / whole);
    }

    function _share(Line storage line, uint256 units, uint256 plainUnits) private {
        uint256 shared = units - plainUnits;
        uint256 farmUnits = plainUnits + (shared * (line.version == 1 ? 5000 : 3333)) / 10_000;
        uint256 providerUnits = (shared * line.providerBps) / 10_000;
        _farmCredits[line.farm] += farmUnits;
        if (line.provider != 0) _providerCredits[line.provider - 1] += providerUnits;
        _pools[line.version] += units - farmUnits - providerUnits;
    }

    /* STREAMS */

    /// @dev One in the phase or, rarely and if there is none, in any; 0 if none is left.
    function _anyStream(uint256 random, Phase phase) private view returns (uint64 streamId) {
        if (_open.length == 0) return 0;
        for (uint256 i = 0; i < _open.length; ++i) {
            streamId = _open[((random >> 32) + i) % _open.length];
            if (random % 8 == 0 || _lines[streamId].phase == phase) return streamId;
        }
    }

    function _operatorOf(uint64 streamId) internal view returns (address) {
        return _operator(_lines[streamId].operator);
    }

    function _isLate(Line storage line) private view returns (bool) {
        return clock > uint256(line.settledTo) + _WINDOW;
    }

    /// @dev Full service up to now, or to where the stream stopped.
    function _rightService(uint64 streamId) internal view returns (Service memory service) {
        Line storage line = _lines[streamId];
        service.nodeId = NodeId.wrap(line.node);
        service.from = line.settledTo;
        service.to = line.phase == Phase.Stopped ? line.stoppedAt : uint40(clock);
        service.servedSeconds = service.to - service.from;
        service.stopIndex = uint96(_stopIndexOf(line));
    }

    /// @dev 0 while the account can be charged.
    function _stopIndexOf(Line storage line) private view returns (uint256) {
        return _ledgers[line.account].stopIndexOf[line.epoch];
    }
}
