import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { GridError } from "../../../../sdk/grid-error.ts";
import { accountSignals } from "../../../../sdk/watch/account-signals.ts";
import { farmSignals } from "../../../../sdk/watch/farm-signals.ts";
import type { Signal } from "../../../../sdk/watch/signal.ts";
import { subjectOf } from "../../../../sdk/watch/signal.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";

/** What happens within three days is said ahead, in seconds. */
const AHEAD = 3 * 86_400;

const stateFile = z.array(z.string());

interface Flags {
  readonly farm?: number;
  readonly paidBy?: number;
  readonly state: string;
  readonly webhook?: string;
}

/** Says, one line each, what is new since the last look: what a line is about stays in the state file until it has passed. */
export async function run(context: GridContext, flags: Flags): Promise<Answer> {
  const signals = await signalsOf(context, flags);
  const file = path.resolve(context.folder, flags.state);
  const said = new Set(readState(file));
  const fresh = signals.filter((signal) => !said.has(subjectOf(signal)));
  if (flags.webhook !== undefined) for (const signal of fresh) await post(flags.webhook, signal);
  writeFileSync(file, `${JSON.stringify(signals.map(subjectOf), undefined, 2)}\n`);
  return { document: fresh, text: fresh.map(toLine).join("\n") };
}

async function signalsOf(context: GridContext, { farm, paidBy }: Flags): Promise<Signal[]> {
  if (paidBy !== undefined) return accountSignals(context, paidBy, AHEAD);
  if (farm !== undefined) return farmSignals(context, farm);
  throw new WatchUnnamedError();
}

/** At the first look there is no file. */
function readState(file: string): string[] {
  try {
    return stateFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new GridError(`${file} is no state of an earlier look.`, { hint: "Name another file with --state.", cause });
  }
}

/** A webhook that fails is told: the state is not written then, and the next look says the same again. */
async function post(webhook: string, signal: Signal): Promise<void> {
  const headers = { "content-type": "application/json" };
  const { ok, status } = await fetch(webhook, { method: "POST", headers, body: toLine(signal) });
  if (!ok)
    throw new GridError(`The webhook answered ${status}.`, { hint: "Check its address; the next look repeats this." });
}

function toLine(signal: Signal): string {
  return JSON.stringify(signal, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}

/** It is not said what to watch. */
export class WatchUnnamedError extends GridError {
  override readonly name = "WatchUnnamedError";

  constructor() {
    super("It is not said what to watch.", { hint: "Name --farm or --paid-by." });
  }
}
