// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountBooks, Accumulators} from "../libraries/Accrual.sol";
import {AccountId, FarmId, NodeId, StreamId} from "../types/Ids.sol";

/// @notice Where a stream stands.
/// @param None It does not exist
/// @param Pending Opened, not started: nothing accrues
/// @param Running Accrues as long as its account is not exhausted
/// @param Stopped Closed while it ran: what it is owed is fixed, and can be settled
/// @param Dead Closed after its account was exhausted: likewise
/// @param Ended Closed with nothing left to settle
enum StreamStatus {
    None,
    Pending,
    Running,
    Stopped,
    Dead,
    Ended
}

/// @notice What a manager may do, until when.
/// @param maxRate The account's rates, all together, may not exceed this after the manager opened a stream, in 10^-18 USD/s
/// @param expiresAt Unix time from which on the manager may do nothing
struct ManagerLimits {
    uint64 maxRate;
    uint40 expiresAt;
}

/// @notice What an operator may do on behalf of an account.
/// @param maxRate The most that its streams of this account may cost together, in 10^-18 USD/s
/// @param maxCharge What it may still charge at once, in TFT units
/// @param expiresAt Unix time from which on it may open and charge nothing. What runs keeps running
struct OperatorLimits {
    uint64 maxRate;
    uint64 maxCharge;
    uint40 expiresAt;
}

/// @notice What an operator opens.
/// @param accountId Who pays
/// @param farmId Whose farm is paid; 0 for none: all goes to the protocol pool
/// @param nodeId Which node serves; 0 for none
/// @param provider Solution provider; zero for none
/// @param providerBps The provider's share, in basis points, out of the foundation's
/// @param pricingVersion Whose split applies
/// @param discountableRate 10^-18 USD/s
/// @param plainRate Without discount, wholly for the farm, 10^-18 USD/s
struct StreamRequest {
    AccountId accountId;
    FarmId farmId;
    NodeId nodeId;
    address provider;
    uint16 providerBps;
    uint16 pricingVersion;
    uint64 discountableRate;
    uint64 plainRate;
}

/// @notice A stream as stored.
/// @param epoch Of its account when it was opened
/// @param farmBps The farm's share, in basis points
struct Stream {
    AccountId accountId;
    FarmId farmId;
    NodeId nodeId;
    uint32 epoch;
    uint64 discountableRate;
    uint64 plainRate;
    address operator;
    uint16 pricingVersion;
    uint16 providerBps;
    uint16 farmBps;
    StreamStatus status;
}

/// @notice What attestors measured of a node, as the proof of service has verified it.
/// @param nodeId Whose streams it settles; 0 settles those that no node serves
/// @param from Unix time at which the statement begins: where the one before ended
/// @param to Unix time at which it ends
/// @param servedSeconds How long in between the node served
/// @param isRequested Whether it answers a farm's request, or replaces an answer that did not come: it may be old
/// @param stopIndex For a stream that its account's exhaustion stopped, the price index at that moment; else 0
struct Service {
    NodeId nodeId;
    uint256 from;
    uint256 to;
    uint256 servedSeconds;
    bool isRequested;
    uint256 stopIndex;
}

/// @notice What came of settling one stream.
/// @param Settled What was owed is credited
/// @param NotStarted Nothing accrued yet, or it was closed with nothing left to settle
/// @param Foreign Another node's stream, or none
/// @param NotTiling The statement does not begin where the one before ended, or is empty, or states more than its length
/// @param Outdated The stream runs and the statement, which nobody requested, ended more than six hours ago
/// @param StopUnproven The stream has stopped and the statement does not end there
enum Settlement {
    Settled,
    NotStarted,
    Foreign,
    NotTiling,
    Outdated,
    StopUnproven
}

