import type { Log } from "ethers";
import { foldNodeEvents, NODE_EVENTS } from "../../sdk/directory/fold-node-events.ts";
import { readDirectoryEvents } from "../../sdk/directory/read-directory-events.ts";
import type { PlacedDirectoryEvent } from "../../sdk/directory/read-directory-events.ts";
import { groupBy } from "../../sdk/group-by.ts";
import { changeNodeKeys } from "../../sdk/heartbeats/node-keys.ts";
import type { NodeKey } from "../../sdk/heartbeats/node-keys.ts";
import { readSchedule } from "../../sdk/measurements/period-status.ts";
import { blockTimes } from "../../sdk/network/block-times.ts";
import type { GridSource } from "../../sdk/network/connect-deployment.ts";
import { firstBlockAt } from "../../sdk/network/first-block-at.ts";
import type { IpInterval, PowerEvent } from "../../sdk/rules/meter-node.ts";
import { periodEnd, periodStart } from "../../sdk/rules/minting-period.ts";
import type { PeriodSchedule } from "../../sdk/rules/minting-period.ts";
import { REAL_GRID_UPTIME_RULES } from "../../sdk/rules/uptime-rules.ts";
import type { ChainFacts, NodeFacts } from "./chain-facts.ts";
import { readTakenIps } from "./read-taken-ips.ts";
import type { TakenIp } from "./read-taken-ips.ts";

/** Stands for a moment that has not come. */
const NEVER = Number.POSITIVE_INFINITY;

/** A span of time and what is read of it. */
interface SpanRequest {
  /** Unix seconds: what was before matters only as far as it still holds then. */
  readonly from: number;
  /** Unix seconds from which on events of power say nothing about the span any more. */
  readonly until: number;
  /** All nodes when left out. */
  readonly nodeIds?: readonly number[];
  /** The last block that is read: one that nothing will undo. */
  readonly toBlock: number;
}

export interface FactsRequest extends Pick<SpanRequest, "nodeIds" | "toBlock"> {
  readonly period: number;
}

/** Which events matter to a span, and when they happened. */
interface Dates {
  /** The first block of the span: when something happened before it is of no interest, but for power and keys. */
  readonly startBlock: number;
  readonly until: number;
  readonly timeOf: (log: Log) => number;
}

/** Reads what the measurements of a period depend on: terms, keys, power, reserved addresses; of all nodes or of some. */
export async function readChainFacts(source: GridSource, { period, ...request }: FactsRequest): Promise<ChainFacts> {
  const schedule = await readSchedule(source.grid);
  const from = periodStart(schedule, period);
  const until = periodEnd(schedule, period) + REAL_GRID_UPTIME_RULES.afterPeriodSeconds;
  return { schedule, period, nodes: await readNodeFacts(source, { ...request, from, until }) };
}

/** The same of any span of time, by the numbers of the nodes. */
export async function readNodeFacts(source: GridSource, request: SpanRequest): Promise<Map<number, NodeFacts>> {
  const { provider, book, grid } = source;
  const { from, until, nodeIds, toBlock } = request;
  const range = { fromBlock: book.deployedAtBlock, toBlock };
  const [events, taken, startBlock, schedule] = await Promise.all([
    readDirectoryEvents(source, NODE_EVENTS, range, nodeIds),
    readTakenIps(source, range, nodeIds),
    firstBlockAt(provider, from, book.deployedAtBlock),
    readSchedule(grid),
  ]);
  const byNode = groupBy(events, nodeOf);
  const power = new Map([...byNode].map(([nodeId, ofNode]) => [nodeId, powerOf(ofNode, startBlock)]));
  const dated = [
    ...events.filter(({ name }) => name === "NodeKeyRotated" || name === "NodeRemoved").map(({ log }) => log),
    ...taken.flatMap(logsOf).filter(({ blockNumber }) => blockNumber >= startBlock),
    ...[...power.values()].flat().map(({ log }) => log),
  ];
  const times = await blockTimes(
    provider,
    dated.map(({ blockNumber }) => blockNumber),
  );
  const dates: Dates = { startBlock, until, timeOf: ({ blockNumber }) => times.get(blockNumber) ?? 0 };
  const ips = groupBy(taken, ({ nodeId }) => nodeId);
  const nodes = foldNodeEvents(events).map(({ nodeId, terms }): [number, NodeFacts] => {
    const keys = keysOf(dates, byNode.get(nodeId) ?? [], schedule);
    const powerEvents = toPowerEvents(dates, power.get(nodeId) ?? []);
    const ipIntervals = (ips.get(nodeId) ?? []).map((ip) => toInterval(dates, ip));
    return [nodeId, { nodeId, keys, terms, powerEvents, ipIntervals }];
  });
  return new Map(nodes);
}

/** Nothing was signed with a node's first key before it was its: when that was needs no date. */
function keysOf({ timeOf }: Dates, events: readonly PlacedDirectoryEvent[], schedule: PeriodSchedule): NodeKey[] {
  let keys: NodeKey[] = [];
  for (const event of events.filter(isAboutKey)) {
    const { name, values, log } = event;
    const { key, newKey } = values as { readonly key?: string; readonly newKey?: string };
    const next = (newKey ?? key)?.toLowerCase();
    const at = name === "NodeRegistered" ? 0 : timeOf(log);
    const change = { nodeId: nodeOf(event), blockNumber: log.blockNumber, key: next, at };
    keys = changeNodeKeys(keys, change, schedule);
  }
  return keys;
}

function toPowerEvents({ timeOf, until }: Dates, events: readonly PlacedDirectoryEvent[]): PowerEvent[] {
  return events
    .map(({ name, values, log }): PowerEvent => {
      const { isDown } = values as { readonly isDown: boolean };
      return [timeOf(log), name === "NodePowerTargetSet" ? "powerTarget" : "powerState", isDown ? "down" : "up"];
    })
    .filter(([at]) => at < until);
}

function toInterval(dates: Dates, { taken, freed }: TakenIp): IpInterval {
  return { from: sinceThen(dates, taken), to: freed === undefined ? NEVER : sinceThen(dates, freed) };
}

/** When something began or ended, in unix seconds; 0 for anything before the span. */
function sinceThen({ startBlock, timeOf }: Dates, log: Log): number {
  return log.blockNumber < startBlock ? 0 : timeOf(log);
}

/** Of a node's power events before the period only the last target and the last state tell how it begins. */
function powerOf(events: readonly PlacedDirectoryEvent[], startBlock: number): PlacedDirectoryEvent[] {
  const lastBefore = (kind: string) =>
    events.findLast(({ name, log }) => name === kind && log.blockNumber < startBlock);
  const [target, state] = [lastBefore("NodePowerTargetSet"), lastBefore("NodePowerStateSet")];
  return events
    .filter(({ name }) => name === "NodePowerTargetSet" || name === "NodePowerStateSet")
    .filter((event) => event.log.blockNumber >= startBlock || event === target || event === state);
}

function isAboutKey({ name }: PlacedDirectoryEvent): boolean {
  return name === "NodeRegistered" || name === "NodeKeyRotated" || name === "NodeRemoved";
}

function logsOf({ taken, freed }: TakenIp): Log[] {
  return freed === undefined ? [taken] : [taken, freed];
}

function nodeOf({ values }: PlacedDirectoryEvent): number {
  return Number((values as { readonly nodeId: bigint }).nodeId);
}
