import type { Capacity } from "./capacity.ts";
import type { Measurement } from "./measurement.ts";
import type { RuleSet } from "./rule-sets.ts";
import { createUptimeMeter, readUptimeMeter, reportUptime, setPowerState, setPowerTarget } from "./uptime-meter.ts";
import type { Power, UptimeMeter, UptimeObserver } from "./uptime-meter.ts";

/** Total public traffic of a reservation since it was deployed, in and out. */
export interface TrafficTotal {
  readonly reservationId: number;
  readonly bytes: bigint;
}

/** What of a heartbeat decides about a measurement. Whose it is and who signed it has been checked before. */
export interface MeteredHeartbeat extends Capacity {
  /** Counts the node's heartbeats from 1. */
  readonly sequence: number;
  /** The node's own clock, as unix time in seconds. */
  readonly sentAt: number;
  /** Seconds since boot, 0 … 2^40 - 1. */
  readonly uptimeSeconds: number;
  readonly traffic: readonly TrafficTotal[];
}

/** A change of a node's power that the chain recorded, at the unix time of its block in seconds. */
export type PowerEvent = readonly [at: number, kind: "powerState" | "powerTarget", power: Power];

/** A time during which one public IP address was reserved, in unix seconds; `to` is not part of it. */
export interface IpInterval {
  readonly from: number;
  readonly to: number;
}

/** Everything that one node's measurement follows from. */
export interface NodeEvidence {
  /** In the order of `orderHeartbeats`. */
  readonly heartbeats: Iterable<MeteredHeartbeat>;
  /** In the order of the chain; those from before the period tell whether the node began it asleep. */
  readonly powerEvents: Iterable<PowerEvent>;
  /** One per reserved address; what lies outside the period does not count. */
  readonly ipIntervals: Iterable<IpInterval>;
}

/** The part of a measurement that follows from a node's evidence: all but whose it is. */
export type MeasuredNode = Pick<Measurement, "uptimeSeconds" | "violation" | "capacity" | "nruBytes" | "ipSeconds">;

/** Hears what a node's meter judges, to show it to people. */
export interface NodeObserver extends UptimeObserver {
  /** Two heartbeats in succession show different capacities. */
  readonly onCapacityChange: (previous: MeteredHeartbeat, next: MeteredHeartbeat) => void;
}

/** The first and the last total of a reservation in the period. */
interface TrafficMeter {
  readonly firstBytes: bigint;
  lastBytes: bigint;
}

/**
 * The judgement of one node's evidence so far, fed one by one in the order of time. A heartbeat allocates nothing, unless it
 * names a reservation for the first time. Create it with {@link createNodeMeter}; the fields belong to this module.
 */
export interface NodeMeter {
  readonly uptime: UptimeMeter;
  readonly observer: NodeObserver | undefined;
  /** Heartbeats of the period. */
  heartbeatCount: number;
  /** The last heartbeat of the period. */
  last: MeteredHeartbeat | undefined;
  /** The smallest that two heartbeats in succession showed. */
  cru: number;
  mruBytes: bigint;
  sruBytes: bigint;
  hruBytes: bigint;
  readonly traffic: Map<number, TrafficMeter>;
  ipSeconds: number;
}

const MAX_U32 = 2 ** 32 - 1;
const MAX_U64 = 2n ** 64n - 1n;

/**
 * A meter that saw no evidence yet.
 *
 * @param period Unix times in seconds; `start` belongs to the period, `end` to the next one
 * @param observer See `createNodeLog`
 */
export function createNodeMeter(
  period: { readonly start: number; readonly end: number },
  ruleSet: Pick<RuleSet, "uptime">,
  observer?: NodeObserver,
): NodeMeter {
  return {
    uptime: createUptimeMeter(period, ruleSet.uptime, observer),
    observer,
    heartbeatCount: 0,
    last: undefined,
    cru: MAX_U32,
    mruBytes: MAX_U64,
    sruBytes: MAX_U64,
    hruBytes: MAX_U64,
    traffic: new Map(),
    ipSeconds: 0,
  };
}

/**
 * The node sent a heartbeat. Those from before the period count for nothing, those from after it for the uptime only.
 * @throws UptimeEventOrderError when it is before the last heartbeat or power event
 */
