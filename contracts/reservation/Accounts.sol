// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IEscrow, IStreamOperator, ManagerLimits, OperatorLimits} from "../interfaces/IEscrow.sol";
import {IPriceFeed} from "../interfaces/IPriceFeed.sol";
import {AccountBooks, Accrual, Accumulators, Rates} from "../libraries/Accrual.sol";
import {PackedBooks, PackedBooksLib} from "../libraries/PackedBooks.sol";
import {AccountId} from "../types/Ids.sol";

/// @notice The accounts: owners, managers, operators, and the money in and out.
abstract contract Accounts is IEscrow {
    using Accrual for AccountBooks;
    using PackedBooksLib for PackedBooks;
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
    /// @param tftPerUsd The present price
    /// @param averageTftPerUsd The day's average
    /// @param isStale Whether the price is
    /// @param found What it was found to hold, in grains
    /// @param isNewEpoch Whether it was found exhausted, so that the epoch before the books' ends
    /// @param stopIndex At which index that was
    struct Draft {
        AccountId accountId;
        AccountBooks books;
        uint56 tftPerUsd;
        uint56 averageTftPerUsd;
        bool isStale;
        uint256 found;
        bool isNewEpoch;
        uint96 stopIndex;
    }

    /// @dev Balances carry nine digits more than TFT.
    uint256 internal constant _BALANCE_PER_UNIT = 1e9;

    /* IMMUTABLES */

    IERC20 public immutable TFT;
    IPriceFeed public immutable PRICE_FEED;

    /* STORAGE */

    /// @dev Counts accounts.
    uint32 public accountCount;

    mapping(AccountId accountId => PackedBooks books) private _books;
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

        AccountBooks memory books = booksOf(accountId);
        (, uint256 left, , ) = books.walk(PRICE_FEED.quote().index);
        uint256 rate = addedRate + (left > 0 ? 0 : Accrual.allRates(books.rates));
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
        IPriceFeed.Quote memory quote = PRICE_FEED.quote();
        (draft.accountId, draft.isStale) = (accountId, quote.isStale);
        (draft.tftPerUsd, draft.averageTftPerUsd) = (quote.tftPerUsd, quote.averageTftPerUsd);

        AccountBooks memory books = draft.books;
        _books[accountId].load(books);
        (uint256 grains, uint256 left, uint256 discountable, uint256 plain) = books.walk(quote.index);
        draft.found = grains;
        (books.balance, books.index) = (uint96(grains / Accrual.GRAINS_PER_BALANCE), quote.index);
        (books.charged.discountable, books.charged.plain) = (uint104(discountable), uint104(plain));
        if (left == 0) return draft;

        (draft.isNewEpoch, draft.stopIndex) = (true, uint96(quote.index - left));
        ++books.charged.epoch;
        books.rates = _noRates();
    }

    function _give(Draft memory draft, uint256 units) internal pure {
        draft.books.balance = (draft.books.balance + units * _BALANCE_PER_UNIT).toUint96();
    }

    function _take(Draft memory draft, uint256 units) internal pure {
        (uint256 balance, uint256 needed) = (draft.books.balance, units * _BALANCE_PER_UNIT);
        require(needed <= balance, EscrowBalanceInsufficient(draft.accountId, balance, needed));
        // Overflow not possible: just compared.
        unchecked {
            draft.books.balance = uint96(balance - needed);
        }
    }

    /// @dev After a deposit thresholds follow the day's average. If that alone would pause an account that was active, they
    /// follow only so far that it gets no discount.
    function _refer(Draft memory draft) private pure {
        AccountBooks memory books = draft.books;
        uint56 present = books.referenceTftPerUsd;
        books.referenceTftPerUsd = draft.averageTftPerUsd;
        if (_isActive(books)) return;

        books.referenceTftPerUsd = present;
        bool wasActive = books.isActive(draft.found);
        books.referenceTftPerUsd =
            wasActive ? uint56(Math.max(present, books.listPriceReference())) : draft.averageTftPerUsd;
    }

    function _isActive(AccountBooks memory books) internal pure returns (bool) {
        return books.isActive(Accrual.grainsOf(books.balance));
    }

    /// @dev What raises rates or takes money out must leave the account active, at the present price and at the day's
    /// average: else the thresholds of a better day, or of none, could be kept by going below the present ones.
    function _referActive(Draft memory draft) internal pure {
        AccountBooks memory books = draft.books;
        (uint56 present, uint56 average) = (draft.tftPerUsd, draft.averageTftPerUsd);
        books.referenceTftPerUsd = present > average ? present : average;
        require(
            _isActive(books),
            EscrowReserveTouched(draft.accountId, books.balance, _reserveBalance(books.rates, books.referenceTftPerUsd))
        );
        books.referenceTftPerUsd = average;
    }

    function _write(Draft memory draft) internal {
        AccountId accountId = draft.accountId;
        if (draft.isNewEpoch) _endEpoch(draft);
        _books[accountId].store(draft.books);
        emit AccountWritten(accountId, draft.books.balance, draft.books.referenceTftPerUsd);
    }

    function _endEpoch(Draft memory draft) private {
        Accumulators memory present = draft.books.charged;
        uint32 epoch = present.epoch - 1;
        Accumulators memory charged = Accumulators(present.discountable, present.plain, epoch);
        _epochEnds[draft.accountId][epoch] = EpochEnd(charged, draft.stopIndex);
        emit AccountExhausted(draft.accountId, epoch, draft.stopIndex, charged);
    }

    /* VIEWS */

    /// @inheritdoc IEscrow
    function ownerOf(AccountId accountId) public view returns (address owner) {
        owner = _ownerships[accountId].owner;
        require(owner != address(0), EscrowAccountNotFound(accountId));
    }

    /// @inheritdoc IEscrow
    function booksOf(AccountId accountId) public view returns (AccountBooks memory books) {
        _books[accountId].load(books);
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
    function _reserveBalance(Rates memory rates, uint256 tftPerUsd) internal pure returns (uint256) {
        return Math.ceilDiv(Accrual.reserveOf(rates, tftPerUsd), Accrual.GRAINS_PER_BALANCE);
    }

    function _noRates() internal pure returns (Rates memory) {
        return Rates(0, 0, 0, 0);
    }
}
