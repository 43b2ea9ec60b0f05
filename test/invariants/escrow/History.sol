// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow, Service} from "../../../contracts/interfaces/IEscrow.sol";

import {AccountStatus, Forecast} from "../../../contracts/interfaces/IForecasts.sol";
import {AccountId, StreamId} from "../../../contracts/types/Ids.sol";
import {ErraticOperator} from "./ErraticOperator.sol";
import {Streaming} from "./Streaming.sol";

interface IOpening {
    function pauseOpening() external;
    function endOpening(uint40 endsAt) external;
}

/// @notice A random history of the escrow: time, prices, payees, guardians, and everybody leaving at the end.
abstract contract History is Streaming {
    /// @dev Says that all went well, so that what was tried is undone.
    error Undone();

    /// @dev The runner calls whatever it can, in the handler's own name, too.
    bool private _isDeparting;

    /* TIME AND PRICES */

    /// @notice From a second to years.
    function passTime(uint256 random) external acts {
        random = _mixed(random, 0);
        uint256[6] memory most = [uint256(1 minutes), 1 minutes, 40 minutes, 6 hours, 40 days, 1000 days];
        _setClock(clock + 1 + ((random >> 8) % most[random % 6]));
    }

    /// @notice E8: to the second before something happens to an account, and to that second.
    function passTimeUntil(uint256 random) external acts {
        random = _mixed(random, 0);
        AccountId accountId = AccountId.wrap(_account(random));
        Forecast memory forecast = _FORECASTS.forecastOf(accountId, _quote().tftPerUsd);
        bool isExhaustion = (random >> 8) % 4 == 0 || forecast.pausesAt <= clock;
        uint256 moment = isExhaustion ? forecast.exhaustsAt : forecast.pausesAt;
        if (moment <= clock || moment > clock + 3000 days) return;

        AccountStatus before = _FORECASTS.stateOf(accountId).status;
        _setClock(moment - 1);
        if (!isExhaustion) _checkTrue(_FORECASTS.stateOf(accountId).status == before, "paused too soon");
        else _checkTrue(_FORECASTS.stateOf(accountId).status != AccountStatus.Exhausted, "exhausted too soon");
        _observe();
        _setClock(moment);
        if (!isExhaustion) _checkTrue(_FORECASTS.stateOf(accountId).status != before, "paused too late");
        else _checkTrue(_FORECASTS.stateOf(accountId).status == AccountStatus.Exhausted, "exhausted too late");
    }

    /// @notice The price moves, the average follows or not; now and then it is stale.
    function changePrice(uint256 random) external acts {
        random = _mixed(random, 0);
        uint56 price = _anyPrice(random);
        _FEED.setWithAverage(price, (random >> 64) % 2 == 0 ? price : _anyPrice(random >> 72));
        _FEED.setStale((random >> 136) % 8 == 0);
    }

    /* THE REST */

    /// @notice Anybody has somebody paid.
    function payOut(uint256 random) external acts {
        random = _mixed(random, 0);
        uint256 choice = random % 3;
        if (choice == 0) _payFarm(uint32(1 + ((random >> 8) % _FARMS)), _person(random >> 16));
        else if (choice == 1) _payProvider((random >> 8) % _PROVIDERS, _person(random >> 16));
        else _payPool(uint16(1 + ((random >> 8) % _VERSIONS)), _person(random >> 16));
    }

    /// @notice What happens rarely: a guardian pauses, an operator's mood or a farm's payout changes, a governor ends it.
    function happen(uint256 random) external acts {
        random = _mixed(random, 0);
        uint256 choice = random % 16;
        if (choice == 0 && clock >= _pausedUntil + 46 days) {
            IOpening(address(_ESCROW)).pauseOpening();
            _pausedUntil = clock + 14 days;
        } else if (choice == 1 && (random >> 8) % 64 == 0 && _endsAt == type(uint40).max) {
            _endsAt = clock + ((random >> 16) % (400 days));
            IOpening(address(_ESCROW)).endOpening(uint40(_endsAt));
        } else if (choice < 8) {
            address onlyCaller = (random >> 8) % 2 == 0 ? address(0) : _somebody(0);
            _PAYOUTS.setOnlyCaller(_farm(uint32(1 + ((random >> 16) % _FARMS))), onlyCaller);
        } else {
            _ERRATIC.setMood(ErraticOperator.Mood((random >> 8) % 5));
        }
    }

    function _payFarm(uint32 farm, address who) private {
        (address payout, address onlyCaller) = _PAYOUTS.payoutOf(_farm(farm));
        bytes4 refusal = _farmCredits[farm] == 0 ? IEscrow.EscrowNothingToPay.selector : bytes4(0);
        if (onlyCaller != address(0) && onlyCaller != who) refusal = IEscrow.EscrowOnlyFarmOwner.selector;
        uint256 before = _TFT.balanceOf(payout);
        (bool isDone, ) = _send(who, abi.encodeCall(IEscrow.payFarm, (_farm(farm))), refusal);
        if (!isDone) return;
        _checkEqual(_TFT.balanceOf(payout) - before, _farmCredits[farm]);
        _farmCredits[farm] = 0;
    }

    function _payProvider(uint256 number, address who) private {
        address provider = _provider(number);
        bytes4 refusal = _providerCredits[number] == 0 ? IEscrow.EscrowNothingToPay.selector : bytes4(0);
        uint256 before = _TFT.balanceOf(provider);
        (bool isDone, ) = _send(who, abi.encodeCall(IEscrow.payProvider, (provider)), refusal);
        if (!isDone) return;
        _checkEqual(_TFT.balanceOf(provider) - before, _providerCredits[number]);
        _providerCredits[number] = 0;
    }

    function _payPool(uint16 version, address who) private {
        bytes4 refusal = _pools[version] == 0 ? IEscrow.EscrowNothingToPay.selector : bytes4(0);
        (uint256 foundationUnits, uint256 stakersUnits) = _ESCROW.poolOf(version);
        (bool isDone, bytes memory answer) = _send(who, abi.encodeCall(IEscrow.payPool, (version)), refusal);
        if (!isDone) return;
        _checkSame(answer, abi.encode(foundationUnits, stakersUnits));
        _pools[version] = 0;
    }

    /* EVERYBODY LEAVES */

    /// @notice E7: tries, and undoes it, that everybody leaves: whatever happened, each rightful step succeeds, and what
    /// then stays in the escrow is what rounding left.
    function depart(uint256 random) external {
        _isDeparting = true;
        try this.departForGood(random) {
            _checkTrue(false, "done");
        } catch (bytes memory reason) {
            _checkSame(reason, abi.encodeWithSelector(Undone.selector));
        }
        _isDeparting = false;
    }

    function departForGood(uint256 random) external acts {
        if (!_isDeparting) return;
        random = _mixed(random, 1);
        if (random % 4 == 0) _FEED.setWithAverage(_anyPrice(random >> 8), _anyPrice(random >> 72));
        _setClock(clock + 1 + ((random >> 136) % 100));
        _observe();
        bool isSettledFirst = (random >> 4) % 2 == 0;
        if (isSettledFirst) _settleAll();
        for (uint256 i = _open.length; i > 0; --i) _closeRightly(_open[i - 1], (random >> 160) + i);
        _settleAll();
        _payAll();
        revert Undone();
    }

    /// @dev The owner or the operator closes what is not closed.
    function _closeRightly(uint64 streamId, uint256 random) private {
        Line storage line = _lines[streamId];
        if (line.phase != Phase.Pending && line.phase != Phase.Running) return;
        _observe();
        _close(streamId, random % 2 == 0 ? _ownerOf(line.account) : _operatorOf(streamId));
        _checkTrue(line.phase != Phase.Pending && line.phase != Phase.Running, "not closed");
    }

    /// @dev What started and is settled to now or to its stop accrued nothing since.
    function _settleAll() private {
        for (uint256 i = _open.length; i > 0; --i) {
            uint64 streamId = _open[i - 1];
            if (_lines[streamId].phase == Phase.Pending) continue;
            StreamId[] memory streamIds = new StreamId[](1);
            streamIds[0] = StreamId.wrap(streamId);
            Service memory service = _rightService(streamId);
            if (service.servedSeconds != 0) _settle(_proofOfService(), streamIds, service);
            _checkEqual(_ESCROW.owedTo(streamIds[0]), 0);
        }
    }

    function _payAll() private {
        uint256 rest = lostByWrites + lostBySettlements;
        for (uint32 account = 1; account <= _ACCOUNTS; ++account) {
            address owner = _ownerOf(account);
            _observe();
            if (_ledgers[account].credits != 0) _addCredits(account, owner);
            _observe();
            uint256 units = _ledgers[account].position.grains / _UNIT;
            if (units != 0) _withdraw(account, owner, units);
            _checkAtMost(_ledgers[account].position.grains, _UNIT - 1);
        }
        for (uint32 farm = 1; farm <= _FARMS; ++farm) {
            _PAYOUTS.setOnlyCaller(_farm(farm), address(0));
            _payFarm(farm, _somebody(9));
        }
        for (uint256 i = 0; i < _PROVIDERS; ++i) _payProvider(i, _somebody(9));
        for (uint16 version = 1; version <= _VERSIONS; ++version) _payPool(version, _somebody(9));
        _checkRest(rest);
    }

    /// @dev Less than one unit per account, settlement and write.
    function _checkRest(uint256 rest) private view {
        uint256 grains = lostByWrites + lostBySettlements;
        _checkAtMost(rest, grains);
        for (uint256 i = 0; i < _open.length; ++i) grains += _lines[_open[i]].accrued;
        for (uint32 account = 1; account <= _ACCOUNTS; ++account) grains += _ledgers[account].position.grains;
        _checkEqual(_TFT.balanceOf(address(_ESCROW)) * _UNIT, grains);
    }
}
