import type { NodeUptime } from "../../sdk/heartbeats/collector-api.ts";
import { parseHeartbeat } from "../../sdk/heartbeats/heartbeat-json.ts";
import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import { forecastUptime } from "../../sdk/rules/forecast-uptime.ts";
import type { PowerEvent } from "../../sdk/rules/meter-node.ts";
import { createNodeMeter, meterNode, readNodeMeter } from "../../sdk/rules/meter-node.ts";
import type { PeriodSchedule } from "../../sdk/rules/minting-period.ts";
import { periodEnd, periodStart } from "../../sdk/rules/minting-period.ts";
import { createNodeLog, readNodeLog } from "../../sdk/rules/node-log.ts";
import { orderHeartbeats } from "../../sdk/rules/order-heartbeats.ts";
import type { RuleSet } from "../../sdk/rules/rule-sets.ts";
import type { Database } from "../database/database.ts";
import type { Cursor } from "./read-heartbeats.ts";
import { parseCursor, readPage } from "./read-heartbeats.ts";

/** Heartbeats read at once; a node sends about 1,100 in a period. */
const PER_PAGE = 5000;

export interface UptimeSource {
  readonly database: Database;
  readonly schedule: PeriodSchedule;
  readonly now: () => number;
  /** A node's power events, in the order of the chain. */
  readonly powerEventsOf: (nodeId: number) => Promise<readonly PowerEvent[]>;
}

export interface UptimeQuestion {
  readonly nodeId: number;
  readonly period: number;
  readonly ruleSet: RuleSet;
  /** The uptime that the node's policy asks for, in thousandths of the period. */
  readonly thresholdPermille: number;
}

/** What a node is credited with so far, what it lost, and what it can still reach. */
export async function readUptime(source: UptimeSource, question: UptimeQuestion): Promise<NodeUptime> {
  const { nodeId, period, ruleSet, thresholdPermille } = question;
  const span = { start: periodStart(source.schedule, period), end: periodEnd(source.schedule, period) };
  const [heartbeats, powerEvents] = await Promise.all([readAll(source, question), source.powerEventsOf(nodeId)]);
  // The same heartbeat is kept once, so that its signature tells it from another one with its number.
  const { counted, conflicting } = orderHeartbeats(heartbeats, ({ signature }) => signature);
  const log = createNodeLog();
  const meter = createNodeMeter(span, ruleSet, log);
  meterNode(meter, { heartbeats: counted, powerEvents, ipIntervals: [] });

  const now = source.now();
  const history = readNodeLog(log, meter, Math.min(now, span.end));
  const { reachablePermille, affordableSeconds } = forecastUptime(meter.uptime, now, thresholdPermille);
  const measured = readNodeMeter(meter);
  return {
    nodeId,
    period,
    ruleSet: ruleSet.name,
    uptimeSeconds: measured?.uptimeSeconds ?? 0,
    violation: measured?.violation ?? "none",
    heartbeats: history.heartbeats,
    conflictingHeartbeats: conflicting.length,
    failedBoots: history.failedBoots,
    gaps: history.gaps.map(([from, to]) => ({ from, to })),
    contradictions: [...history.contradictions],
    thresholdPermille,
    reachablePermille,
    affordableSeconds: affordableSeconds ?? null,
  };
}

async function readAll({ database, schedule }: UptimeSource, { nodeId, period }: UptimeQuestion) {
  const all: SignedHeartbeat[] = [];
  for (let after: Cursor | undefined; ;) {
    const page = await readPage(database, { schedule, period, nodeId, after, limit: PER_PAGE });
    all.push(...page.heartbeats.map(parseHeartbeat));
    after = page.next === null ? undefined : parseCursor(page.next);
    if (after === undefined) return all;
  }
}