export function meterHeartbeat(meter: NodeMeter, heartbeat: MeteredHeartbeat): void {
  const { uptime } = meter;
  const { sentAt } = heartbeat;
  reportUptime(uptime, sentAt, heartbeat.uptimeSeconds);
  if (sentAt < uptime.start || sentAt >= uptime.end) return;

  meter.heartbeatCount++;
  if (meter.last !== undefined) meterCapacity(meter, meter.last, heartbeat);
  meter.last = heartbeat;
  for (const total of heartbeat.traffic) meterTraffic(meter, total);
}

/**
 * The chain recorded a change of the node's power.
 * @throws UptimeEventOrderError when it is before the last heartbeat or power event
 */
export function meterPower(meter: NodeMeter, [at, kind, power]: PowerEvent): void {
  if (kind === "powerTarget") setPowerTarget(meter.uptime, at, power);
  else setPowerState(meter.uptime, at, power);
}

/** One public IP address was reserved; in any order. */
export function meterIp(meter: NodeMeter, { from, to }: IpInterval): void {
  const { start, end } = meter.uptime;
  meter.ipSeconds += Math.max(Math.min(to, end) - Math.max(from, start), 0);
}

/** What the evidence so far proves. Without a heartbeat in the period there is nothing to measure: "none". */
export function readNodeMeter(meter: NodeMeter): MeasuredNode | undefined {
  const { last, ipSeconds } = meter;
  if (last === undefined) return undefined;
  const { uptimeSeconds, violation } = readUptimeMeter(meter.uptime);
  const { cru, mruBytes, sruBytes, hruBytes } = meter.heartbeatCount === 1 ? last : meter;
  return {
    // What a leaf cannot hold is cut: a node that signs nonsense must not stop the batch of all others.
    uptimeSeconds: Math.min(uptimeSeconds, MAX_U32),
    violation,
    capacity: { cru, mruBytes, sruBytes, hruBytes },
    nruBytes: sumTraffic(meter),
    ipSeconds,
  };
}

/** Feeds all evidence of one node; the chain's events go before heartbeats of the same second. */
export function meterNode(meter: NodeMeter, { heartbeats, powerEvents, ipIntervals }: NodeEvidence): void {
  const powers = powerEvents[Symbol.iterator]();
  let power = powers.next();
  for (const heartbeat of heartbeats) {
    for (; power.done !== true && power.value[0] <= heartbeat.sentAt; power = powers.next()) {
      meterPower(meter, power.value);
    }
    meterHeartbeat(meter, heartbeat);
  }
  for (; power.done !== true; power = powers.next()) meterPower(meter, power.value);
  for (const interval of ipIntervals) meterIp(meter, interval);
}

/** A loss counts when two heartbeats in succession show it: a shorter dip may be a disk that was slow to appear. */
function meterCapacity(meter: NodeMeter, previous: MeteredHeartbeat, next: MeteredHeartbeat): void {
  if (meter.observer !== undefined && !isSameCapacity(previous, next)) meter.observer.onCapacityChange(previous, next);
  meter.cru = Math.min(meter.cru, Math.max(previous.cru, next.cru));
  meter.mruBytes = smallerOf(meter.mruBytes, largerOf(previous.mruBytes, next.mruBytes));
  meter.sruBytes = smallerOf(meter.sruBytes, largerOf(previous.sruBytes, next.sruBytes));
  meter.hruBytes = smallerOf(meter.hruBytes, largerOf(previous.hruBytes, next.hruBytes));
}

function isSameCapacity(a: Capacity, b: Capacity): boolean {
  return a.cru === b.cru && a.mruBytes === b.mruBytes && a.sruBytes === b.sruBytes && a.hruBytes === b.hruBytes;
}

function meterTraffic({ traffic }: NodeMeter, { reservationId, bytes }: TrafficTotal): void {
  const known = traffic.get(reservationId);
  if (known === undefined) traffic.set(reservationId, { firstBytes: bytes, lastBytes: bytes });
  else known.lastBytes = bytes;
}

function sumTraffic({ traffic }: NodeMeter): bigint {
  let sum = 0n;
  for (const { firstBytes, lastBytes } of traffic.values()) sum += largerOf(lastBytes - firstBytes, 0n);
  return smallerOf(sum, MAX_U64);
}

function smallerOf(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function largerOf(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
