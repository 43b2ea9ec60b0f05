import type { ErrorDescription } from "ethers";
import { GridError } from "../grid-error.ts";
import type { PeriodSchedule } from "../rules/minting-period.ts";
import { argumentWords } from "./argument-words.ts";
import { CONTRACTS } from "./contracts.ts";
import { DIRECTORY_ERRORS } from "./error-texts/directory.ts";
import type { ErrorText } from "./error-texts/error-text.ts";
import { ESCROW_ERRORS } from "./error-texts/escrow.ts";
import { RESERVATION_ERRORS } from "./error-texts/reservations.ts";
import { FARMING_ERRORS } from "./error-texts/farming.ts";
import { ORACLE_ERRORS } from "./error-texts/oracle.ts";
import { PRICING_ERRORS } from "./error-texts/pricing.ts";
import { TOKEN_AND_ACCESS_ERRORS } from "./error-texts/token-and-access.ts";

/** Every error that a contract of the grid can throw, by its name. */
export const ERROR_TEXTS: Readonly<Record<string, ErrorText>> = {
  ...DIRECTORY_ERRORS,
  ...ESCROW_ERRORS,
  ...RESERVATION_ERRORS,
  ...FARMING_ERRORS,
  ...ORACLE_ERRORS,
  ...PRICING_ERRORS,
  ...TOKEN_AND_ACCESS_ERRORS,
};

/** Keys of an error under which nodes and libraries put what a contract returned. */
const CARRIERS = ["data", "error", "info", "cause", "revert"] as const;

/** A contract's error in words, when the thrown thing carries one. */
export function explainRevert(thrown: unknown, schedule?: PeriodSchedule): GridError | undefined {
  const data = findRevertData(thrown);
  if (data === undefined) return undefined;
  const description = decode(data);
  if (description === undefined) return new ContractRevertError("UnknownRevertError", unknown(data), {}, thrown);
  return toError(description, thrown, schedule);
}

/** What a contract returned when it refused: the first longer hexadecimal text under one of the usual keys. */
function findRevertData(thrown: unknown, depth = 0): string | undefined {
  if (typeof thrown !== "object" || thrown === null || depth > 8) return undefined;
  const record = thrown as Record<string, unknown>;
  for (const key of CARRIERS) {
    const value = record[key];
    const found = typeof value === "string" ? asRevertData(value) : findRevertData(value, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function asRevertData(text: string): string | undefined {
  return /^0x[0-9a-fA-F]{8,}$/.test(text) ? text : undefined;
}

function decode(data: string): ErrorDescription | undefined {
  for (const factory of Object.values(CONTRACTS)) {
    // An interface knows Error(string) and Panic(uint256) besides its own errors.
    const description = factory.createInterface().parseError(data);
    if (description !== null) return description;
  }
  return undefined;
}

function toError(description: ErrorDescription, thrown: unknown, schedule?: PeriodSchedule): GridError {
  const words = argumentWords(description, schedule);
  const text = ERROR_TEXTS[description.name] ?? builtin(description);
  const [message, hint] = text.map((part) => fill(part, words));
  return new ContractRevertError(description.name, [message ?? "", hint ?? ""], words, thrown);
}

function builtin({ name, args }: ErrorDescription): ErrorText {
  const detail = String(args[0]);
  if (name === "Panic") {
    return [`A contract stopped at an arithmetic or memory fault (panic ${detail}).`, "Please report what you did."];
  }
  return [`A contract refused: ${detail}.`, "Check the values that were given."];
}

function unknown(data: string): ErrorText {
  return [
    `A contract refused for a reason that this version does not know (${data.slice(0, 10)}).`,
    "Update tfgrid, or check that the address book belongs to this network.",
  ];
}

function fill(text: string, words: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => words[name] ?? placeholder);
}

/** A contract refused; the error has the name and the arguments of the contract's error. */
export class ContractRevertError extends GridError {
  override readonly name: string;

  constructor(name: string, [message, hint]: ErrorText, words: Record<string, string>, cause: unknown) {
    super(message, { hint, cause, details: words });
    this.name = name;
  }
}
