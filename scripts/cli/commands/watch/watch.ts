import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { GridError } from "../../../../sdk/grid-error.ts";
import { accountSignals } from "../../../../sdk/watch/account-signals.ts";
import type { BatchReader } from "../../../../sdk/rewards/list-rewards.ts";
import { rememberedLeaves } from "../../../../sdk/rewards/remembered-leaves.ts";
import { farmSignals } from "../../../../sdk/watch/farm-signals.ts";
import { uptimeSignals } from "../../../../sdk/watch/uptime-signals.ts";
import { createCollectorClient } from "../../../../sdk/heartbeats/collector-client.ts";
import type { Signal } from "../../../../sdk/watch/signal.ts";
import { subjectOf } from "../../../../sdk/watch/signal.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { plainTft } from "../rewards/words.ts";

/** What happens within three days is said ahead, in seconds. */
const AHEAD = 3 * 86_400;

const stateFile = z.array(z.string());

interface Flags {
  readonly farm?: number;
  readonly account?: number;
  readonly collector: readonly string[];
  /** Seconds between two looks. */
  readonly every: number;
  readonly once?: boolean;
  readonly state?: string;
  readonly webhook?: string;
}

/** Looks again and again, until it is stopped, and says a line about each thing that is new; with `--once`, once. */
export async function run(context: GridContext, flags: Flags): Promise<Answer> {
  const file = flags.state === undefined ? undefined : path.resolve(context.folder, flags.state);
  let said: readonly string[] = file === undefined ? [] : readState(file);
  const readLeaves = rememberedLeaves(context.grid);
  const look = async (): Promise<void> => {
    const signals = await signalsOf(context, flags, readLeaves);
    for (const signal of signals) if (!said.includes(subjectOf(signal))) await say(context, flags, signal);
    said = signals.map(subjectOf);
    if (file !== undefined) writeFileSync(file, `${JSON.stringify(said, undefined, 2)}\n`);
  };
  // The first look fails as every command does; later ones go on when the network or the webhook is back.
  await look();
  while (flags.once !== true) {
    await sleep(flags.every * 1000);
    await look().catch((error: unknown) => {
      context.progress(`${error instanceof Error ? error.message : String(error)} It is tried again.`);
    });
  }
  return { document: undefined, text: "" };
}

async function signalsOf(context: GridContext, flags: Flags, readLeaves: BatchReader): Promise<Signal[]> {
  const { farm, account, collector } = flags;
  if (account !== undefined) return accountSignals(context, account, AHEAD);
  if (farm !== undefined) {
    const collectors = collector.map(createCollectorClient);
    const atRisk = collectors.length > 0 ? await uptimeSignals(context, farm, collectors) : [];
    return [...atRisk, ...(await farmSignals(context, farm, readLeaves))];
  }
  throw new WatchUnnamedError();
}

/** A webhook that fails is told, and as nothing is noted then, the next look says the same again. */
async function say(context: GridContext, { webhook }: Flags, signal: Signal): Promise<void> {
  const { units } = signal;
  const said = units === undefined ? signal : { ...signal, units: String(units), tft: plainTft(units) };
  const line = JSON.stringify(said);
  if (webhook !== undefined) await post(webhook, line);
  context.line(line);
}

async function post(webhook: string, body: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  const { ok, status } = await fetch(webhook, { method: "POST", headers, body });
  if (!ok) {
    throw new GridError(`The webhook answered ${status}.`, { hint: "Check its address; the next look repeats this." });
  }
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

/** It is not said what to watch. */
export class WatchUnnamedError extends GridError {
  override readonly name = "WatchUnnamedError";

  constructor() {
    super("It is not said what to watch.", { hint: "Name --farm or --account." });
  }
}
