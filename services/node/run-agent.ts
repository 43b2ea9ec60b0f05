import { GridError } from "../../sdk/grid-error.ts";
import type { Agent } from "./agent.ts";
import type { AgentLog } from "./agent-log.ts";
import type { AgentMetrics } from "./agent-metrics.ts";
import { backoffSeconds } from "./backoff.ts";
import type { Collector } from "./collector.ts";

/** The clock is looked at so often, in seconds: a step is noticed soon, and the next heartbeat is never late. */
const LOOK_SECONDS = 30;

/** How often something new to deliver is looked for, in seconds. */
const DELIVERY_SECONDS = 5;

const TIDY_SECONDS = 3600;

/** A step that failed is done again after these times, in seconds. */
const RETRY = { first: 5, most: 600 };

/** A heartbeat that could not be made is not to be late as well. */
const BEAT_RETRY = { first: 5, most: 20 };

export interface RunOptions {
  readonly agent: Agent;
  readonly collectors: readonly Collector[];
  /** Looks at the chain and does what it asks for; returns whether the node is asleep. */
  readonly watch: () => Promise<boolean>;
  /** How often it looks at the chain, in seconds. */
  readonly watchSeconds: number;
  readonly log: AgentLog;
  readonly metrics: AgentMetrics;
  /** Resolves after so many seconds, or at once when the agent is to stop. */
  readonly sleep: (seconds: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

/** Runs the agent until it is stopped. What fails is tried again, later each time, and stops nothing else. */
export async function runAgent(options: RunOptions): Promise<void> {
  const { agent, collectors, watch, watchSeconds } = options;
  let isAsleep = await firstWatch(options);
  const sequence = async () => ((await agent.learnSequence()) ? Infinity : RETRY.first);
  const beats = async () => (isAsleep ? LOOK_SECONDS : Math.max(Math.min(await agent.beat(), LOOK_SECONDS), 1));
  const watches = async () => {
    isAsleep = await watch();
    return watchSeconds;
  };
  const tidies = () => {
    agent.tidy();
    return Promise.resolve(TIDY_SECONDS);
  };
  await Promise.all([
    repeat(options, "sequence", sequence),
    repeat(options, "beat", beats, BEAT_RETRY),
    repeat(options, "watch", watches),
    repeat(options, "tidy", tidies),
    ...collectors.map((collector) => repeat(options, collector.url, deliveries(options, collector))),
  ]);
}

/** Does what is due, once; what fails is said. Returns whether all of it succeeded. */
export async function runOnce(options: Omit<RunOptions, "sleep" | "isStopped" | "watchSeconds">): Promise<boolean> {
  const { agent, collectors, watch } = options;
  let isAsleep = false;
  const steps: [string, () => Promise<unknown>][] = [
    ["watch", async () => (isAsleep = await watch())],
    ["sequence", agent.learnSequence],
    ["beat", async () => (isAsleep ? 0 : agent.beat())],
    ...collectors.map((collector): [string, () => Promise<unknown>] => [
      collector.url,
      () => agent.deliverTo(collector),
    ]),
    ["tidy", () => Promise.resolve(agent.tidy())],
  ];
  let isComplete = true;
  for (const [name, step] of steps) {
    try {
      if ((await step()) === false && name !== "watch") isComplete = false;
    } catch (error) {
      isComplete = false;
      sayFailure(options, name, error);
    }
  }
  return isComplete;
}

/** Whether the node is to sleep is asked before the first heartbeat; without an answer it is taken to be up. */
async function firstWatch({ watch, log, metrics }: RunOptions): Promise<boolean> {
  try {
    return await watch();
  } catch (error) {
    sayFailure({ log, metrics }, "watch", error);
    return false;
  }
}

function deliveries({ agent, metrics }: RunOptions, collector: Collector): () => Promise<number> {
  return async () => {
    try {
      return (await agent.deliverTo(collector)) ? DELIVERY_SECONDS : LOOK_SECONDS;
    } catch (error) {
      metrics.collectorFailures.inc({ collector: collector.url });
      throw error;
    }
  };
}

/** Repeats a step; it returns after how many seconds it is to be done again. */
async function repeat(options: RunOptions, name: string, step: () => Promise<number>, retry = RETRY): Promise<void> {
  let failures = 0;
  while (!options.isStopped()) {
    let seconds: number;
    try {
      seconds = await step();
      failures = 0;
    } catch (error) {
      failures++;
      seconds = backoffSeconds(failures, retry);
      sayFailure(options, name, error);
    }
    if (seconds === Infinity) return;
    await options.sleep(seconds);
  }
}

function sayFailure({ log, metrics }: Pick<RunOptions, "log" | "metrics">, step: string, error: unknown): void {
  metrics.failures.inc({ step });
  const reason = error instanceof Error ? error.message : String(error);
  const hint = error instanceof GridError ? error.hint : undefined;
  log.error({ step, reason, hint }, "A step failed; it is done again later.");
}
