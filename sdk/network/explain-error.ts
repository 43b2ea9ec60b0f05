import type { ErrorCode } from "ethers";
import { isError } from "ethers";
import { GridError } from "../grid-error.ts";
import type { PeriodSchedule } from "../rules/minting-period.ts";
import { explainRevert } from "./explain-revert.ts";

/** Names of errors that say nothing about the grid. */
const BUILTIN_ERRORS = ["Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "AggregateError"];

/** What a node or its absence may say, known by a code of ethers or by its words: nodes agree on neither. */
const NODE_ERRORS: readonly NodeErrorText[] = [
  {
    name: "InsufficientFundsError",
    codes: ["INSUFFICIENT_FUNDS"],
    words: /insufficient funds|doesn't have enough funds|not enough funds/i,
    message: "The account cannot pay for this transaction.",
    hint: "Send it some of this chain's ETH.",
  },
  {
    name: "NonceUsedError",
    codes: ["NONCE_EXPIRED", "REPLACEMENT_UNDERPRICED"],
    words: /nonce too low|nonce has already been used|already known|replacement transaction underpriced/i,
    message: "Another transaction of the same account came first.",
    hint: "Repeat the command; let only one program at a time send with this key.",
  },
  {
    name: "TransactionTooLargeError",
    codes: [],
    words: /exceeds block gas limit|gas limit (is )?too high|transaction gas limit|out of gas/i,
    message: "The transaction needs more gas than this chain allows.",
    hint: "Do less at once.",
  },
  {
    name: "TransactionPendingError",
    codes: [],
    words: /wait for transaction timeout/i,
    message: "The transaction was sent, but is in no block after ten minutes.",
    hint: "Look its hash up in a block explorer, and repeat the command once it is in a block or dropped.",
  },
  {
    name: "RpcUnreachableError",
    codes: ["NETWORK_ERROR", "SERVER_ERROR", "TIMEOUT"],
    words: /ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|socket hang up|fetch failed/,
    message: "The RPC endpoint stopped answering.",
    hint: "Check that it runs and repeat the command; what is done already is not done twice.",
  },
  {
    name: "ContractsMissingError",
    codes: ["BAD_DATA"],
    words: /could not decode result data \(value="0x"/,
    message: "A contract of the address book is not there.",
    hint: "Check that the network and its address book belong together: tfgrid status",
  },
  {
    name: "ContractRefusedError",
    codes: ["CALL_EXCEPTION"],
    words: /reverted without a reason/,
    message: "A contract refused without saying why.",
    hint: "Check the values that were given and that the address book belongs to this network.",
  },
  {
    name: "ToolsMissingError",
    codes: [],
    words: /ERR_MODULE_NOT_FOUND/,
    message: "This command needs tools that are not part of the package.",
    hint: "Run it in a checkout of the project: npm run -s tfgrid -- COMMAND",
  },
  {
    name: "AddressMistypedError",
    codes: [],
    words: /bad address checksum/,
    message: "An address has a wrong checksum: one of its characters is mistyped.",
    hint: "Copy the address again.",
  },
];

interface NodeErrorText {
  readonly name: string;
  readonly codes: readonly ErrorCode[];
  readonly words: RegExp;
  readonly message: string;
  readonly hint: string;
}

/**
 * Anything that was thrown, as an error for people: one sentence that says what is wrong and one that says what to do next.
 *
 * @param schedule Tells periods with their dates
 */
export function explainError(thrown: unknown, schedule?: PeriodSchedule): GridError {
  if (thrown instanceof GridError) return thrown;
  return explainRevert(thrown, schedule) ?? explainNode(thrown) ?? explainOther(thrown);
}

function explainNode(thrown: unknown): GridError | undefined {
  const text = messagesOf(thrown).join(" ");
  const found =
    NODE_ERRORS.find(({ words }) => words.test(text)) ??
    NODE_ERRORS.find(({ codes }) => codes.some((code) => isError(thrown, code)));
  return found && new ExplainedError(found.name, found.message, found.hint, thrown);
}

/** Errors of the library's pure rules have names of their own and say what is wrong; any other one is a fault of this program. */
function explainOther(thrown: unknown): GridError {
  if (thrown instanceof Error && !BUILTIN_ERRORS.includes(thrown.name) && !("shortMessage" in thrown)) {
    return new ExplainedError(thrown.name, thrown.message, undefined, thrown);
  }
  return new UnexpectedError(thrown);
}

/** The messages and codes of an error and of what caused it. */
function messagesOf(thrown: unknown): string[] {
  const found: string[] = [];
  for (let error = thrown; error instanceof Error && found.length < 10; error = error.cause) {
    found.push(error.message, "code" in error ? String(error.code) : "");
  }
  return found;
}

/** An error of a node or of another library, in words. */
export class ExplainedError extends GridError {
  override readonly name: string;

  constructor(name: string, message: string, hint: string | undefined, cause: unknown) {
    super(message, hint === undefined ? { cause } : { hint, cause });
    this.name = name;
  }
}

/** Something that nobody thought of. */
export class UnexpectedError extends GridError {
  override readonly name = "UnexpectedError";

  constructor(cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const short = typeof cause === "object" && cause !== null && "shortMessage" in cause ? cause.shortMessage : message;
    super(`Something unexpected happened: ${String(short)}`, {
      hint: "Please report it together with the command that you gave.",
      cause,
    });
  }
}
