import { readFileSync } from "node:fs";
import type { Capacity } from "../../../sdk/rules/capacity.ts";
import type { UptimeRule } from "../../../sdk/rules/farming-policy.ts";
import type { Violation } from "../../../sdk/rules/measurement.ts";
import type { UptimeEvent } from "../../../sdk/rules/uptime.ts";

/** A case of the original minting program: what it paid a random node. */
export interface RewardVector {
  readonly id: string;
  readonly node: {
    readonly cru: number;
    readonly mruBytes: string;
    readonly sruBytes: string;
    readonly hruBytes: string;
    readonly certified: boolean;
    readonly virtualized: boolean;
    readonly connectionPriceMusd: number;
  };
  readonly policy: {
    readonly cuMusd: number;
    readonly suMusd: number;
    readonly nuMusd: number;
    readonly ipv4Musd: number;
    readonly uptime: UptimeRule;
    readonly minimalUptimeDiyPermille: number;
    readonly minimalUptimeCertifiedPermille: number;
    readonly certifiedBonusBps: number;
  };
  readonly measurement: { readonly uptimeSeconds: number; readonly nruBytes: string; readonly ipSeconds: string };
  readonly expected: {
    readonly cuMicro: string;
    readonly suMicro: string;
    readonly nuMicro: string;
    readonly rewardMusd: string;
    readonly rewardTftUnits: string;
  };
}

/** A case of the original minting program: how it judged random events of a node. */
export interface UptimeVector {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly events: readonly UptimeEvent[];
  readonly uptimeSeconds: number;
  readonly violation: Violation;
  readonly failedBoots: number;
}

/** A worked rule of the real grid. Numbers are text, conditions are booleans. */
export interface DomainVector {
  readonly id: string;
  readonly input: Readonly<Record<string, string | boolean>>;
  readonly expected: Readonly<Record<string, string>>;
}

/** A receipt that the real grid published for a node. */
export interface Receipt {
  readonly id: string;
  readonly period: number;
  readonly certification: "Diy" | "Certified";
  readonly cru: number;
  readonly mru: number;
  readonly sru: number;
  readonly hru: number;
  readonly cuMicro: number;
  readonly suMicro: number;
  /** Text where the original's counter underflowed. */
  readonly uptime: number | string;
  readonly rewardMusd: number;
  readonly rewardUnits: number;
  readonly outcome: string;
}

export const rewardVectors = readFixture("minting-reward-vectors.json") as readonly RewardVector[];
export const uptimeVectors = readFixture("minting-uptime-vectors.json") as readonly UptimeVector[];
export const receipts = (readFixture("real-grid/receipts.json") as { receipts: readonly Receipt[] }).receipts;

const allDomainVectors = readFixture("domain-vectors.json") as readonly DomainVector[];

/** The rows whose id starts with the given text, which must be some. */
export function domainVectors(prefix: string): readonly DomainVector[] {
  const found = allDomainVectors.filter(({ id }) => id.startsWith(prefix));
  if (found.length === 0) throw new Error(`No domain vector starts with ${prefix}.`);
  return found;
}

/** The resources of a recorded node. */
export function capacityOfNode({ cru, mruBytes, sruBytes, hruBytes }: RewardVector["node"]): Capacity {
  return { cru, mruBytes: BigInt(mruBytes), sruBytes: BigInt(sruBytes), hruBytes: BigInt(hruBytes) };
}

/** A number of a row, 0 where the row does not speak of it. */
export function bigintOf(values: Readonly<Record<string, string | boolean>>, name: string): bigint {
  return BigInt(values[name] ?? "0");
}

/** The same, for numbers that are small. */
export function numberOf(values: Readonly<Record<string, string | boolean>>, name: string): number {
  return Number(bigintOf(values, name));
}

/** The resources of a row. */
export function capacityOf({ input }: DomainVector): Capacity {
  return {
    cru: numberOf(input, "cru"),
    mruBytes: bigintOf(input, "mru_bytes"),
    sruBytes: bigintOf(input, "sru_bytes"),
    hruBytes: bigintOf(input, "hru_bytes"),
  };
}

function readFixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), "utf8"));
}
