import { id } from "ethers";
import type { Heartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import { HEARTBEAT_SECONDS } from "../../sdk/heartbeats/heartbeat.ts";
import { REAL_GRID_UPTIME_RULES } from "../../sdk/rules/uptime-rules.ts";

/** A machine's two clocks at one moment. */
export interface Moment {
  /** Unix time in seconds; people and time servers set it. */
  readonly now: number;
  /** Seconds since boot; nobody sets it. */
  readonly uptimeSeconds: number;
}

/** What is to be done now. */
export type Decision =
  | { readonly action: "send"; readonly reason: "due" | "first" | "boot" | "clockStepped" }
  | { readonly action: "wait"; readonly reason: "notDue" | "clockWentBack"; readonly seconds: number };

/**
 * When a node sends, spread evenly over the nodes by their numbers, so that a fleet that boots in one moment does not go on
 * sending in one moment. Two of them are exactly an interval apart: no uptime falls between.
 */
export function nextSlot(nodeId: number, after: number): number {
  const phase = Number(BigInt(id(String(nodeId))) % BigInt(HEARTBEAT_SECONDS));
  return after + HEARTBEAT_SECONDS - ((((after - phase) % HEARTBEAT_SECONDS) + HEARTBEAT_SECONDS) % HEARTBEAT_SECONDS);
}

/**
 * Whether a heartbeat is due.
 *
 * The rules hold a heartbeat against the one before: uptime and time must have grown alike. Once the clock has stepped by more
 * than they allow, the next heartbeat contradicts the last one whenever it is sent, and the interval between earns nothing. It is
 * sent at once, as the new base: then only the time since the last one is lost.
 *
 * A time is never told twice, nor an earlier one after a later one: a report in the middle of others would contradict several.
 */
export function decide(nodeId: number, last: Heartbeat | undefined, { now, uptimeSeconds }: Moment): Decision {
  if (last === undefined) return { action: "send", reason: "first" };
  if (now <= last.sentAt) return { action: "wait", reason: "clockWentBack", seconds: last.sentAt + 1 - now };
  if (uptimeSeconds < last.uptimeSeconds) return { action: "send", reason: "boot" };
  const step = stepBetween({ now: last.sentAt, uptimeSeconds: last.uptimeSeconds }, { now, uptimeSeconds });
  if (Math.abs(step) > REAL_GRID_UPTIME_RULES.graceSeconds) return { action: "send", reason: "clockStepped" };
  const slot = nextSlot(nodeId, last.sentAt);
  if (now >= slot) return { action: "send", reason: "due" };
  return { action: "wait", reason: "notDue", seconds: slot - now };
}

/** By how many seconds the clock was set between two moments of one boot; negative when it was set back. */
export function stepBetween(before: Moment, after: Moment): number {
  return after.now - before.now - (after.uptimeSeconds - before.uptimeSeconds);
}
