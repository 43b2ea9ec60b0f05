/**
 * Times the uptime engine: the node meter reads the heartbeats of whole periods, one every 40 minutes, on one core.
 * Usage: node scripts/benchmarks/uptime-replay.ts [--heartbeats N]
 */
import { parseArgs } from "node:util";
import { createNodeMeter, meterHeartbeat, readNodeMeter } from "../../sdk/rules/meter-node.ts";
import type { MeteredHeartbeat } from "../../sdk/rules/meter-node.ts";
import { periodEnd, periodStart, REAL_GRID_SCHEDULE } from "../../sdk/rules/minting-period.ts";
import { RULE_SETS } from "../../sdk/rules/rule-sets.ts";
import type { RuleSet } from "../../sdk/rules/rule-sets.ts";

const PERIOD = { start: periodStart(REAL_GRID_SCHEDULE, 60), end: periodEnd(REAL_GRID_SCHEDULE, 60) };
const INTERVAL_SECONDS = 2400;
const HEARTBEATS_PER_NODE = Math.ceil((PERIOD.end - PERIOD.start) / INTERVAL_SECONDS);
const DEFAULT_COUNTS = [1_000_000, 10_000_000, 100_000_000];

const { values } = parseArgs({ options: { heartbeats: { type: "string" } } });
const counts = values.heartbeats === undefined ? DEFAULT_COUNTS : [Number(values.heartbeats)];

if (counts.every((count) => Number.isSafeInteger(count) && count >= HEARTBEATS_PER_NODE)) {
  console.log(row(["rules", "heartbeats", "nodes", "seconds", "CPU s", "CPU ns each", "peak MiB"]));
  for (const count of counts) for (const ruleSet of Object.values(RULE_SETS)) console.log(replay(ruleSet, count));
} else {
  console.error(`--heartbeats takes a whole number, at least ${HEARTBEATS_PER_NODE}: one node's period`);
  process.exitCode = 1;
}

/** Heartbeats are kept from node to node, so that the engine is timed and not their making. */
function replay(ruleSet: RuleSet, heartbeatCount: number): string {
  const nodes = Math.floor(heartbeatCount / HEARTBEATS_PER_NODE);
  const kinds = [0, 1, 2, 3].map(nodeHeartbeats);
  let provenSeconds = 0;
  const start = performance.now();
  const cpu = process.cpuUsage();
  for (let node = 0; node < nodes; node++) {
    const meter = createNodeMeter(PERIOD, ruleSet);
    for (const heartbeat of kinds[node % kinds.length] ?? []) meterHeartbeat(meter, heartbeat);
    provenSeconds += readNodeMeter(meter)?.uptimeSeconds ?? 0;
  }
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const cpuSeconds = (user + system) / 1e6;
  if (provenSeconds === 0) throw new Error("The replayed nodes proved no uptime.");
  const count = nodes * HEARTBEATS_PER_NODE;
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  return row([
    ruleSet.name,
    String(count),
    String(nodes),
    seconds.toFixed(2),
    cpuSeconds.toFixed(2),
    ((cpuSeconds / count) * 1e9).toFixed(0),
    peakMiB.toFixed(0),
  ]);
}

/** Four ways to spend a month: always up, a reboot a day, a wild report a day, a capacity that dips, all with jitter. */
function nodeHeartbeats(kind: number): MeteredHeartbeat[] {
  const isDaily = (i: number) => i % 36 === 35;
  let bootedAt = PERIOD.start - 100_000;
  return Array.from({ length: HEARTBEATS_PER_NODE }, (_, i) => {
    const sentAt = PERIOD.start + i * INTERVAL_SECONDS + (i % 7);
    if (kind === 1 && isDaily(i)) bootedAt = sentAt - 600;
    const uptimeSeconds = sentAt - bootedAt + (kind === 2 && isDaily(i) ? 1_000_000 : 0);
    const cru = kind === 3 && isDaily(i) ? 16 : 24;
    const bytes = { mruBytes: 192n * 2n ** 30n, sruBytes: 2n ** 41n, hruBytes: 2n ** 43n };
    return {
      sequence: i + 1,
      sentAt,
      uptimeSeconds,
      cru,
      ...bytes,
      traffic: [{ reservationId: 7, bytes: BigInt(i) * 10n ** 9n }],
    };
  });
}

function row(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(12)).join(" ");
}
