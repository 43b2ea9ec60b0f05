import type { ErrorTexts } from "./error-text.ts";

const SHOW_ROLES = "See who may do what with: tfgrid roles";
const ANNOUNCE = "Announce it with the same command and --schedule, wait, and give the command again without it.";
const SIGN_AGAIN = "Sign again with the key that it is said to be of.";
const CHECK_PARAMETERS = "Correct the parameter file.";
const REPORT = "Please report what you did: this should not be reachable.";

/** Errors of TFT, of the access manager, and those that contracts take from OpenZeppelin. */
export const TOKEN_AND_ACCESS_ERRORS: ErrorTexts = {
  AccessManagedInvalidAuthority: ["{authority} is not an access manager.", CHECK_PARAMETERS],
  AccessManagedRequiredDelay: ["{caller} may do this only after announcing it, {delay} before.", ANNOUNCE],
  AccessManagedUnauthorized: ["{caller} does not hold the role that this needs.", SHOW_ROLES],
  AccessManagerAlreadyScheduled: ["This call is announced already ({operationId}).", "Wait until its time has come."],
  AccessManagerBadConfirmation: ["A role can be given up by its holder only.", SHOW_ROLES],
  AccessManagerExpired: ["The announced call {operationId} has expired.", ANNOUNCE],
  AccessManagerInvalidInitialAdmin: ["{initialAdmin} cannot be the first admin.", CHECK_PARAMETERS],
  AccessManagerLockedFunction: ["What reaches the function {selector} cannot be changed.", SHOW_ROLES],
  AccessManagerLockedRole: ["The role {roleId} cannot be changed.", SHOW_ROLES],
  AccessManagerNotReady: ["The announced call {operationId} may not be made yet.", "Wait until its delay is over."],
  AccessManagerNotScheduled: [
    "The sender's role acts with a delay, and this call was not announced ({operationId}).",
    ANNOUNCE,
  ],
  AccessManagerUnauthorizedAccount: ["{msgsender} does not hold the role {roleId}.", SHOW_ROLES],
  AccessManagerUnauthorizedCall: ["{caller} may not call {selector} of {target}.", SHOW_ROLES],
  AccessManagerUnauthorizedCancel: [
    "{msgsender} may not cancel the call of {selector} of {target} that {caller} scheduled.",
    SHOW_ROLES,
  ],
  AccessManagerUnauthorizedConsume: ["{target} asked for a scheduled call that is not its own.", REPORT],
  AddressEmptyCode: ["There is no contract at {target}.", "Check the address book and the network."],
  ECDSAInvalidSignature: ["The signature is malformed.", SIGN_AGAIN],
  ECDSAInvalidSignatureLength: ["The signature has {length} bytes instead of 65.", SIGN_AGAIN],
  ECDSAInvalidSignatureS: ["The signature is not in its canonical form ({s}).", SIGN_AGAIN],
  ERC20ExceededCap: [
    "The supply would become {increasedSupply} TFT; the cap is {cap} TFT.",
    "No more than the cap can ever be minted.",
  ],
  ERC20InsufficientAllowance: [
    "{spender} may spend {allowance} TFT; {needed} TFT are needed.",
    "The owner approves a larger amount first.",
  ],
  ERC20InsufficientBalance: [
    "{sender} holds {balance} TFT; {needed} TFT are needed.",
    "Send less, or fund the account.",
  ],
  ERC20InvalidApprover: ["{approver} cannot approve spending.", "Take another address."],
  ERC20InvalidCap: ["A supply cap of {cap} TFT is impossible.", CHECK_PARAMETERS],
  ERC20InvalidReceiver: ["{receiver} cannot receive TFT.", "Take another address."],
  ERC20InvalidSender: ["{sender} cannot send TFT.", "Take another address."],
  ERC20InvalidSpender: ["{spender} cannot be approved.", "Take another address."],
  ERC2612ExpiredSignature: ["The permit was valid until {deadline} only.", "Sign a new permit."],
  ERC2612InvalidSigner: ["The permit was signed by {signer}, not by {owner}.", "Have {owner} sign it."],
  FailedCall: ["A call inside the transaction failed without saying why.", REPORT],
  InsufficientBalance: ["The contract holds {balance} wei; {needed} are needed.", REPORT],
  InvalidAccountNonce: [
    "The signature of {account} was made for another nonce than the next one, {currentNonce}.",
    "It was used already, or another one came first: sign again.",
  ],
  InvalidShortString: ["A short text is malformed.", REPORT],
  SafeCastOverflowedUintDowncast: ["The value {value} does not fit into {bits} bits.", "Give a smaller value."],
  SafeERC20FailedOperation: ["The token {token} refused a transfer without saying why.", REPORT],
  StringTooLong: ['The text "{str}" is too long.', "Give a shorter one."],
  TFTMintAllowanceExceeded: [
    "{minter} may mint {available} TFT now; {needed} TFT are needed.",
    "Its allowance refills with time: try again later, or mint less.",
  ],
  TFTNotMinter: ["{caller} is no minter of TFT.", "The governor admits minters."],
};