/// @title IEscrow
/// @notice Prepaid money of tenants, and streams of it to farms. How an account is charged is in docs/accounts.md.
///
/// A stream is opened by an operator that the account approved, on the account's behalf. It accrues by itself, only from
/// prepaid money;
/// nobody needs to call for it. Settling pays out what accrued, and never writes the account.
///
/// No role moves money here, stops a stream or delays a withdrawal. The guardian may keep new streams from being opened
/// for a
/// while; the governor may end that for good when a successor takes over.
interface IEscrow {
    /* EVENTS */

    event EscrowStarted(
        address indexed token,
        address indexed priceFeed,
        address indexed pricing,
        address directory,
        address proofOfService,
        uint40 deploymentWindow
    );

    event AccountOpened(AccountId indexed accountId, address indexed owner);

    event AccountTransferStarted(AccountId indexed accountId, address indexed owner, address indexed newOwner);

    /// @notice The account changed hands: managers and operators are as if never set.
    event AccountTransferred(AccountId indexed accountId, address indexed previousOwner, address indexed owner);

    event ManagerSet(AccountId indexed accountId, address indexed manager, ManagerLimits limits);

    event OperatorApproved(AccountId indexed accountId, address indexed operator, OperatorLimits limits);

    /// @notice The account was charged up to now and written anew. Its rates follow from the events of its streams, its
    /// accumulators from its balance and the price.
    /// @param balance 10^-16 TFT
    /// @param referenceTftPerUsd Price of its thresholds from now on, TFT per USD with 12 decimals
    event AccountWritten(AccountId indexed accountId, uint96 balance, uint56 referenceTftPerUsd);

    /// @notice All streams that were open are dead.
    /// @param epoch The epoch that ended
    /// @param index Price index up to which they were charged
    /// @param charged Final accumulators of the epoch
    event AccountExhausted(AccountId indexed accountId, uint32 indexed epoch, uint96 index, Accumulators charged);

    /// @param amount TFT units
    event Deposited(AccountId indexed accountId, address indexed from, uint256 amount);

    /// @notice Money for an account that its owner or a manager may add to the balance.
    /// @param from Who gave it; the escrow itself for pay that comes back, which the event before explains
    /// @param amount TFT units
    event AccountCredited(AccountId indexed accountId, address indexed from, uint256 amount);

    /// @param amount TFT units
    event CreditsAdded(AccountId indexed accountId, uint256 amount);

    /// @param amount TFT units
    event Withdrawn(AccountId indexed accountId, address indexed to, uint256 amount);

    /// @param held What was taken for the deployment window, in TFT units
    event StreamOpened(
        StreamId indexed streamId,
        AccountId indexed accountId,
        FarmId indexed farmId,
        address operator,
        StreamRequest request,
        uint32 epoch,
        uint64 held
    );

    event StreamStarted(StreamId indexed streamId);

    /// @notice Of what was held of a pending stream the rest returned to the balance or, when it was dead, was credited;
    /// what accrued to a running one after `stoppedAt` was credited too.
    /// @param units What it is owed and not settled yet, in TFT units
    /// @param forfeited What of the deployment window goes to the protocol pool, in TFT units
    /// @param stoppedAt Unix time up to which it is owed; 0 if it never ran or is dead
    event StreamClosed(
        StreamId indexed streamId,
        address indexed by,
        uint256 units,
        uint256 forfeited,
        uint40 stoppedAt
    );

    /// @notice The operator's own books may still show the stream as open: its callback failed.
    event OperatorCallbackFailed(StreamId indexed streamId, address indexed operator);

    /// @notice What accrued was shared out: the four amounts together.
    /// @param to Where the statement ends, unix time
    /// @param farmUnits To the farm
    /// @param providerUnits To the solution provider
    /// @param poolUnits To the protocol pool
    /// @param refundedUnits Back to the payer, for the time not served
    event StreamSettled(
        StreamId indexed streamId,
        uint40 to,
        uint256 farmUnits,
        uint256 providerUnits,
        uint256 poolUnits,
        uint256 refundedUnits
    );

    /// @notice A charge at once, shared out like what accrues.
    event StreamCharged(StreamId indexed streamId, uint256 farmUnits, uint256 providerUnits, uint256 poolUnits);

