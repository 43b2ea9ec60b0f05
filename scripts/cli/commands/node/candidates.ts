import type { ConsentFile } from "../../../../sdk/directory/consent-file.ts";
import type { Registration } from "../../../../sdk/directory/registration.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import { isSame } from "../../consents.ts";
import type { SendContext } from "../../context.ts";
import { FarmUnnamedError } from "../../farm-unnamed.ts";
import { nodeKeyAddress } from "../../keys/node-keys.ts";
import { readFlags } from "../../read-flags.ts";
import { readJson } from "../../read-json.ts";
import type { HardwareFlags } from "./hardware-flags.ts";
import { toEntryDocument, toRegistration } from "./hardware-flags.ts";
import type { NodeEntry } from "./nodes-file.ts";
import { parseNode, parseNodes } from "./nodes-file.ts";

/** A node that is to be registered. */
export interface Candidate {
  readonly registration: Registration;
  /** The keystore of its key, when that is at hand. */
  readonly keyFile: string | undefined;
}

export interface CandidateFlags extends HardwareFlags {
  readonly farm?: number;
  readonly file?: string;
}

/** The nodes that a command names: those of a file, one by flags, or those that consents describe. */
export async function readCandidates(
  context: SendContext,
  flags: CandidateFlags,
  consents: readonly ConsentFile[],
): Promise<Candidate[]> {
  const entries = readEntries(context, flags);
  const found = entries.length > 0 ? await fromEntries(context, entries, flags.farm) : fromConsents(consents);
  if (found.length === 0) throw new NodesMissingError();
  requireDistinct(found);
  return found;
}

function readEntries(context: SendContext, flags: CandidateFlags): NodeEntry[] {
  if (flags.file !== undefined) return readJson(context, flags.file, "list of nodes", parseNodes);
  return flags.cru === undefined ? [] : [readFlags(toEntryDocument(flags), parseNode)];
}

async function fromEntries(context: SendContext, entries: NodeEntry[], farm: number | undefined): Promise<Candidate[]> {
  if (farm === undefined) throw new FarmUnnamedError("that the nodes join");
  const found: Candidate[] = [];
  // One after another: a keystore may ask for its password.
  for (const entry of entries) {
    found.push({ registration: toRegistration(entry, await keyOf(context, entry), farm), keyFile: entry.keyFile });
  }
  return found;
}

async function keyOf(context: SendContext, { key, keyFile }: NodeEntry): Promise<string> {
  if (keyFile === undefined) {
    const named = key ?? context.sender;
    if (named === undefined) throw new KeyUnnamedError();
    return named;
  }
  const held = await nodeKeyAddress(context, keyFile);
  if (key !== undefined && !isSame(key, held)) throw new KeyMismatchError(keyFile, held, key);
  return held;
}

function fromConsents(consents: readonly ConsentFile[]): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const { subject } of consents) {
    if (subject.action !== "joinFarm") continue;
    const { registration } = subject;
    found.set(registration.key.toLowerCase(), { registration, keyFile: undefined });
  }
  return [...found.values()];
}

function requireDistinct(candidates: readonly Candidate[]): void {
  const keys = candidates.map(({ registration }) => registration.key.toLowerCase());
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw new KeyTwiceError(twice);
}

/** Nothing says which nodes. */
export class NodesMissingError extends GridError {
  override readonly name = "NodesMissingError";

  constructor() {
    super("No node is named.", {
      hint: "Give a list with --file, one node by its flags (--cru, --mru, --sru, --country, --city, --node-key-file), or consents that describe it.",
    });
  }
}

/** Nothing says which key. */
export class KeyUnnamedError extends GridError {
  override readonly name = "KeyUnnamedError";

  constructor() {
    super("A node has no key.", {
      hint: "Name its keystore (keyFile, --node-key-file), or its address (key, --node-key) and its consent. Make a key with: tfgrid node new-key --out FILE",
    });
  }
}

/** The keystore holds another key than the file says. */
export class KeyMismatchError extends GridError {
  override readonly name = "KeyMismatchError";

  constructor(file: string, key: string, expected: string) {
    super(`The keystore ${file} holds the key ${key}, not ${expected}.`, { hint: "Correct either of the two." });
  }
}

/** Two nodes have one key. */
export class KeyTwiceError extends GridError {
  override readonly name = "KeyTwiceError";

  constructor(key: string) {
    super(`Two nodes of the list have the same key ${key}.`, {
      hint: "Give each node a key of its own: tfgrid node new-key --out FILE",
    });
  }
}
