import type { Signer } from "ethers";
import type { GridSource } from "../../sdk/network/connect-deployment.ts";
import type { Capacity } from "../../sdk/rules/capacity.ts";
import { createAgent } from "./agent.ts";
import type { Agent } from "./agent.ts";
import type { AgentLog } from "./agent-log.ts";
import { createAgentMetrics } from "./agent-metrics.ts";
import type { AgentMetrics } from "./agent-metrics.ts";
import { openState } from "./agent-state.ts";
import type { Collector } from "./collector.ts";
import { openCursors } from "./cursors.ts";
import type { Hook } from "./hook.ts";
import { noHook } from "./hook.ts";
import { openJournal } from "./journal.ts";
import { readTraffic } from "./read-traffic.ts";
import { watchPower } from "./watch-power.ts";
import { createReservationWatch } from "./watch-reservations.ts";

export interface ComposeOptions {
  readonly source: GridSource;
  readonly nodeId: number;
  readonly signer: Signer;
  /** The journal's folder. */
  readonly folder: string;
  readonly keptPeriods: number;
  readonly collectors: readonly Collector[];
  /** Undefined when the operator has none. */
  readonly hook: Hook | undefined;
  readonly measure: () => Promise<Capacity>;
  readonly log: AgentLog;
  /** Unix time in seconds. */
  readonly now: () => number;
  /** Seconds since boot. */
  readonly uptime: () => number;
}

/** An agent with all that it needs, ready to run. */
export interface ComposedAgent {
  readonly agent: Agent;
  readonly collectors: readonly Collector[];
  readonly watch: () => Promise<boolean>;
  readonly log: AgentLog;
  readonly metrics: AgentMetrics;
  /** Gives the journal back. */
  readonly close: () => void;
}

/**
 * Puts an agent together on its folder.
 *
 * @throws {JournalLockedError} When another agent is using the folder
 * @throws {JournalForeignError} When it is that of another node or grid
 */
export function composeAgent(options: ComposeOptions): ComposedAgent {
  const { source, nodeId, signer, folder, collectors, log, hook = noHook, uptime } = options;
  const scope = { chainId: BigInt(source.book.chainId), directory: source.book.contracts.Directory };
  const { schedule } = source.book;
  const journal = openJournal({ folder, identity: { ...scope, nodeId }, schedule, log });
  const metrics = createAgentMetrics();
  const state = openState(folder);
  const parts = { nodeId, source, grid: source.grid, signer, state, hook, log, metrics, uptime };
  const agent = createAgent({
    ...options,
    scope,
    schedule,
    journal,
    cursors: openCursors(folder, log),
    metrics,
    readTraffic: () => (options.hook === undefined ? Promise.resolve([]) : readTraffic(parts)),
  });
  const watchReservations = createReservationWatch(parts);
  const watch = async () => {
    const isAsleep = await watchPower(parts);
    if (!isAsleep) await watchReservations();
    return isAsleep;
  };
  return { agent, collectors, watch, log, metrics, close: journal.close };
}