    event FarmPaid(FarmId indexed farmId, address indexed payout, uint256 amount);

    event ProviderPaid(address indexed provider, uint256 amount);

    event PoolPaid(uint16 indexed pricingVersion, uint256 foundationAmount, uint256 stakersAmount);

    /// @notice Nothing is opened until then.
    event OpeningPaused(uint40 until);

    /// @notice Nothing is opened from then on.
    event OpeningEnds(uint40 endsAt);

    /* ERRORS */

    error EscrowAccountNotFound(AccountId accountId);
    error EscrowNotAccountOwner(address caller, AccountId accountId);
    error EscrowNotPendingAccountOwner(address caller, AccountId accountId);

    /// @notice Thrown when the caller is neither owner nor a manager whose time is not over.
    error EscrowNotManager(address caller, AccountId accountId);

    /// @notice Thrown when a manager would raise the account's rates above his limit.
    error EscrowManagerRateExceeded(address manager, AccountId accountId, uint256 rate, uint256 maxRate);

    error EscrowProofOfServiceMissing();

    error EscrowNotProofOfService(address caller);

    /// @notice Thrown when an operator that is to be called has no code.
    error EscrowOperatorWithoutCode(address operator);

    error EscrowOperatorExpired(address operator, AccountId accountId, uint40 expiresAt);
    error EscrowOperatorRateExceeded(address operator, AccountId accountId, uint256 rate, uint256 maxRate);
    error EscrowOperatorChargeExceeded(address operator, AccountId accountId, uint256 amount, uint256 maxCharge);

    /// @notice Thrown when an amount is 0.
    error EscrowAmountZero();

    /// @notice Thrown when the account would not stay active. Amounts in 10^-16 TFT.
    error EscrowReserveTouched(AccountId accountId, uint256 balance, uint256 reserve);

    error EscrowBalanceInsufficient(AccountId accountId, uint256 balance, uint256 needed);
    error EscrowWindowZero();
    error EscrowPriceStale(uint40 updatedAt);
    error EscrowOpeningPaused(uint40 until);
    error EscrowOpeningEnded(uint40 endsAt);
    error EscrowPauseTooSoon(uint40 earliest);

    /// @notice Thrown when the end of opening would lie in the past, or never come.
    error EscrowEndInvalid(uint40 endsAt);

    error EscrowProviderInvalid(address provider, uint16 providerBps, uint16 mostBps);

    /// @notice Thrown when a stream that serves no farm has a rate that is wholly the farm's.
    error EscrowFarmMissing();

    /// @notice Thrown when the stream is in another state than the action needs.
    error EscrowStreamInvalid(StreamId streamId, StreamStatus status);

    /// @notice Thrown when a stream is to be closed as of a moment that has not come.
    error EscrowMomentInFuture(uint40 since);

    error EscrowNotOperator(address caller, StreamId streamId);

    /// @notice Thrown when the account's epoch is over, so that its streams are dead.
    error EscrowStreamDead(StreamId streamId);

    error EscrowStartTooLate(StreamId streamId, uint256 deadline);
    error EscrowAccountPaused(AccountId accountId);
    error EscrowNotPayer(address caller, StreamId streamId);

    /// @notice Thrown when the operator's callback could not be given all its gas.
    error EscrowGasInsufficient(uint256 gasLeft, uint256 needed);

    error EscrowNothingToPay();

    /// @notice Thrown while a farm's payout address is changing and somebody else than the farm's owner calls.
    error EscrowOnlyFarmOwner(address caller, FarmId farmId, address owner);

    /* ACCOUNTS */

    /// @notice Opens an empty account of the caller. Emits {AccountOpened}.
    function openAccount() external returns (AccountId accountId);

    /// @notice Offers an account to somebody, who has to accept. Emits {AccountTransferStarted}.
    function transferAccount(AccountId accountId, address newOwner) external;

    /// @notice Takes over an account that was offered. Managers and operators are cleared. Emits {AccountTransferred}.
    function acceptAccount(AccountId accountId) external;

