import { Wallet } from "ethers";
import type { Agent } from "../../../services/node/agent.ts";
import { createAgent } from "../../../services/node/agent.ts";
import { createAgentMetrics } from "../../../services/node/agent-metrics.ts";
import { openCursors } from "../../../services/node/cursors.ts";
import type { Journal } from "../../../services/node/journal.ts";
import { openJournal } from "../../../services/node/journal.ts";
import type { HeartbeatScope, SignedHeartbeat } from "../../../sdk/heartbeats/heartbeat.ts";
import { REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";
import { keptLog } from "./kept-log.ts";
import type { MemoryCollector } from "./memory-collector.ts";

const GIB = 2n ** 30n;

export const SCOPE: HeartbeatScope = { chainId: 31_337n, directory: "0x5FbDB2315678afecb367f032d93F642f64180aa3" };
export const NODE_KEY = new Wallet(`0x${"11".repeat(32)}`);
export const NODE_ID = 7;
export const IDENTITY = { ...SCOPE, nodeId: NODE_ID };
export const CAPACITY = { cru: 8, mruBytes: 64n * GIB, sruBytes: 1024n * GIB, hruBytes: 0n };

/** A moment within period 96 of the real grid, unix time in seconds. */
export const START = 1_776_000_000;

/** A heartbeat with a signature that nobody checks. */
export function exampleHeartbeat(sequence: number, changes: Partial<SignedHeartbeat> = {}): SignedHeartbeat {
  return {
    nodeId: NODE_ID,
    sequence,
    sentAt: START + sequence * 2400,
    uptimeSeconds: sequence * 2400,
    ...CAPACITY,
    isSimulated: false,
    traffic: [],
    signature: `0x${sequence.toString(16).padStart(130, "0")}`,
    ...changes,
  };
}

/** A machine whose clocks a test moves. */
export interface Machine {
  /** Unix time in seconds, as the machine believes. */
  now: number;
  /** Seconds since boot. */
  uptime: number;
  /** Lets time pass on both clocks. */
  readonly pass: (seconds: number) => void;
}

export function machineAt(now: number, uptime = 60): Machine {
  const machine: Machine = {
    now,
    uptime,
    pass: (seconds) => {
      machine.now += seconds;
      machine.uptime += seconds;
    },
  };
  return machine;
}

export interface RunningAgent {
  readonly agent: Agent;
  readonly journal: Journal;
  readonly log: ReturnType<typeof keptLog>;
  readonly metrics: ReturnType<typeof createAgentMetrics>;
}

/** The agent of a machine on a folder. */
export function startAgent(folder: string, machine: Machine, collectors: readonly MemoryCollector[]): RunningAgent {
  const log = keptLog();
  const metrics = createAgentMetrics();
  const journal = openJournal({ folder, identity: IDENTITY, schedule: REAL_GRID_SCHEDULE, log });
  const agent = createAgent({
    nodeId: NODE_ID,
    scope: SCOPE,
    signer: NODE_KEY,
    schedule: REAL_GRID_SCHEDULE,
    journal,
    cursors: openCursors(folder, log),
    collectors,
    keptPeriods: 3,
    measure: () => Promise.resolve(CAPACITY),
    readTraffic: () => Promise.resolve([]),
    log,
    metrics,
    now: () => machine.now,
    uptime: () => machine.uptime,
  });
  return { agent, journal, log, metrics };
}

/** Lets an agent run for a while, looking every `step` seconds, and delivers all that it makes. */
export async function runFor(
  { agent }: RunningAgent,
  machine: Machine,
  { seconds, step = 30, to = [] }: { seconds: number; step?: number; to?: readonly MemoryCollector[] },
): Promise<void> {
  for (let passed = 0; passed < seconds; passed += step) {
    await agent.beat();
    for (const collector of to) await agent.deliverTo(collector);
    machine.pass(step);
  }
}
