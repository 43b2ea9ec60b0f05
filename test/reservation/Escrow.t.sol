// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow, OperatorLimits, Service, StreamRequest} from "../../contracts/interfaces/IEscrow.sol";
import {AccountState, AccountStatus, Forecast} from "../../contracts/interfaces/IForecasts.sol";
import {AccountBooks, Accrual, Rates} from "../../contracts/libraries/Accrual.sol";
import {AccountId, FarmId, NodeId, StreamId} from "../../contracts/types/Ids.sol";
import {ErraticOperator} from "../invariants/escrow/ErraticOperator.sol";
import {World} from "../invariants/escrow/World.sol";
import {vm} from "../solidity/ICheatCodes.sol";

/// @notice Single properties of accounts and streams on random numbers. Histories are in test/invariants/Escrow.t.sol.
contract EscrowTest is World {
    using Accrual for AccountBooks;

    AccountId private constant _PAYER = AccountId.wrap(1);
    NodeId private constant _NODE = NodeId.wrap(1);
    uint40 private constant _CENTURY = 36_525 days;

    /// @dev Rounding down each time keeps back less than a unit each time, and pays nothing twice.
    function test_settle_oftenPaysLessThanAUnitEachTimeLess(uint256 random, uint8 times) external {
        uint256 count = 1 + (uint256(times) % 20);
        _begin(random);
        StreamId often = _run(random);
        StreamId once = _run(random);
        uint256 all = 0;
        uint256 settled = 0;
        for (uint256 i = 0; i < count; ++i) {
            _pass(1 + (_mixed(random, i) % (10 days)));
            all += _ESCROW.owedTo(often);
            _settle(often);
            ++settled;
        }
        uint256 due = _ESCROW.owedTo(once);
        _checkAtMost(all, due);
        _checkAtMost(due, all + settled - 1);
        _checkEqual(_ESCROW.owedTo(often), 0);
    }

    /// @dev Nobody needs to call: what is found after a century is what many who looked found.
    function test_aCenturyOfSilence_isWhatManyWritesFind(uint256 random) external {
        _begin(random);
        StreamId streamId = _run(random);
        uint256 before = _TFT.balanceOf(address(_ESCROW));
        AccountBooks memory books = _ESCROW.booksOf(_PAYER);
        uint256 held = books.balance;
        _pass(_CENTURY);

        AccountState memory state = _FORECASTS.stateOf(_PAYER);
        _checkEqual(_TFT.balanceOf(address(_ESCROW)), before);
        uint256 owed = _ESCROW.owedTo(streamId);
        _checkAtMost(owed * 1e9 + state.balance, held);
        _checkAtMost(held, (owed + 1) * 1e9 + state.balance);
        if (state.status == AccountStatus.Exhausted) _checkAtMost(state.balance, _retention(books.rates) / 1e15);

        vm.prank(_somebody(0));
        _ESCROW.deposit(_PAYER, 5);
        _checkEqual(_ESCROW.booksOf(_PAYER).balance, state.balance + 5e9);
        _checkEqual(_ESCROW.owedTo(streamId), owed);
    }

    /// @dev Opening and closing at once costs nothing and leaves the account's rates as they were.
    function test_close_atOnceUndoesOpen(uint256 random) external {
        _begin(random);
        _run(random);
        AccountBooks memory before = _ESCROW.booksOf(_PAYER);
        StreamId streamId = _open(_mixed(random, 1));
        if (random % 2 == 0) _start(streamId);
        _close(streamId);
        AccountBooks memory present = _ESCROW.booksOf(_PAYER);
        _checkSame(abi.encode(present.rates), abi.encode(before.rates));
        _checkEqual(present.balance, before.balance);
        _checkEqual(_ESCROW.owedTo(streamId), 0);
    }

    /// @dev An operator that closed all its streams may open as much as before, and not more.
    function test_close_freesWhatTheOperatorMayOpen(uint256 random, uint8 times) external {
        _begin(random);
        StreamRequest memory request = _request(random);
        uint64 rate = request.discountableRate + request.plainRate;
        _approve(OperatorLimits(2 * rate, 0, type(uint40).max));
        StreamId first = _openThis(request);
        for (uint256 i = 0; i < times % 8; ++i) {
            StreamId second = _openThis(request);
            if (_mixed(random, i) % 2 == 0) _start(second);
            bytes4 refusal = IEscrow.EscrowOperatorRateExceeded.selector;
            _send(_operator(0), abi.encodeCall(IEscrow.open, (request)), refusal);
            _close(second);
        }
        _close(first);
        _openThis(request);
        _openThis(request);
    }

    /// @dev A pending stream forfeits what has passed of its window: to the second, and never more than was held.
    function test_close_ofAPendingStreamForfeitsWhatPassed(uint256 random, uint40 time) external {
        _begin(random);
        StreamId streamId = _open(random);
        uint256 held = _ESCROW.heldOf(streamId);
        uint256 elapsed = _bound(time, 0, 3 * uint256(_WINDOW));
        AccountBooks memory before = _ESCROW.booksOf(_PAYER);
        _pass(elapsed);
        _close(streamId);
        uint256 forfeited = elapsed >= _WINDOW ? held : (held * elapsed) / _WINDOW;
        (uint256 foundationUnits, uint256 stakersUnits) = _ESCROW.poolOf(1);
        _checkEqual(foundationUnits + stakersUnits, forfeited);
        _checkEqual(_ESCROW.booksOf(_PAYER).balance, before.balance + (held - forfeited) * 1e9);
    }

    /// @dev All may be withdrawn but what the reserve takes at the greater of present price and average, and a unit's rest.
    function test_withdraw_leavesTheReserveAtBothPrices(uint256 random, uint56 price, uint56 average) external {
        _begin(random);
        _run(random);
        average = uint56(_bound(average, _LEAST_TFT_PER_USD, _FEED.quote().tftPerUsd));
        price = uint56(_bound(price, _LEAST_TFT_PER_USD, _FEED.quote().tftPerUsd));
        _FEED.setWithAverage(price, average);
        AccountBooks memory books = _ESCROW.booksOf(_PAYER);
        uint256 reserve = _retention(books.rates) * (14 days) * (price > average ? price : average);
        uint256 most = (uint256(books.balance) * 1e15 - reserve - 1e15) / 1e24;
        bytes memory data = abi.encodeCall(IEscrow.withdraw, (_PAYER, _somebody(0), most + 1));
        _send(_somebody(0), data, IEscrow.EscrowReserveTouched.selector);
        _send(_somebody(0), abi.encodeCall(IEscrow.withdraw, (_PAYER, _somebody(0), most)), 0);
        _checkTrue(_FORECASTS.stateOf(_PAYER).status == AccountStatus.Active, "still active");
    }

    /// @dev Whoever closes cannot make the callback fail by sending less gas than it may use.
    function test_close_withLittleGasNeverStarvesTheOperator(uint256 random, uint256 gas) external {
        _begin(random);
        StreamId streamId = _open(random);
        _pass(_WINDOW + 1);
        _ERRATIC.setMood(ErraticOperator.Mood.Busy);
        gas = _bound(gas, 30_000, 2_000_000);
        vm.prank(_somebody(9));
        (bool isClosed, ) = address(_ESCROW).call{gas: gas}(abi.encodeCall(IEscrow.close, (streamId)));
        _checkEqual(_ERRATIC.calls(), isClosed ? 1 : 0);
        if (gas > 1_300_000) _checkTrue(isClosed, "closed with enough");
    }

    /// @dev Half a service pays half, the other half goes back; together they are what accrued, to the unit.
    function test_settle_sharesOutAllThatAccrued(uint256 random, uint40 time, uint40 served) external {
        _begin(random);
        StreamId streamId = _run(random);
        uint40 from = uint40(clock);
        time = uint40(_bound(time, 1, 3000 days));
        _pass(time);
        served = uint40(_bound(served, 0, time));
        uint256 owed = _ESCROW.owedTo(streamId);
        uint256 before = _ESCROW.creditsOf(_PAYER);
        _settle(streamId, _serviceOf(streamId, from, served));

        uint256 refunded = _ESCROW.creditsOf(_PAYER) - before;
        _checkEqual(refunded, owed - (owed * served) / time);
        (uint256 foundationUnits, uint256 stakersUnits) = _ESCROW.poolOf(1);
        _checkEqual(_ESCROW.farmCreditsOf(FarmId.wrap(1)) + foundationUnits + stakersUnits, owed - refunded);
    }

    /// @dev Until the second that is forecast the account is active, from then on it is not; and likewise exhausted.
    function test_forecastOf_isWhatHappens(uint256 random) external {
        _begin(random);
        _run(random);
        Forecast memory forecast = _FORECASTS.forecastOf(_PAYER, _FEED.quote().tftPerUsd);
        if (forecast.exhaustsAt > clock + 400 * 365 days) return;
        uint8 level = _FORECASTS.stateOf(_PAYER).level;
        if (forecast.discountFallsAt != 0) {
            _setClock(forecast.discountFallsAt - 1);
            _checkEqual(_FORECASTS.stateOf(_PAYER).level, level);
            _setClock(forecast.discountFallsAt);
            _checkTrue(_FORECASTS.stateOf(_PAYER).level < level, "a lower level");
        }
        _setClock(forecast.pausesAt - 1);
        _checkTrue(_FORECASTS.stateOf(_PAYER).status == AccountStatus.Active, "active until then");
        _setClock(forecast.pausesAt);
        _checkTrue(_FORECASTS.stateOf(_PAYER).status != AccountStatus.Active, "paused from then on");
        _setClock(forecast.exhaustsAt - 1);
        _checkTrue(_FORECASTS.stateOf(_PAYER).status != AccountStatus.Exhausted, "money until then");
        _setClock(forecast.exhaustsAt);
        _checkTrue(_FORECASTS.stateOf(_PAYER).status == AccountStatus.Exhausted, "none from then on");
    }

    /// @dev With the deposit that is asked for the account is active in that second, with a unit less it is not.
    function test_depositToLast_isTheLeast(uint256 random, uint40 time) external {
        _begin(random);
        _run(random);
        _pass(random % (40 days));
        uint40 until = uint40(clock + _bound(time, 1, 400 days));
        uint256 units = _FORECASTS.depositToLast(_PAYER, until);
        if (_FORECASTS.stateOf(_PAYER).status == AccountStatus.Exhausted || units < 2 || units > 1e17) return;
        vm.prank(_somebody(0));
        _ESCROW.deposit(_PAYER, units - 1);
        uint256 present = clock;
        _setClock(until);
        _checkTrue(_FORECASTS.stateOf(_PAYER).status != AccountStatus.Active, "one unit less is not enough");
        _setClock(present);
        vm.prank(_somebody(0));
        _ESCROW.deposit(_PAYER, 1);
        _setClock(until);
        _checkTrue(_FORECASTS.stateOf(_PAYER).status == AccountStatus.Active, "it lasts");
    }

    /* STEPS */

    /// @dev A price, and money for two streams for about the time that `random` says.
    function _begin(uint256 random) private {
        _FEED.set(_anyPrice(random));
        uint256 rate = 2 ** 42;
        uint256 time = 60 days + (_mixed(random, 100) % (1000 days));
        uint256 amount = 1 + (10 * rate * _FEED.quote().tftPerUsd * time) / 1e24;
        vm.prank(_somebody(0));
        _ESCROW.deposit(_PAYER, amount);
    }

    function _request(uint256 random) private pure returns (StreamRequest memory) {
        uint64 discountable = uint64((2 ** 32) + (_mixed(random, 101) % (2 ** 39)));
        uint64 plain = random % 2 == 0 ? 0 : uint64(_mixed(random, 102) % (2 ** 39));
        return StreamRequest(_PAYER, FarmId.wrap(1), _NODE, address(0), 0, 1, discountable, plain);
    }

    function _openThis(StreamRequest memory request) private returns (StreamId) {
        (, bytes memory answer) = _send(_operator(0), abi.encodeCall(IEscrow.open, (request)), 0);
        return abi.decode(answer, (StreamId));
    }

    function _open(uint256 random) private returns (StreamId) {
        return _openThis(_request(random));
    }

    function _start(StreamId streamId) private {
        _send(_operator(0), abi.encodeCall(IEscrow.start, (streamId)), 0);
    }

    function _run(uint256 random) private returns (StreamId streamId) {
        streamId = _open(random);
        _start(streamId);
    }

    function _close(StreamId streamId) private {
        _send(_somebody(0), abi.encodeCall(IEscrow.close, (streamId)), 0);
    }

    function _approve(OperatorLimits memory limits) private {
        vm.prank(_somebody(0));
        _ESCROW.approve(_PAYER, _operator(0), limits);
    }

    function _settle(StreamId streamId) private {
        uint40 from = _ESCROW.settledTo(streamId);
        _settle(streamId, _serviceOf(streamId, from, uint40(clock) - from));
    }

    function _serviceOf(StreamId streamId, uint40 from, uint40 served) private view returns (Service memory) {
        return Service(_NODE, from, uint40(clock), served, false, _stopIndex(streamId));
    }

    function _settle(StreamId streamId, Service memory service) private {
        StreamId[] memory streamIds = new StreamId[](1);
        streamIds[0] = streamId;
        _send(_proofOfService(), abi.encodeCall(IEscrow.settle, (streamIds, service)), 0);
        _checkEqual(_ESCROW.owedTo(streamId), 0);
    }

    function _stopIndex(StreamId streamId) private view returns (uint96) {
        if (!_ESCROW.isDead(streamId)) return 0;
        return uint96(_ESCROW.booksOf(_PAYER).positionAt(_FEED.quote().index).index);
    }

    function _retention(Rates memory rates) private pure returns (uint256) {
        return 4 * (uint256(rates.discountable) + rates.plain);
    }

    function _pass(uint256 time) private {
        _setClock(clock + time);
    }
}
