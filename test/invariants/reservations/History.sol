// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow, Settlement, StreamStatus} from "../../../contracts/interfaces/IEscrow.sol";
import {Forecast} from "../../../contracts/interfaces/IForecasts.sol";
import {INames} from "../../../contracts/interfaces/INames.sol";
import {Availability, IProofOfService} from "../../../contracts/interfaces/IProofOfService.sol";
import {IReservations, ReservationState} from "../../../contracts/interfaces/IReservations.sol";
import {MemberSignature} from "../../../contracts/interfaces/ISignerSet.sol";
import {AccountBooks, Accrual} from "../../../contracts/libraries/Accrual.sol";
import {Capacity} from "../../../contracts/types/Capacity.sol";
import {AccountId, FarmId, NodeId, StreamId} from "../../../contracts/types/Ids.sol";
import {Renting} from "./Renting.sol";

/// @notice A random history of reservations: besides them money, names, time, prices and notices, and everybody leaving.
abstract contract History is Renting {
    using Accrual for AccountBooks;

    /// @dev Says that all went well, so that what was tried is undone.
    error Undone();

    uint256 private constant _NAME_COUNT = 2;
    uint256 private constant _GRAINS_PER_UNIT = 1e24;

    mapping(uint256 name => uint64 streamId) private _heldNames;

    /// @dev The runner calls whatever it can, in the handler's own name, too.
    bool private _isDeparting;

    /* TIME AND PRICES */

    /// @notice A little, or to where an account pauses or has no money left.
    function passTime(uint256 random) external acts {
        random = _mixed(random);
        if (random % 4 != 0) {
            _setClock(clock + 1 + ((random >> 8) % (random % 4 == 1 ? 3 days : 20 minutes)));
            return;
        }
        AccountId accountId = _anyAccount(random >> 16);
        Forecast memory forecast = _FORECASTS.forecastOf(accountId, _FEED.quote().tftPerUsd);
        uint256 moment = (random >> 8) % 3 == 0 ? forecast.exhaustsAt : forecast.pausesAt;
        if (moment > clock && moment < clock + 1000 days) _setClock(moment);
    }

    /// @notice What happens rarely: prices are others or stale, a farmer wants his node back or changes his mind.
    function happen(uint256 random) external acts {
        random = _mixed(random);
        if (random % 2 == 0) {
            _FEED.set((random >> 8) % 6 == 0 ? _MOST_TFT_PER_USD : _TFT_PER_USD);
            _FEED.setStale((random >> 16) % 12 == 0);
        } else if ((random >> 8) % 3 == 0) {
            uint32 node = uint32((random >> 16) % _NODES) + 1;
            bool isGiven = _PROOF.noticeEndsAt(NodeId.wrap(node)) != 0;
            bytes4 action = isGiven ? IProofOfService.withdrawNotice.selector : IProofOfService.giveNotice.selector;
            _try(_mostly(_farmer(node), random >> 24), address(_PROOF), abi.encodeWithSelector(action, node));
        }
    }

    /* MONEY */

    /// @notice Owners pay in and withdraw; anybody settles by a statement of partial service about a stream.
    function pay(uint256 random) external acts {
        random = _mixed(random);
        AccountId accountId = _anyAccount(random >> 8);
        address owner = _owner(uint32(AccountId.unwrap(accountId)));
        uint256 units = 1 + ((random >> 16) % (500 * _TFT_UNITS));
        if (random % 3 == 0) _try(owner, address(_ESCROW), abi.encodeCall(IEscrow.deposit, (accountId, units)));
        if (random % 3 == 1) _try(owner, address(_ESCROW), abi.encodeCall(IEscrow.withdraw, (accountId, owner, units)));
        if (random % 3 == 1) _try(owner, address(_ESCROW), abi.encodeCall(IEscrow.addCredits, (accountId)));
        if (random % 3 != 2 || _streams == 0) return;
        uint64 streamId = uint64(1 + ((random >> 16) % _streams));
        if (_ESCROW.owedTo(StreamId.wrap(streamId)) > 0) _settle(streamId, random >> 80);
    }

    function _anyAccount(uint256 random) private pure returns (AccountId) {
        return AccountId.wrap(uint32(random % _ACCOUNTS) + 1);
    }

    /* NAMES */

    /// @notice Whoever can have it reserves a name, or gives his up.
    function nameIt(uint256 random) external acts {
        random = _mixed(random);
        uint256 name = random % _NAME_COUNT;
        if (_heldNames[name] == 0) _reserveName(name, random >> 8);
        else if ((random >> 8) % 2 == 0) _releaseName(name, random >> 16);
    }

    function _reserveName(uint256 name, uint256 random) private {
        AccountId accountId = _anyAccount(random);
        address who = _mostly(_owner(uint32(AccountId.unwrap(accountId))), random >> 8);
        bytes memory data = abi.encodeCall(INames.reserve, (accountId, _name(name), type(uint64).max));
        (bool isDone, bytes memory answer) = _try(who, address(_NAMES), data);
        if (!isDone) return;
        _heldNames[name] = _opened();
        _checkEqual(abi.decode(answer, (uint64)), _streams);
    }

    /// @dev To the contract, or by closing what pays for it.
    function _releaseName(uint256 name, uint256 random) private {
        uint64 streamId = _heldNames[name];
        address who = _mostly(_payerOf(streamId), random);
        bool isDone;
        if ((random >> 8) % 2 == 0)
            (isDone, ) = _try(who, address(_NAMES), abi.encodeCall(INames.release, (_name(name))));
        else (isDone, ) = _try(who, address(_ESCROW), abi.encodeCall(IEscrow.close, (StreamId.wrap(streamId))));
        if (isDone) _heldNames[name] = 0;
    }

    function _name(uint256 number) private pure returns (string memory) {
        return number == 0 ? "mycelium" : "hyphae";
    }

    /* FACTS */

    /// @notice H3.
    function checkNames() external view {
        for (uint256 name = 0; name < _NAME_COUNT; ++name) {
            StreamId streamId = _NAMES.holdingOf(_name(name)).streamId;
            _checkEqual(StreamId.unwrap(streamId), _heldNames[name]);
            if (_heldNames[name] == 0) continue;
            _checkSame(bytes(_NAMES.nameOf(streamId)), bytes(_name(name)));
            _checkTrue(_ESCROW.streamOf(streamId).status == StreamStatus.Running, "a held name is paid for");
        }
    }

    /// @notice What can be claimed is there.
    function checkSolvency() external view {
        uint256 units = 0;
        uint256 grains = 0;
        uint256 index = _FEED.quote().index;
        for (uint32 account = 1; account <= _ACCOUNTS; ++account) {
            AccountId accountId = AccountId.wrap(account);
            grains += _ESCROW.booksOf(accountId).positionAt(index).grains;
            units += _ESCROW.creditsOf(accountId);
        }
        for (uint32 farm = 1; farm <= _NODES; ++farm) units += _ESCROW.farmCreditsOf(FarmId.wrap(farm));
        for (uint64 i = 1; i <= _streams; ++i) {
            StreamId streamId = StreamId.wrap(i);
            units += _ESCROW.owedTo(streamId) + _ESCROW.heldOf(streamId);
        }
        (uint256 foundationUnits, uint256 stakersUnits) = _ESCROW.poolOf(1);
        units += foundationUnits + stakersUnits;
        _checkAtMost(units * _GRAINS_PER_UNIT + grains, _TFT.balanceOf(address(_ESCROW)) * _GRAINS_PER_UNIT);
    }

    /* EVERYBODY LEAVES */

    /// @notice H4, H5: tries, and undoes it, that everybody leaves, whatever happened.
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
        random = _mixed(random);
        if (random % 4 == 0) _FEED.set(_MOST_TFT_PER_USD);
        _setClock(clock + 1 + ((random >> 8) % (40 minutes)));
        _observe();
        for (; _live.length > 0; random = _mixed(random)) _leave(_anyLive(random), random);
        for (uint256 name = 0; name < _NAME_COUNT; ++name) _giveUp(name);
        for (uint32 node = 1; node <= _NODES; ++node) _checkFree(node);
        for (uint64 streamId = _streams; streamId > 0; --streamId) _settleFully(streamId, random);
        _payAll();
        revert Undone();
    }

    /// @dev Its tenant cancels, or closes what pays for it, or anybody releases what has no right to stay.
    function _leave(uint64 id, uint256 random) private {
        StreamId reservationId = StreamId.wrap(id);
        (ReservationState state, ) = _RESERVATIONS.stateOf(reservationId);
        address tenant = _owner(_rentals[id].account);
        if (state == ReservationState.Closed && random % 2 == 0) {
            _must(_somebody(9), _reservations(), abi.encodeCall(IReservations.release, (reservationId)));
        } else if (random % 3 == 0) {
            StreamId streamId = StreamId.wrap(_rentals[id].streamId);
            _must(tenant, address(_ESCROW), abi.encodeCall(IEscrow.close, (streamId)));
        } else {
            _must(tenant, _reservations(), abi.encodeCall(IReservations.cancel, (reservationId)));
        }
        _end(id);
        _observe();
    }

    function _giveUp(uint256 name) private {
        uint64 streamId = _heldNames[name];
        if (streamId == 0) return;
        _must(_payerOf(streamId), address(_NAMES), abi.encodeCall(INames.release, (_name(name))));
        _observe();
    }

    function _checkFree(uint32 node) private view {
        Capacity memory nothing;
        _checkSame(_DIRECTORY.bookedOf(NodeId.wrap(node)), nothing);
        (uint256 offered, uint256 free) = _PUBLIC_IPS.countOf(FarmId.wrap(node));
        _checkEqual(free, offered);
    }

    function _settleFully(uint64 streamId, uint256 random) private {
        StreamStatus status = _ESCROW.streamOf(StreamId.wrap(streamId)).status;
        _checkTrue(status != StreamStatus.Pending && status != StreamStatus.Running, "closed");
        if (_ESCROW.owedTo(StreamId.wrap(streamId)) > 0) _settle(streamId, random);
        _checkEqual(_ESCROW.owedTo(StreamId.wrap(streamId)), 0);
    }

    /// @dev Up to now, or to where it stopped; names need nobody's signature and all of the time.
    function _settle(uint64 streamId, uint256 random) private {
        StreamId[] memory streamIds = new StreamId[](1);
        streamIds[0] = StreamId.wrap(streamId);
        Availability memory availability = _availabilityOf(streamId, random);
        MemberSignature[] memory signatures = new MemberSignature[](NodeId.unwrap(availability.nodeId) == 0 ? 0 : 1);
        if (signatures.length == 1) signatures[0] = MemberSignature(address(_ATTESTOR), "");
        bytes memory data = abi.encodeCall(IProofOfService.settle, (_ESCROW, streamIds, availability, signatures));
        Settlement[] memory results = abi.decode(_must(_somebody(9), address(_PROOF), data), (Settlement[]));
        _checkTrue(results[0] == Settlement.Settled, "settled");
    }

    function _availabilityOf(uint64 streamId, uint256 random) private view returns (Availability memory availability) {
        StreamId id = StreamId.wrap(streamId);
        availability.nodeId = _ESCROW.streamOf(id).nodeId;
        availability.from = _ESCROW.settledTo(id);
        bool isStopped = _ESCROW.streamOf(id).status == StreamStatus.Stopped;
        availability.to = isStopped ? _ESCROW.stoppedAt(id) : uint40(clock);
        uint40 span = availability.to - availability.from;
        bool isFull = NodeId.unwrap(availability.nodeId) == 0 || random % 4 == 0;
        availability.servedSeconds = isFull ? span : uint40((random >> 8) % (span + 1));
        if (!isStopped) availability.stopIndex = uint96(_stopIndexOf[_accountOf(id)][_ESCROW.streamOf(id).epoch]);
        availability.setVersion = 1;
    }

    function _payAll() private {
        for (uint32 account = 1; account <= _ACCOUNTS; ++account) {
            AccountId accountId = AccountId.wrap(account);
            address owner = _owner(account);
            if (_ESCROW.creditsOf(accountId) > 0)
                _must(owner, address(_ESCROW), abi.encodeCall(IEscrow.addCredits, (accountId)));
            uint256 units = _FORECASTS.stateOf(accountId).balance / 1e9;
            if (units > 0) _must(owner, address(_ESCROW), abi.encodeCall(IEscrow.withdraw, (accountId, owner, units)));
        }
        for (uint32 farm = 1; farm <= _NODES; ++farm) {
            FarmId farmId = FarmId.wrap(farm);
            if (_ESCROW.farmCreditsOf(farmId) > 0)
                _must(_somebody(9), address(_ESCROW), abi.encodeCall(IEscrow.payFarm, (farmId)));
        }
        (uint256 foundationUnits, uint256 stakersUnits) = _ESCROW.poolOf(1);
        if (foundationUnits + stakersUnits > 0)
            _must(_somebody(9), address(_ESCROW), abi.encodeCall(IEscrow.payPool, (1)));
    }

    function _accountOf(StreamId streamId) private view returns (uint32) {
        return uint32(AccountId.unwrap(_ESCROW.streamOf(streamId).accountId));
    }

    function _payerOf(uint64 streamId) private view returns (address) {
        return _owner(_accountOf(StreamId.wrap(streamId)));
    }
}
