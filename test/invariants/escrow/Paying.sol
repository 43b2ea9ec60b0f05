// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow, ManagerLimits, OperatorLimits} from "../../../contracts/interfaces/IEscrow.sol";
import {AccountBooks, Rates} from "../../../contracts/libraries/Accrual.sol";
import {AccountId} from "../../../contracts/types/Ids.sol";
import {vm} from "../../solidity/ICheatCodes.sol";
import {Model} from "./Model.sol";

/// @notice Those who pay: owners, managers and strangers, and what becomes of what they do.
abstract contract Paying is Model {
    /// @dev Chance that makes an approval wide.
    uint256 private constant _WIDE = 7;

    /* WHAT PAYERS DO */

    /// @notice Somebody, mostly the owner, adds to the balance: from one unit to years of the account's streams.
    function deposit(uint256 random) external acts {
        random = _mixed(random, 0);
        uint32 account = _account(random);
        uint256 amount =
            (random >> 8) % 2 == 0 ? _anyLength(random >> 16, 44) : _costOf(account, 1 + ((random >> 16) % (900 days)));
        if (amount > 1e15) amount = 1e15;
        _deposit(account, (random >> 64) % 4 == 0 ? _person(random >> 72) : _ownerOf(account), amount);
    }

    /// @notice Anybody gives.
    function credit(uint256 random) external acts {
        random = _mixed(random, 0);
        (uint32 account, uint256 amount) = (_account(random), _anyLength(random >> 16, 44));
        bytes4 refusal = amount == 0 ? IEscrow.EscrowAmountZero.selector : bytes4(0);
        bytes memory data = abi.encodeCall(IEscrow.credit, (AccountId.wrap(account), amount));
        (bool isDone, ) = _send(_person(random >> 72), data, refusal);
        if (isDone) _ledgers[account].credits += amount;
    }

    /// @notice Owner, manager or stranger adds what the account was credited.
    function addCredits(uint256 random) external acts {
        random = _mixed(random, 0);
        uint32 account = _account(random);
        _addCredits(account, (random >> 8) % 4 == 0 ? _person(random >> 16) : _ownerOf(account));
    }

    /// @notice Somebody, mostly the owner, takes a part, all, or what is just above the reserve.
    function withdraw(uint256 random) external acts {
        random = _mixed(random, 0);
        uint32 account = _account(random);
        uint256 units = _ledgers[account].position.grains / _UNIT;
        uint256 amount = (random >> 8) % 4 == 0 ? units : (units * ((random >> 16) % 1e6)) / 1e6;
        if ((random >> 8) % 4 == 1) amount = _aboveReserve(account) + ((random >> 16) % 2);
        _withdraw(account, (random >> 64) % 8 == 0 ? _person(random >> 72) : _ownerOf(account), amount);
    }

    /// @notice What owners decide: managers, operators, and who owns the account.
    function administer(uint256 random) external acts {
        random = _mixed(random, 0);
        uint32 account = _account(random);
        uint256 choice = (random >> 8) % 8;
        if (choice == 0) _transfer(account, _person(random >> 16));
        else if (choice <= 2) _setManager(account, _person(random >> 16), random >> 24);
        else _approve(account, (random >> 16) % _OPERATORS, random >> 24);
    }

    /// @notice Who may raise the account's rates, and how far.
    function askForManager(uint256 random) external acts {
        random = _mixed(random, 0);
        uint32 account = _account(random);
        address who = _person(random >> 8);
        uint256 added = _anyLength(random >> 16, 60);
        ManagerLimits memory limits = _ESCROW.managerLimitsOf(AccountId.wrap(account), who);
        uint256 rate = added;
        if (!_ledgers[account].position.isExhausted) rate += _allRates(_ledgers[account].books.rates);
        bytes4 refusal = 0;
        if (!_isManager(account, who)) refusal = IEscrow.EscrowNotManager.selector;
        else if (who != _ownerOf(account) && added > 0 && rate > limits.maxRate)
            refusal = IEscrow.EscrowManagerRateExceeded.selector;
        _send(who, abi.encodeCall(IEscrow.requireManager, (AccountId.wrap(account), who, added)), refusal);
    }

    /* WHAT COMES OF IT */

    function _deposit(uint32 account, address from, uint256 amount) internal {
        bytes4 refusal = 0;
        if (amount == 0) refusal = IEscrow.EscrowAmountZero.selector;
        else if (!_isManager(account, from)) refusal = IEscrow.EscrowNotManager.selector;
        bytes memory data = abi.encodeCall(IEscrow.deposit, (AccountId.wrap(account), amount));
        (bool isDone, ) = _send(from, data, refusal);
        if (isDone) _wrote(account, int256(amount), true);
    }

    function _addCredits(uint32 account, address who) internal {
        uint256 credits = _ledgers[account].credits;
        bytes4 refusal = credits == 0 ? IEscrow.EscrowAmountZero.selector : bytes4(0);
        if (!_isManager(account, who)) refusal = IEscrow.EscrowNotManager.selector;
        (bool isDone, ) = _send(who, abi.encodeCall(IEscrow.addCredits, (AccountId.wrap(account))), refusal);
        if (!isDone) return;
        _ledgers[account].credits = 0;
        _wrote(account, int256(credits), true);
    }

    function _withdraw(uint32 account, address who, uint256 amount) internal {
        bytes4 refusal = 0;
        Rates memory rates = _presentRates(account);
        uint256 balance = _ledgers[account].position.grains / 1e15;
        if (who != _ownerOf(account)) refusal = IEscrow.EscrowNotAccountOwner.selector;
        else if (amount == 0) refusal = IEscrow.EscrowAmountZero.selector;
        else if (amount * 1e9 > balance) refusal = IEscrow.EscrowBalanceInsufficient.selector;
        else if (!_isKept(balance - amount * 1e9, rates)) refusal = IEscrow.EscrowReserveTouched.selector;

        uint256 before = _TFT.balanceOf(who);
        bytes memory data = abi.encodeCall(IEscrow.withdraw, (AccountId.wrap(account), who, amount));
        (bool isDone, ) = _send(who, data, refusal);
        if (!isDone) return;
        _checkEqual(_TFT.balanceOf(who) - before, amount);
        _wrote(account, -int256(amount), true);
    }

    function _setManager(uint32 account, address manager, uint256 random) private {
        uint40 expiresAt = random % 4 == 0 ? 0 : uint40(clock + ((random >> 8) % (90 days)));
        ManagerLimits memory limits = ManagerLimits(uint64(_anyLength(random >> 40, 60)), expiresAt);
        address owner = _ownerOf(account);
        vm.prank(owner);
        _ESCROW.setManager(AccountId.wrap(account), manager, limits);
    }

    /// @dev Half of the approvals are just wide enough for the next stream or not; some allow few charges, are short or none.
    function _approve(uint32 account, uint256 operator, uint256 random) private {
        OperatorLimits memory limits = OperatorLimits(
            type(uint64).max / 4,
            type(uint64).max / 4,
            uint40(clock + 3650 days)
        );
        if (random % 2 == 0) limits.maxRate = uint64(_countedRate(account, operator) + _anyLength(random >> 8, 51));
        if (random % 4 == 1) limits.maxCharge = uint64(_anyLength(random >> 8, 40));
        if (random % 16 == 2) limits.expiresAt = uint40(clock + ((random >> 8) % (90 days)));
        if (random % 16 == 3) limits = OperatorLimits(0, 0, 0);
        address owner = _ownerOf(account);
        vm.prank(owner);
        _ESCROW.approve(AccountId.wrap(account), _operator(operator), limits);
    }

    /// @dev Managers and operators are as if never set.
    function _transfer(uint32 account, address newOwner) private {
        AccountId accountId = AccountId.wrap(account);
        address owner = _ownerOf(account);
        vm.prank(owner);
        _ESCROW.transferAccount(accountId, newOwner);
        _checkTrue(_ownerOf(account) == owner, "transferred unasked");
        _send(
            _somebody(9),
            abi.encodeCall(IEscrow.acceptAccount, (accountId)),
            IEscrow.EscrowNotPendingAccountOwner.selector
        );
        vm.prank(newOwner);
        _ESCROW.acceptAccount(accountId);
        _checkTrue(_ownerOf(account) == newOwner, "not transferred");
        for (uint256 i = 0; i < _PEOPLE; ++i)
            _checkEqual(_ESCROW.managerLimitsOf(accountId, _somebody(i)).expiresAt, 0);
        for (uint256 i = 0; i < _OPERATORS; ++i) _checkEqual(_limitsOf(account, _operator(i)).expiresAt, 0);
        if (clock % 8 != 0) {
            _approve(account, 0, _WIDE);
            _approve(account, 1, _WIDE);
        }
    }

    /* NUMBERS */

    function _presentRates(uint32 account) internal view returns (Rates memory) {
        return _ledgers[account].position.isExhausted ? Rates(0, 0, 0, 0) : _ledgers[account].books.rates;
    }

    /// @dev E6: whether the account stays active, at the present price and at the day's average.
    function _isKept(uint256 balance, Rates memory rates) internal view returns (bool) {
        (uint256 average, uint256 present) = (_quote().averageTftPerUsd, _quote().tftPerUsd);
        return _isActive(rates, balance, average > present ? average : present);
    }

    /// @dev What all streams cost for a time at list price, in TFT units.
    function _costOf(uint32 account, uint256 time) private view returns (uint256) {
        AccountBooks memory books = _ledgers[account].books;
        return (10 * _allRates(books.rates) * _quote().tftPerUsd * time) / _UNIT;
    }

    function _aboveReserve(uint32 account) private view returns (uint256) {
        uint256 grains = _ledgers[account].position.grains;
        uint256 reserve = _reserve(_presentRates(account), _quote().tftPerUsd);
        return grains > reserve ? (grains - reserve) / _UNIT : 0;
    }
}
