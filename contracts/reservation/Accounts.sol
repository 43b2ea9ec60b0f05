// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IEscrow, IStreamOperator, ManagerLimits, OperatorLimits} from "../interfaces/IEscrow.sol";
import {IPriceFeed} from "../interfaces/IPriceFeed.sol";
import {AccountBooks, Accrual, Accumulators} from "../libraries/Accrual.sol";
import {PackedBooks, PackedBooksLib} from "../libraries/PackedBooks.sol";
import {PackedQuote} from "../libraries/PackedQuote.sol";
import {AccountId} from "../types/Ids.sol";

/// @notice The accounts: owners, managers, operators, and the money in and out.
abstract contract Accounts is IEscrow {
    using Accrual for PackedBooks;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @param generation Counts transfers: managers and operators of another generation do not count
    struct Ownership {
        address owner;
        uint32 generation;
    }

    /// @param epoch The account's, when `rate` was counted
    /// @param rate What an operator's open streams of an account cost together, in 10^-18 USD/s
    struct OpenRate {
        uint32 epoch;
        uint64 rate;
    }

    /// @dev How the streams of an epoch ended.
    struct EpochEnd {
        Accumulators charged;
        uint96 index;
    }

    /// @dev An account that is about to be written.
    /// @param quote The present price
    /// @param found What it was found to hold, in grains
    /// @param left Steps of the index that it could not pay: above 0 it was found exhausted, and the epoch before the
    /// books' ends
    struct Draft {
        AccountId accountId;
        PackedBooks books;
        PackedQuote quote;
        uint256 found;
        uint256 left;
    }

    /// @dev Balances carry nine digits more than TFT.
    uint256 internal constant _BALANCE_PER_UNIT = 1e9;

    /* IMMUTABLES */

    IERC20 public immutable TFT;
    IPriceFeed public immutable PRICE_FEED;

    /* STORAGE */

    /// @dev Counts accounts.
    uint32 public accountCount;

    mapping(AccountId accountId => PackedBooks books) internal _books;
    mapping(AccountId accountId => mapping(uint32 epoch => EpochEnd end)) internal _epochEnds;
    mapping(AccountId accountId => Ownership ownership) private _ownerships;
    mapping(AccountId accountId => address newOwner) private _pendingOwners;

    /// @inheritdoc IEscrow
    mapping(AccountId accountId => uint256 units) public creditsOf;

    mapping(AccountId accountId => mapping(uint32 generation => mapping(address manager => ManagerLimits)))
        private _managers;
    mapping(AccountId accountId => mapping(uint32 generation => mapping(address operator => OperatorLimits)))
        private _operators;

    /// @dev What runs under an operator outlives a transfer of the account, and so does its sum.
    mapping(AccountId accountId => mapping(address operator => OpenRate openRate)) internal _openRates;

    /* CONSTRUCTOR */

    constructor(IERC20 tft, IPriceFeed priceFeed) {
        TFT = tft;
        PRICE_FEED = priceFeed;
    }

    /* MODIFIERS */

    modifier onlyOwner(AccountId accountId) {
        require(msg.sender == ownerOf(accountId), EscrowNotAccountOwner(msg.sender, accountId));
        _;
    }

    modifier notZero(uint256 amount) {
        require(amount > 0, EscrowAmountZero());
        _;
    }

    /* OWNER, MANAGERS, OPERATORS */

    /// @inheritdoc IEscrow
    function openAccount() external returns (AccountId accountId) {
        accountId = AccountId.wrap(++accountCount);
        _ownerships[accountId].owner = msg.sender;
        emit AccountOpened(accountId, msg.sender);
    }

    /// @inheritdoc IEscrow
    function transferAccount(AccountId accountId, address newOwner) external onlyOwner(accountId) {
        _pendingOwners[accountId] = newOwner;
        emit AccountTransferStarted(accountId, msg.sender, newOwner);
    }

    /// @inheritdoc IEscrow
    function acceptAccount(AccountId accountId) external {
        address previousOwner = ownerOf(accountId);
        require(msg.sender == _pendingOwners[accountId], EscrowNotPendingAccountOwner(msg.sender, accountId));

        delete _pendingOwners[accountId];
        _ownerships[accountId] = Ownership(msg.sender, _ownerships[accountId].generation + 1);
        emit AccountTransferred(accountId, previousOwner, msg.sender);
    }

    /// @inheritdoc IEscrow
    function setManager(
        AccountId accountId,
        address manager,
        ManagerLimits calldata limits
    ) external onlyOwner(accountId) {
        _managers[accountId][_ownerships[accountId].generation][manager] = limits;
        emit ManagerSet(accountId, manager, limits);
    }

    /// @inheritdoc IEscrow
    function approve(
        AccountId accountId,
        address operator,
        OperatorLimits calldata limits
    ) public onlyOwner(accountId) {
        _operators[accountId][_ownerships[accountId].generation][operator] = limits;
        emit OperatorApproved(accountId, operator, limits);
    }

    /// @inheritdoc IEscrow
    function approveAndCall(
        AccountId accountId,
        address operator,
        OperatorLimits calldata limits,
        bytes calldata data
    ) external returns (bytes memory) {
        approve(accountId, operator, limits);
        require(operator.code.length > 0, EscrowOperatorWithoutCode(operator));
        return IStreamOperator(operator).onApproved(msg.sender, accountId, data);
    }

    /// @inheritdoc IEscrow
    function requireManager(AccountId accountId, address caller, uint256 addedRate) external view {
        if (caller == ownerOf(accountId)) return;
        ManagerLimits memory limits = managerLimitsOf(accountId, caller);
        require(block.timestamp < limits.expiresAt, EscrowNotManager(caller, accountId));
        if (addedRate == 0) return;

        PackedBooks memory books = _books[accountId];
        (, uint256 left, , ) = books.walk(PRICE_FEED.presentQuote().index());
        uint256 rate = addedRate + (left > 0 ? 0 : books.allRates());
        require(rate <= limits.maxRate, EscrowManagerRateExceeded(caller, accountId, rate, limits.maxRate));
    }

    function _limitsOf(AccountId accountId, address operator) internal view returns (OperatorLimits storage) {
        return _operators[accountId][_ownerships[accountId].generation][operator];
    }

    /* MONEY */

    /// @inheritdoc IEscrow
    function deposit(AccountId accountId, uint256 amount) public notZero(amount) {
        _requireManager(accountId);
        _addBalance(accountId, amount);
        emit Deposited(accountId, msg.sender, amount);
        TFT.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IEscrow
    function depositWithPermit(
        AccountId accountId,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        // Whoever saw the permit first may have used it up: the allowance is there all the same.
        if (TFT.allowance(msg.sender, address(this)) < amount) {
            IERC20Permit(address(TFT)).permit(msg.sender, address(this), amount, deadline, v, r, s);
        }
        deposit(accountId, amount);
    }

    /// @inheritdoc IEscrow
    function credit(AccountId accountId, uint256 amount) external notZero(amount) {
        ownerOf(accountId);
        _credit(accountId, msg.sender, amount);
        TFT.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IEscrow
    function addCredits(AccountId accountId) external returns (uint256 amount) {
        _requireManager(accountId);
        amount = creditsOf[accountId];
        require(amount > 0, EscrowAmountZero());

        delete creditsOf[accountId];
        _addBalance(accountId, amount);
        emit CreditsAdded(accountId, amount);
    }

    /// @inheritdoc IEscrow
    function withdraw(AccountId accountId, address to, uint256 amount) external onlyOwner(accountId) notZero(amount) {
        Draft memory draft = _draftOf(accountId);
        _take(draft, amount);
        _referActive(draft);
        _write(draft);
        emit Withdrawn(accountId, to, amount);
        TFT.safeTransfer(to, amount);
    }

    function _addBalance(AccountId accountId, uint256 amount) private {
        Draft memory draft = _draftOf(accountId);
        _give(draft, amount);
        _refer(draft);
        _write(draft);
    }

    function _credit(AccountId accountId, address from, uint256 amount) internal {
        creditsOf[accountId] += amount;
        emit AccountCredited(accountId, from, amount);
    }

    /* WRITING AN ACCOUNT */

    /// @dev The account, brought to now, in the epoch that the next write finds.
    function _draftOf(AccountId accountId) internal view returns (Draft memory draft) {
        (draft.accountId, draft.quote) = (accountId, PRICE_FEED.presentQuote());
        PackedBooks memory books = draft.books;
        _books[accountId].load(books);
        uint256 index = draft.quote.index();
        (uint256 grains, uint256 left, uint256 discountable, uint256 plain) = books.walk(index);
        (draft.found, draft.left) = (grains, left);
        uint256 epoch = books.epoch();
        if (left > 0) (epoch, books.rates) = (epoch + 1, 0);
        books.charged = PackedBooksLib.chargedOf(discountable, plain, epoch);
        uint256 balance = grains / Accrual.GRAINS_PER_BALANCE;
        books.holdings = PackedBooksLib.holdingsOf(balance, index, books.referenceTftPerUsd());
    }

    function _give(Draft memory draft, uint256 units) internal pure {
        uint256 given = units * _BALANCE_PER_UNIT;
        (draft.books.balance() + given).toUint96();
        // Overflow not possible: the balance has just been seen to stay within its field.
        unchecked {
            draft.books.holdings += given;
        }
    }

    function _take(Draft memory draft, uint256 units) internal pure {
        (uint256 balance, uint256 needed) = (draft.books.balance(), units * _BALANCE_PER_UNIT);
        require(needed <= balance, EscrowBalanceInsufficient(draft.accountId, balance, needed));
        // Overflow not possible: just compared.
        unchecked {
            draft.books.holdings -= needed;
        }
    }

    /// @dev After a deposit thresholds follow the day's average. If that alone would pause an account that was active, they
    /// follow only so far that it gets no discount.
    function _refer(Draft memory draft) private pure {
        PackedBooks memory books = draft.books;
        (uint256 present, uint256 average) = (books.referenceTftPerUsd(), draft.quote.averageTftPerUsd());
        books.refer(average);
        if (_isActive(books)) return;

        books.refer(present);
        bool wasActive = books.isActive(draft.found);
        books.refer(wasActive ? Math.max(present, books.listPriceReference()) : average);
    }

    function _isActive(PackedBooks memory books) internal pure returns (bool) {
        return books.isActive(Accrual.grainsOf(books.balance()));
    }

    /// @dev What raises rates or takes money out must leave the account active, at the present price and at the day's
    /// average: else the thresholds of a better day, or of none, could be kept by going below the present ones.
    function _referActive(Draft memory draft) internal pure {
        PackedBooks memory books = draft.books;
        (uint256 present, uint256 average) = (draft.quote.tftPerUsd(), draft.quote.averageTftPerUsd());
        books.refer(present > average ? present : average);
        require(_isActive(books), EscrowReserveTouched(draft.accountId, books.balance(), _reserveBalance(books)));
        books.refer(average);
    }

    function _writeRates(Draft memory draft) internal {
        _books[draft.accountId].rates = draft.books.rates;
        _write(draft);
    }

    /// @dev Rates apart, which most writes leave as they are.
    function _write(Draft memory draft) internal {
        AccountId accountId = draft.accountId;
        PackedBooks memory books = draft.books;
        if (draft.left > 0) _endEpoch(draft);
        PackedBooks storage stored = _books[accountId];
        (stored.holdings, stored.charged) = (books.holdings, books.charged);
        emit AccountWritten(accountId, uint96(books.balance()), uint56(books.referenceTftPerUsd()));
    }

    function _endEpoch(Draft memory draft) private {
        (AccountId accountId, PackedBooks memory books) = (draft.accountId, draft.books);
        uint32 epoch = books.epoch() - 1;
        Accumulators memory charged = Accumulators(uint104(books.discountable()), uint104(books.plain()), epoch);
        uint96 stopIndex = uint96(books.index() - draft.left);
        _epochEnds[accountId][epoch] = EpochEnd(charged, stopIndex);
        _books[accountId].rates = books.rates;
        emit AccountExhausted(accountId, epoch, stopIndex, charged);
    }

    /* VIEWS */

    /// @inheritdoc IEscrow
    function ownerOf(AccountId accountId) public view returns (address owner) {
        owner = _ownerships[accountId].owner;
        require(owner != address(0), EscrowAccountNotFound(accountId));
    }

    /// @inheritdoc IEscrow
    function booksOf(AccountId accountId) external view returns (AccountBooks memory) {
        PackedBooks memory books = _books[accountId];
        return books.unpack();
    }

    /// @inheritdoc IEscrow
    function managerLimitsOf(AccountId accountId, address manager) public view returns (ManagerLimits memory) {
        return _managers[accountId][_ownerships[accountId].generation][manager];
    }

    /// @inheritdoc IEscrow
    function operatorLimitsOf(AccountId accountId, address operator) external view returns (OperatorLimits memory) {
        return _limitsOf(accountId, operator);
    }

    function _requireManager(AccountId accountId) private view {
        require(_isManager(accountId, msg.sender), EscrowNotManager(msg.sender, accountId));
    }

    function _isManager(AccountId accountId, address caller) internal view returns (bool) {
        return caller == ownerOf(accountId) || block.timestamp < managerLimitsOf(accountId, caller).expiresAt;
    }

    /// @dev In 10^-16 TFT, rounded up.
    function _reserveBalance(PackedBooks memory books) internal pure returns (uint256) {
        uint256 reserve = Accrual.reserveOf(books.allRates(), books.referenceTftPerUsd());
        return Math.ceilDiv(reserve, Accrual.GRAINS_PER_BALANCE);
    }
}