    /// @notice Lets `manager` open, close and fund within limits, never withdraw. Limits of 0 revoke. Emits {ManagerSet}.
    function setManager(AccountId accountId, address manager, ManagerLimits calldata limits) external;

    /// @notice Lets an operator open streams and charge within limits. Limits of 0 revoke: nothing that runs stops. Emits
    /// {OperatorApproved}.
    function approve(AccountId accountId, address operator, OperatorLimits calldata limits) external;

    /// @notice {approve}, then {IStreamOperator-onApproved} of the operator, which may open streams at once. Reverts with
    /// whatever the operator reverts with. Emits {OperatorApproved}.
    /// @param data For the operator, who says what it means
    /// @return What the operator returns
    function approveAndCall(
        AccountId accountId,
        address operator,
        OperatorLimits calldata limits,
        bytes calldata data
    ) external returns (bytes memory);

    /// @notice Adds TFT of the caller to the balance. Owner or manager. Emits {Deposited}.
    /// @param amount TFT units; above 0
    function deposit(AccountId accountId, uint256 amount) external;

    /// @notice {deposit} with an EIP-2612 permit of the caller.
    function depositWithPermit(
        AccountId accountId,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Gives TFT of the caller to an account: a credit, which its owner or a manager may add to the balance. Anybody
    /// may call. Emits {AccountCredited}.
    /// @param amount TFT units; above 0
    function credit(AccountId accountId, uint256 amount) external;

    /// @notice Adds the account's credits to its balance. Owner or manager. Emits {CreditsAdded}.
    /// @return amount TFT units
    function addCredits(AccountId accountId) external returns (uint256 amount);

    /// @notice Pays out of the balance. Owner only. Emits {Withdrawn}.
    ///
    /// Requirements: what stays keeps the account active, at the present price and at the day's average; without rates
    /// all may
    /// go.
    /// @param amount TFT units; above 0
    function withdraw(AccountId accountId, address to, uint256 amount) external;

    /* STREAMS */

    /// @notice Opens a pending stream on behalf of an account and takes the list price of one deployment window from its
    /// balance. Emits {StreamOpened}.
    ///
    /// Requirements: the caller is an operator within its limits; the price is not stale; the pricing version is not
    /// retired; a
    /// provider takes at most half of the foundation's share; the account is active with this stream, at the present
    /// price and
    /// at the day's average; opening is neither paused nor ended.
    function open(StreamRequest calldata request) external returns (StreamId streamId);

    /// @notice Starts a pending stream: returns what was held and lets it accrue. By its operator. Emits {StreamStarted}.
    ///
    /// Requirements: the deployment window is not over; the account is active and in the stream's epoch.
    function start(StreamId streamId) external;

    /// @notice Closes a stream for good: by its operator, by owner or manager of the account that pays, and by anybody
    /// when it is
    /// dead or was not started in time. Always works. Emits {StreamClosed}.
    ///
    /// Of what is held of a pending stream the elapsed part goes to the protocol pool, all of it when the deployment
    /// window is over.
    ///
    /// When not the operator closes, it is called back with limited gas, which the transaction has to bring; a failure
    /// changes nothing here.
    function close(StreamId streamId) external;

    /// @notice {close}, by the operator, of a stream that has not been served since some moment. If it runs it counts as
    /// stopped then, or at the end of the last settlement if that is later: what accrued afterwards, evenly since the last
    /// settlement, is credited to the payer. Emits {StreamClosed} and {AccountCredited}.
    ///
    /// A stream that is pending or dead is closed as {close} does.
    /// @param since Unix time, not in the future
    function closeAsOf(StreamId streamId, uint40 since) external;

    /// @notice Credits what streams of one node accrued up to the statement's end: the part that was served to farm,
    /// provider and pool, the rest to the payer. By the proof of service, which has verified `service`. Emits
    /// {StreamSettled} for each that is settled; another does not stop the rest.
    /// @return results What came of each
    function settle(
        StreamId[] calldata streamIds,
        Service calldata service
    ) external returns (Settlement[] memory results);

    /// @notice Takes a one-off amount from the account of a running stream, at most what is above the reserve, and
    /// shares it out at once. By its operator. Emits {StreamCharged}.
    /// @param amount TFT units
    /// @return charged What was taken, in TFT units
    function charge(StreamId streamId, uint256 amount) external returns (uint256 charged);

    /* PAYEES */

    /// @notice Pays a farm's credits to its payout address. Anybody may call. Emits {FarmPaid}.
    function payFarm(FarmId farmId) external returns (uint256 amount);

    /// @notice Pays a provider's credits to it. Anybody may call. Emits {ProviderPaid}.
    function payProvider(address provider) external returns (uint256 amount);

    /// @notice Pays the protocol pool of a pricing version to foundation and stakers. Anybody may call. Emits {PoolPaid}.
    function payPool(uint16 pricingVersion) external returns (uint256 foundationAmount, uint256 stakersAmount);

    /* LIMITS */

    /// @notice Keeps streams from being opened for 14 days. Role: guardian; once in 60 days. Emits {OpeningPaused}.
    function pauseOpening() external;

    /// @notice Sets, once, from when on no stream is opened. Role: governor. Emits {OpeningEnds}.
    function endOpening(uint40 endsAt) external;

    /* VIEWS */

    /// @notice The account as it was last written; {IForecasts} says what it is now.
    function booksOf(AccountId accountId) external view returns (AccountBooks memory);

    /// @notice What a stream is owed now and not settled, before service is considered. In TFT units.
    function owedTo(StreamId streamId) external view returns (uint256);

    /// @notice Whether the stream's account is exhausted or was since it was opened: it accrues nothing any more.
    function isDead(StreamId streamId) external view returns (bool);

    function streamOf(StreamId streamId) external view returns (Stream memory);

    /// @notice Unix time up to which the stream is settled; while it is pending, when it was opened.
    function settledTo(StreamId streamId) external view returns (uint40);

    /// @notice What was taken for the deployment window of a pending stream, in TFT units; else 0.
    function heldOf(StreamId streamId) external view returns (uint64);

    /// @notice When the stream was stopped, unix time; 0 unless it was closed while it ran and there was something to settle.
    function stoppedAt(StreamId streamId) external view returns (uint40);

    /// @notice The solution provider of a stream; zero for none.
    function providerOf(StreamId streamId) external view returns (address);

    function ownerOf(AccountId accountId) external view returns (address);

    /// @notice Requires that `caller` may raise the account's rates to what they are plus `addedRate`: its owner, or a
    /// manager
    /// within his limits.
    function requireManager(AccountId accountId, address caller, uint256 addedRate) external view;

    function managerLimitsOf(AccountId accountId, address manager) external view returns (ManagerLimits memory);

    function operatorLimitsOf(AccountId accountId, address operator) external view returns (OperatorLimits memory);

    /// @notice Money that owner or manager may add, in TFT units.
    function creditsOf(AccountId accountId) external view returns (uint256);

    /// @notice Unpaid credits, in TFT units.
    function farmCreditsOf(FarmId farmId) external view returns (uint256);

    function providerCreditsOf(address provider) external view returns (uint256);

    function poolOf(uint16 pricingVersion) external view returns (uint256 foundationUnits, uint256 stakersUnits);

    /// @notice How long an operator has from opening to starting, in seconds.
    function deploymentWindow() external view returns (uint40);
}

/// @notice What an operator implements: the escrow calls it.
interface IStreamOperator {
    /// @notice Somebody else closed the operator's stream.
    function onStreamClosed(StreamId streamId) external;

    /// @notice The owner of an account approved the operator and asks it for something in the same call.
    /// @param owner Who owns the account and made the call
    /// @param data What is asked for
    /// @return What the owner gets to know
    function onApproved(address owner, AccountId accountId, bytes calldata data) external returns (bytes memory);
}
