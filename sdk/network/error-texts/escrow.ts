import type { ErrorTexts } from "./error-text.ts";

const APPROVE = "The owner of account {accountId} approves the operator with larger limits or for longer.";
const FUND = "Deposit TFT, or close what is not needed any more.";
const REPORT = "Please report what you did: this should not be reachable.";

/** Errors of Escrow and Forecasts. */
export const ESCROW_ERRORS: ErrorTexts = {
  EscrowAccountNotFound: ["There is no account {accountId}.", "Open one, or check its number."],
  EscrowAccountPaused: [
    "Account {accountId} is paused: it holds no more than its reserve.",
    "Deposit TFT before the deployment window is over.",
  ],
  EscrowAmountZero: ["An amount of 0 TFT moves nothing.", "Give an amount above 0."],
  EscrowBalanceInsufficient: ["Account {accountId} holds {balance} TFT; {needed} TFT are needed.", FUND],
  EscrowEndInvalid: ["Opening cannot end at that time ({endsAt}).", "Give a time from now on."],
  EscrowGasInsufficient: [
    "Closing also calls the operator back: {needed} gas must be left for it, {gasLeft} are.",
    "Send the transaction with a higher gas limit.",
  ],
  EscrowManagerRateExceeded: [
    "All streams of account {accountId} would cost {rate} USD a month; manager {manager} may go up to {maxRate} USD.",
    "The owner raises the manager's limit, or opens it himself.",
  ],
  EscrowMomentInFuture: [
    "A stream cannot be closed as of a moment that has not come ({since}).",
    "Give a moment up to now.",
  ],
  EscrowNotAccountOwner: ["{caller} does not own account {accountId}.", "Send it with the owner's key."],
  EscrowNotManager: [
    "{caller} neither owns account {accountId} nor manages it now.",
    "The owner sends it, or sets the manager anew. Anybody may give the account a credit.",
  ],
  EscrowFarmMissing: [
    "A stream that serves no farm cannot have a rate that is wholly the farm's.",
    "Name the farm, or leave the plain rate out.",
  ],
  EscrowNotOperator: ["{caller} did not open stream {streamId}.", "Only the operator that opened it may do this."],
  EscrowNotPayer: [
    "{caller} may not close stream {streamId}: it is neither dead nor late.",
    "Its operator, or the owner or a manager of the account that pays, closes it.",
  ],
  EscrowNotPendingAccountOwner: [
    "Account {accountId} was not offered to {caller}.",
    "Its owner offers it with a transfer first.",
  ],
  EscrowNotProofOfService: [
    "{caller} may not settle: the contract that verifies statements of service does.",
    "Hand the signed statement to it.",
  ],
  EscrowNothingToPay: ["There is nothing to pay.", "Settle streams first."],
  EscrowOnlyFarmOwner: [
    "The payout address of farm {farmId} is changing: until then only its owner {owner} collects, not {caller}.",
    "Wait until the change is over, or have the owner send it.",
  ],
  EscrowOpeningEnded: [
    "This version opens nothing any more ({endsAt}).",
    "Use its successor; what runs keeps running.",
  ],
  EscrowOpeningPaused: ["Opening is paused until {until}.", "Try again then; what runs keeps running."],
  EscrowOperatorChargeExceeded: [
    "{operator} would charge account {accountId} {amount} TFT at once; {maxCharge} TFT are left of what it may.",
    APPROVE,
  ],
  EscrowOperatorExpired: ["{operator} may not open or charge for account {accountId} ({expiresAt}).", APPROVE],
  EscrowOperatorRateExceeded: [
    "Streams of {operator} would cost account {accountId} {rate} USD a month; its limit is {maxRate} USD.",
    APPROVE,
  ],
  EscrowOperatorWithoutCode: [
    "{operator} is no contract, so that it cannot be called once it is approved.",
    "Approve it without a call, or check its address.",
  ],
  EscrowPauseTooSoon: ["Opening can be paused once in 60 days, next at {earliest}.", "Wait until then."],
  EscrowPriceStale: [
    "The price of TFT is too old to open something at ({updatedAt}).",
    "Try again after the next price; what runs keeps running.",
  ],
  EscrowProofOfServiceMissing: [
    "Without an address that verifies statements of service nothing could ever be settled.",
    "Deploy the escrow with that address.",
  ],
  EscrowProviderInvalid: [
    "{provider} cannot get {providerBps} basis points as a solution provider; {mostBps} are possible.",
    "Give a provider with at most half of the foundation's share, or none with 0.",
  ],
  EscrowReserveTouched: [
    "Account {accountId} would keep {balance} TFT; its reserve of {reserve} TFT and the charge of a step have to stay.",
    FUND,
  ],
  EscrowStartTooLate: ["Stream {streamId} had to be started by {deadline}.", "Close it and open another one."],
  EscrowStreamDead: [
    "Stream {streamId} is dead: its account was exhausted since it was opened.",
    "Close it and open another one.",
  ],
  EscrowStreamInvalid: ["Stream {streamId} is {status}, so this cannot be done.", "Check its number and its state."],
  EscrowWindowZero: [
    "Without a deployment window no stream could ever be started.",
    "Deploy the escrow with a window above 0 seconds.",
  ],
  ForecastsBeyondReach: [
    "No deposit to account {accountId} lasts until {until}.",
    "Give a moment that is not past and less far away.",
  ],
  ForecastsPriceZero: ["Nothing can be foretold at a price of 0.", REPORT],
};
