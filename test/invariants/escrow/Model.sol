// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPriceFeed} from "../../../contracts/interfaces/IPriceFeed.sol";
import {AccountState, AccountStatus} from "../../../contracts/interfaces/IForecasts.sol";
import {AccountBooks, Accrual, Position, Rates} from "../../../contracts/libraries/Accrual.sol";
import {AccountId, FarmId, StreamId} from "../../../contracts/types/Ids.sol";
import {World} from "./World.sol";

/// @notice The escrow written down a second time, stream by stream and in grains: at each action every stream gets its
/// rate times what its account's accumulators grew by since the action before. The numbered facts compare both.
abstract contract Model is World {
    using Accrual for AccountBooks;

    enum Phase {
        Pending,
        Running,
        Stopped,
        Dead,
        Over
    }

    /// @param operator Its number
    /// @param provider Its number plus 1; 0 for none
    /// @param settledTo While pending, when it was opened
    /// @param accrued Since it was settled, in grains
    /// @param accruedPlain Likewise, by the plain rate
    struct Line {
        uint32 account;
        uint32 farm;
        uint32 node;
        uint32 epoch;
        uint64 discountable;
        uint64 plain;
        uint16 version;
        uint16 providerBps;
        uint8 operator;
        uint8 provider;
        Phase phase;
        uint64 held;
        uint40 settledTo;
        uint40 stoppedAt;
        uint256 accrued;
        uint256 accruedPlain;
    }

    /// @param position Of the account when it was observed last
    /// @param books Of the escrow then
    struct Ledger {
        Position position;
        AccountBooks books;
        uint32 epoch;
        uint256 credits;
        mapping(uint32 epoch => uint256 index) stopIndexOf;
    }

    uint256 internal constant _UNIT = 1e24;
    uint256 private constant _BALANCE = 1e15;

    /// @dev Streams that are pending, running or not settled to their end. What is over leaves the list.
    uint64[] internal _open;
    uint64[] internal _over;
    mapping(uint64 streamId => Line line) internal _lines;
    mapping(uint32 account => Ledger ledger) internal _ledgers;
    mapping(uint32 farm => uint256 units) internal _farmCredits;
    mapping(uint256 provider => uint256 units) internal _providerCredits;
    mapping(uint16 version => uint256 units) internal _pools;

    /// @notice What rounding left in the escrow for ever, in grains: by writes, and by settlements.
    uint256 public lostByWrites;
    uint256 public lostBySettlements;
    uint256 public writes;
    uint256 public settlements;

    /// @dev The account that the present action wrote.
    uint32 private _written;

    /// @notice Brings model and time to now, lets something be done, and looks that nobody else was touched.
    modifier acts() {
        _setClock(clock);
        _observe();
        _;
        _checkOthers();
        _observe();
    }

    /* TIME */

    function _observe() internal {
        _written = 0;
        uint256 index = _FEED.quote().index;
        for (uint32 account = 1; account <= _ACCOUNTS; ++account) _observeAccount(account, index);
    }

    /// @dev E4: what the account was charged is what its streams accrued.
    function _observeAccount(uint32 account, uint256 index) private {
        Ledger storage ledger = _ledgers[account];
        AccountBooks memory books = _ESCROW.booksOf(AccountId.wrap(account));
        Position memory present = books.positionAt(index);
        _checkEqual(books.charged.epoch, ledger.epoch);
        uint256 accrued = _accrue(
            account,
            present.discountable - ledger.position.discountable,
            present.plain - ledger.position.plain
        );
        _checkEqual(ledger.position.grains - present.grains, accrued);
        if (present.isExhausted && !ledger.position.isExhausted) ledger.stopIndexOf[ledger.epoch] = present.index;
        ledger.position = present;
        ledger.books = books;
    }

    function _accrue(uint32 account, uint256 discountable, uint256 plain) private returns (uint256 sum) {
        if (discountable + plain == 0) return 0;
        for (uint256 i = 0; i < _open.length; ++i) {
            Line storage line = _lines[_open[i]];
            if (line.account != account || line.phase != Phase.Running || _isDead(line)) continue;
            uint256 grains = line.discountable * discountable + line.plain * plain;
            (line.accrued, line.accruedPlain) = (line.accrued + grains, line.accruedPlain + line.plain * plain);
            sum += grains;
        }
    }

    function _isDead(Line storage line) internal view returns (bool) {
        Ledger storage ledger = _ledgers[line.account];
        return line.epoch < ledger.epoch || ledger.position.isExhausted;
    }

    /* WRITES */

    /// @dev E8, E6: the account was written, and that found what the model knows. `units` were added to its balance.
    /// @param follows Whether thresholds follow the average
    function _wrote(uint32 account, int256 units, bool follows) internal {
        Ledger storage ledger = _ledgers[account];
        AccountBooks memory books = _ESCROW.booksOf(AccountId.wrap(account));
        Rates memory rates = ledger.position.isExhausted ? Rates(0, 0, 0, 0) : ledger.books.rates;
        uint256 balance = uint256(int256(ledger.position.grains / _BALANCE) + units * 1e9);
        _checkEqual(books.balance, balance);
        _checkEqual(books.index, _FEED.quote().index);
        _checkEqual(books.charged.discountable, ledger.position.discountable);
        _checkEqual(books.charged.plain, ledger.position.plain);
        if (follows) _checkEqual(books.referenceTftPerUsd, _reference(account, balance, books.rates));
        else _checkEqual(books.referenceTftPerUsd, ledger.books.referenceTftPerUsd);

        lostByWrites += ledger.position.grains % _BALANCE;
        ++writes;
        if (units >= 0 && _wasActive(ledger, rates)) _checkTrue(_isActive(books, balance), "paused by no loss");
        if (ledger.position.isExhausted) ++ledger.epoch;
        (ledger.position.grains, ledger.position.isExhausted) = (balance * _BALANCE, false);
        _checkTrue(_written == 0 || _written == account, "two accounts written");
        (_written, ledger.books) = (account, books);
    }

    function _wasActive(Ledger storage ledger, Rates memory rates) private view returns (bool) {
        if (ledger.position.isExhausted) return false;
        return _isActive(rates, ledger.position.grains / _BALANCE, ledger.books.referenceTftPerUsd);
    }

    function _isActive(AccountBooks memory books, uint256 balance) private pure returns (bool) {
        return _isActive(books.rates, balance, books.referenceTftPerUsd);
    }

    /// @dev Whether the next step is charged at some level: it leaves the reserve.
    function _isActive(Rates memory rates, uint256 balance, uint256 tftPerUsd) internal pure returns (bool) {
        return balance * _BALANCE >= _reserve(rates, tftPerUsd) + 10 * (uint256(rates.discountable) + rates.plain);
    }

    /// @dev In grains: 40 % of all rates for 14 days.
    function _reserve(Rates memory rates, uint256 tftPerUsd) internal pure returns (uint256) {
        return _allRates(rates) * tftPerUsd * 4_838_400;
    }

    function _allRates(Rates memory rates) internal pure returns (uint256) {
        return uint256(rates.discountable) + rates.plain + rates.pendingDiscountable + rates.pendingPlain;
    }

    /// @dev E6: thresholds follow the average, or as far as the account gets no discount if that alone pauses it.
    function _reference(uint32 account, uint256 balance, Rates memory rates) private view returns (uint256) {
        Ledger storage ledger = _ledgers[account];
        uint256 present = ledger.books.referenceTftPerUsd;
        uint256 average = _FEED.quote().averageTftPerUsd;
        bool isHeld = _wasActive(ledger, ledger.books.rates) && _isActive(rates, balance, present);
        if (!isHeld || _isActive(rates, balance, average)) return average;
        uint256 coverage = _allRates(rates) * 43_718_400;
        uint256 least = (balance * _BALANCE + coverage - 1) / coverage;
        return least > present ? least : present;
    }

    /// @dev E3
    function _checkOthers() private view {
        for (uint32 account = 1; account <= _ACCOUNTS; ++account) {
            if (account == _written) continue;
            _checkSame(abi.encode(_ESCROW.booksOf(AccountId.wrap(account))), abi.encode(_ledgers[account].books));
        }
    }

    /* STREAMS */

    /// @dev Nothing comes of it any more.
    function _retire(uint64 streamId) internal {
        _lines[streamId].phase = Phase.Over;
        _over.push(streamId);
        for (uint256 i = 0; i < _open.length; ++i) {
            if (_open[i] != streamId) continue;
            _open[i] = _open[_open.length - 1];
            _open.pop();
            return;
        }
    }

    /// @dev What the operator's streams cost the account together, in the present epoch.
    function _countedRate(uint32 account, uint256 operator) internal view returns (uint256 rate) {
        for (uint256 i = 0; i < _open.length; ++i) {
            Line storage line = _lines[_open[i]];
            if (line.account != account || line.operator != operator || !_isLive(line)) continue;
            rate += uint256(line.discountable) + line.plain;
        }
    }

    /// @dev As far as the books tell: they do not know yet of an exhaustion that was not written.
    function _isLive(Line storage line) private view returns (bool) {
        return
            (line.phase == Phase.Pending || line.phase == Phase.Running) && line.epoch == _ledgers[line.account].epoch;
    }

    /* FACTS */

    /// @notice E1
    function checkSolvency() external view {
        uint256 units = _pools[1] + _pools[2] + _farmCredits[1] + _farmCredits[2];
        for (uint256 i = 0; i < _PROVIDERS; ++i) units += _providerCredits[i];
        uint256 owedUnits = 0;
        uint256 grains = lostByWrites + lostBySettlements;
        for (uint256 i = 0; i < _open.length; ++i) {
            Line storage line = _lines[_open[i]];
            units += line.held;
            grains += line.accrued;
            owedUnits += _ESCROW.owedTo(StreamId.wrap(_open[i]));
        }
        uint256 balances = 0;
        for (uint32 account = 1; account <= _ACCOUNTS; ++account) {
            units += _ledgers[account].credits;
            grains += _ledgers[account].position.grains;
            balances += _ledgers[account].position.grains / _BALANCE;
        }
        uint256 held = _TFT.balanceOf(address(_ESCROW));
        _checkEqual(units * _UNIT + grains, held * _UNIT);
        _checkAtMost(lostByWrites, writes * (_BALANCE - 1));
        _checkAtMost(lostBySettlements, settlements * (_UNIT - 1));
        _checkAtMost((units + owedUnits) * _UNIT + balances * _BALANCE, held * _UNIT);
    }

    /// @notice Credits are what the model says (E3), and E5: what a stream is owed, to the unit.
    function checkCredits() external view {
        for (uint32 account = 1; account <= _ACCOUNTS; ++account)
            _checkEqual(_ESCROW.creditsOf(AccountId.wrap(account)), _ledgers[account].credits);
        for (uint32 farm = 1; farm <= _FARMS; ++farm)
            _checkEqual(_ESCROW.farmCreditsOf(FarmId.wrap(farm)), _farmCredits[farm]);
        for (uint256 i = 0; i < _PROVIDERS; ++i)
            _checkEqual(_ESCROW.providerCreditsOf(_provider(i)), _providerCredits[i]);
        for (uint16 version = 1; version <= _VERSIONS; ++version) {
            (uint256 foundationUnits, uint256 stakersUnits) = _ESCROW.poolOf(version);
            _checkEqual(foundationUnits + stakersUnits, _pools[version]);
        }
        for (uint256 i = 0; i < _open.length; ++i)
            _checkEqual(_ESCROW.owedTo(StreamId.wrap(_open[i])), _lines[_open[i]].accrued / _UNIT);
    }

    /// @notice E9
    function checkOver() external view {
        for (uint256 i = 0; i < _over.length; ++i) _checkEqual(_ESCROW.owedTo(StreamId.wrap(_over[i])), 0);
    }

    /// @notice E2. Of an exhausted account the books mean nothing: no stream is live, and the next write clears them.
    function checkRates() external view {
        for (uint32 account = 1; account <= _ACCOUNTS; ++account) {
            if (_ledgers[account].position.isExhausted) continue;
            uint256[4] memory sums;
            for (uint256 i = 0; i < _open.length; ++i) {
                Line storage line = _lines[_open[i]];
                if (line.account != account || !_isLive(line)) continue;
                uint256 first = line.phase == Phase.Running ? 0 : 2;
                sums[first] += line.discountable;
                sums[first + 1] += line.plain;
            }
            Rates memory rates = _ledgers[account].books.rates;
            _checkEqual(rates.discountable, sums[0]);
            _checkEqual(rates.plain, sums[1]);
            _checkEqual(rates.pendingDiscountable, sums[2]);
            _checkEqual(rates.pendingPlain, sums[3]);
        }
    }

    /// @notice E6, E8: what the forecasts say of an account is what the model knows, and what the next write will find.
    function checkForecasts() external view {
        for (uint32 account = 1; account <= _ACCOUNTS; ++account) {
            AccountState memory state = _FORECASTS.stateOf(AccountId.wrap(account));
            Ledger storage ledger = _ledgers[account];
            uint256 grains = ledger.position.grains;
            _checkEqual(state.balance, grains / _BALANCE);
            _checkTrue((state.status == AccountStatus.Exhausted) == ledger.position.isExhausted, "exhausted");
            if (ledger.position.isExhausted) {
                _checkEqual(_allRates(state.rates), 0);
                continue;
            }
            AccountBooks memory books = ledger.books;
            _checkSame(abi.encode(state.rates), abi.encode(books.rates));
            uint256 reserve = _reserve(books.rates, books.referenceTftPerUsd);
            _checkEqual(state.reserve, (reserve + _BALANCE - 1) / _BALANCE);
            uint256 charge = 10 * (uint256(books.rates.discountable) + books.rates.plain);
            bool isActive = _allRates(books.rates) == 0 || grains >= reserve + charge;
            _checkTrue((state.status == AccountStatus.Active) == isActive, "active above the reserve");
            if (isActive) _checkEqual(state.level, _level(books, grains));
        }
    }

    function _level(AccountBooks memory books, uint256 grains) private pure returns (uint256 level) {
        uint256[5] memory tenths = [uint256(10), 8, 7, 6, 4];
        uint256[5] memory coverage = [uint256(0), 38_880_000, 77_760_000, 155_520_000, 466_560_000];
        uint256 reserve = _reserve(books.rates, books.referenceTftPerUsd);
        uint256 all = _allRates(books.rates) * books.referenceTftPerUsd;
        for (level = 4; level > 0; --level) {
            uint256 charge = uint256(books.rates.discountable) * tenths[level] + uint256(books.rates.plain) * 10;
            if (grains >= reserve + all * coverage[level] + charge) return level;
        }
    }

    function _quote() internal view returns (IPriceFeed.Quote memory) {
        return _FEED.quote();
    }
}
