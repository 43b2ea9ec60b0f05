import type { Capacity } from "./capacity.ts";
import type { Violation } from "./measurement.ts";
import { readNodeMeter } from "./meter-node.ts";
import type { MeteredHeartbeat, NodeMeter, NodeObserver } from "./meter-node.ts";
import { readUptimeMeter, unprovenInterval } from "./uptime-meter.ts";

/** A stretch of time in unix seconds; `to` is not part of it. */
export type Interval = readonly [from: number, to: number];

/** A report that cannot be true together with the one before it. */
export interface Contradiction {
  readonly from: number;
  /** When the report was made. */
  readonly to: number;
  /** Clock skew contradicts no interval: under the proportional rules it costs nothing. */
  readonly kind: Violation;
}

/** A heartbeat that showed less than what counts, because the next and the last one showed more. */
export interface CapacityDip {
  readonly at: number;
  readonly capacity: Capacity;
}

/** What people see of a node's period, beside its measurement. */
export interface NodeHistory {
  /** Heartbeats of the period that count. */
  readonly heartbeats: number;
  /** When nothing proves that the node was up, in order. What a contradiction voids is not among them. */
  readonly gaps: readonly Interval[];
  readonly contradictions: readonly Contradiction[];
  /** Wake-up requests that were answered late or never. */
  readonly failedBoots: number;
  readonly dips: readonly CapacityDip[];
}

/** Keeps what a node's meter judges. Give it to `createNodeMeter`. */
export interface NodeLog extends NodeObserver {
  readonly gaps: Interval[];
  readonly contradictions: Contradiction[];
  /** Heartbeats beside which there is one that shows more. */
  readonly lows: MeteredHeartbeat[];
}

/** A log without entries. */
export function createNodeLog(): NodeLog {
  const log: NodeLog = {
    gaps: [],
    contradictions: [],
    lows: [],
    onGap: (from, to) => {
      addGap(log.gaps, from, to);
    },
    onContradiction: (from, to, kind) => {
      log.contradictions.push({ from, to, kind });
    },
    onCapacityChange: (previous, next) => {
      if (showsLess(previous, next) && log.lows.at(-1) !== previous) log.lows.push(previous);
      if (showsLess(next, previous)) log.lows.push(next);
    },
  };
  return log;
}

/**
 * What is known by a moment.
 *
 * @param until Unix time in seconds: now, or when the last heartbeats were accepted
 */
export function readNodeLog(log: NodeLog, meter: NodeMeter, until: number): NodeHistory {
  const gaps = [...log.gaps];
  const open = unprovenInterval(meter.uptime, until);
  if (open !== undefined) addGap(gaps, ...open);

  const counted = readNodeMeter(meter)?.capacity;
  const dips = counted === undefined ? [] : log.lows.filter((low) => showsLess(low, counted));
  return {
    heartbeats: meter.heartbeatCount,
    gaps,
    contradictions: log.contradictions,
    failedBoots: readUptimeMeter(meter.uptime).failedBoots,
    dips: dips.map(({ sentAt, cru, mruBytes, sruBytes, hruBytes }) => {
      return { at: sentAt, capacity: { cru, mruBytes, sruBytes, hruBytes } };
    }),
  };
}

/** Gaps come in order; neighbours become one. */
function addGap(gaps: Interval[], from: number, to: number): void {
  if (from >= to) return;
  const last = gaps.at(-1);
  if (last?.[1] === from) gaps[gaps.length - 1] = [last[0], to];
  else gaps.push([from, to]);
}

function showsLess(a: Capacity, b: Capacity): boolean {
  return a.cru < b.cru || a.mruBytes < b.mruBytes || a.sruBytes < b.sruBytes || a.hruBytes < b.hruBytes;
}
