import { InvalidArgumentError } from "commander";
import { RULE_SETS } from "../../sdk/rules/rule-sets.ts";
import type { RuleSet } from "../../sdk/rules/rule-sets.ts";

// Parsers of flag values. A wrong value is refused before anything else happens.

const MOST_U32 = 0xffffffff;
const MOST_U24 = 0xffffff;

/** The number of a farm or a node: from 1 on. */
export function idNumber(text: string): number {
  return wholeNumber(text, 1, MOST_U32);
}

/** The number of a minting period. */
export function periodNumber(text: string): number {
  return wholeNumber(text, 0, MOST_U24 - 1);
}

/** The number of a farming policy; 0 stands for none. */
export function policyNumber(text: string): number {
  return wholeNumber(text, 0, 0xffff);
}

/** The number of an account of the development mnemonic. */
export function accountNumber(text: string): number {
  return wholeNumber(text, 0, 999);
}

/** A price in USD, with 18 decimals. */
export function usdPrice(text: string): bigint {
  return fixedNumber(text, 18, "It must be USD, such as 0.0125.");
}

/** An amount of TFT, in units of 10^-7 TFT. */
export function tftAmount(text: string): bigint {
  return fixedNumber(text, 7, "It must be TFT with at most 7 decimals, such as 12.5.");
}

function fixedNumber(text: string, decimals: number, problem: string): bigint {
  const [, whole, fraction = ""] = /^(\d{1,12})(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || fraction.length > decimals) throw new InvalidArgumentError(problem);
  return BigInt(whole + fraction.padEnd(decimals, "0"));
}

/** A whole number within bounds, both included. */
export function wholeNumber(text: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  }
  return number;
}

/** An address, in any case of letters. */
export function address(text: string): string {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) {
    throw new InvalidArgumentError("It must be an address: 0x and 40 hexadecimal digits.");
  }
  return text;
}

/** A hash, in any case of letters. */
export function bytes32(text: string): string {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) {
    throw new InvalidArgumentError("It must be a hash: 0x and 64 hexadecimal digits.");
  }
  return text;
}

/** Where a node answers. */
export function rpcUrl(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError("It must be an http or https url.");
  return text;
}

/** One of several words, and what it stands for. */
export function oneOf<Meaning>(text: string, meanings: Readonly<Record<string, Meaning>>): Meaning {
  const meaning = meanings[text];
  if (meaning === undefined) throw new InvalidArgumentError(`It must be one of: ${Object.keys(meanings).join(", ")}.`);
  return meaning;
}

/** Where a service listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** A host and a port, such as 0.0.0.0:8460 or [::1]:8460. */
export function listenAddress(text: string): ListenAddress {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:]+)\]|([^:\s[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 0xffff) {
    throw new InvalidArgumentError("It must be a host and a port, such as 127.0.0.1:8460.");
  }
  return { host, port: Number(port) };
}

/** Rules by which heartbeats become measurements, by their name. */
export function ruleSet(text: string): RuleSet {
  return oneOf<RuleSet>(text, RULE_SETS);
}
