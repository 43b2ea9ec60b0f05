import type { Measurement } from "../../sdk/rules/measurement.ts";
import { type PlannedAction, termsIndexAt } from "./plan-directory.ts";
import type { RealFixup, RealGrid, RealReceipt } from "./real-grid.ts";
import { PERIOD_SECONDS, type ReplayPolicy, policyInForce, replayReward } from "./replay-rule.ts";
import { smallestUptimeFor } from "./smallest-uptime.ts";

/** A node's first statement of a period. Ids in `measurement` are those of the real grid. */
export interface PlannedPrimary {
  readonly measurement: Measurement;
  readonly isCertified: boolean;
  /** The published receipt that it repeats. */
  readonly receiptId: string;
  /** What that receipt paid, in 10^-7 TFT. */
  readonly mintedUnits: bigint;
  /** What the rules give for the measurement, in 10^-7 TFT. */
  readonly rewardUnits: bigint;
}

/** A later statement that names the primary one; it is published in the period's second batch. */
export interface PlannedCorrection {
  readonly measurement: Measurement;
  readonly isCertified: boolean;
  readonly fixupId: string;
  /** The receipt of the primary that it corrects. */
  readonly primaryReceiptId: string;
  /** Whether the uptime is a published one; else it is the smallest that gives the published reward. */
  readonly isUptimePublished: boolean;
  /** What the rules give for the measurement, in 10^-7 TFT: the reward that the fixup calls correct. */
  readonly rewardUnits: bigint;
}

/** A measurement that no leaf can hold, and what takes its place in the primary batch. */
export interface HostileInput {
  readonly nodeId: number;
  readonly farmId: number;
  readonly receiptId: string;
  /** Seconds as the receipt states them: a 64-bit number that had underflowed. */
  readonly statedUptimeSeconds: bigint;
  /** The whole period, because that is what the receipt paid for. */
  readonly usedUptimeSeconds: number;
}

/** What the attestors state about one period: a batch of first measurements, then the corrections, if there are any. */
export interface PlannedPeriod {
  readonly period: number;
  readonly policy: ReplayPolicy;
  /** One per node, in the order of the leaves. */
  readonly primary: readonly PlannedPrimary[];
  /** In the order of the leaves. */
  readonly corrections: readonly PlannedCorrection[];
  readonly hostile: readonly HostileInput[];
}

const PRIMARY_BATCH = 0;

/** The periods with receipts, oldest first. */
export function planPeriods(grid: RealGrid, actions: readonly PlannedAction[]): PlannedPeriod[] {
  const periods = [...new Set(grid.receipts.map(({ period }) => period))].sort((a, b) => a - b);
  return periods.map((period) => planPeriod(grid, actions, period));
}

/**
 * The receipts that were minted first, one per node and period. Where the program was run twice, the fixup tells which
 * receipt it corrected; the order of the file says nothing.
 */
export function firstReceipts({ receipts, fixups }: RealGrid): RealReceipt[] {
  const later = new Set(fixups.filter(changesReceipt).map(({ correct }) => correct.receiptId));
  return receipts.filter(({ id }) => !later.has(id));
}

/** Whether a fixup states something new; the others repeat the receipt that was minted. */
export function changesReceipt({ minted, correct }: RealFixup): boolean {
  return correct.receiptId !== minted.receiptId;
}

function planPeriod(grid: RealGrid, actions: readonly PlannedAction[], period: number): PlannedPeriod {
  const termsIndexOf = (nodeId: number) => termsIndexAt(actions, nodeId, period);
  const receipts = firstReceipts(grid)
    .filter((receipt) => receipt.period === period)
    .sort(byFarmThenNode);
  const primary = receipts.map((receipt) => planPrimary(grid, receipt, termsIndexOf(receipt.nodeId)));
  const fixups = grid.fixups.filter((fixup) => fixup.period === period && changesReceipt(fixup));
  const corrections = fixups
    .map((fixup) => planCorrection(grid, fixup, primary))
    .sort((a, b) => byFarmThenNode(a.measurement, b.measurement));
  const hostile = receipts.filter(isImpossible).map(toHostile);
  return { period, policy: policyInForce(period), primary, corrections, hostile };
}

function planPrimary(grid: RealGrid, receipt: RealReceipt, termsIndex: number): PlannedPrimary {
  const { isCertified, id: receiptId, rewardUnits: mintedUnits } = receipt;
  const measurement = measurementOf(receipt, termsIndex);
  return {
    measurement,
    isCertified,
    receiptId,
    mintedUnits,
    rewardUnits: rewardUnitsOf(grid, receipt, measurement),
  };
}

function planCorrection(grid: RealGrid, fixup: RealFixup, primaries: readonly PlannedPrimary[]): PlannedCorrection {
  const position = primaries.findIndex(({ receiptId }) => receiptId === fixup.minted.receiptId);
  const primary = primaries[position];
  if (primary === undefined) throw new Error(`fixup ${fixup.id} corrects a receipt that was not minted first`);

  const { isCertified } = primary;
  const measurement = correctedMeasurement(grid, fixup, primary, position);
  return {
    measurement,
    isCertified,
    fixupId: fixup.id,
    primaryReceiptId: primary.receiptId,
    isUptimePublished: fixup.correct.uptimeSeconds !== null,
    rewardUnits: rewardUnitsOf(grid, { period: fixup.period, isCertified }, measurement),
  };
}

function correctedMeasurement(
  grid: RealGrid,
  { period, correct }: RealFixup,
  { isCertified, measurement }: PlannedPrimary,
  position: number,
): Measurement {
  // Where the correct receipt was not published, the machine is that of the minted one.
  const { capacity } = grid.receipts.find(({ id }) => id === correct.receiptId) ?? measurement;
  const corrected: Measurement = {
    ...measurement,
    capacity,
    violation: "none",
    corrects: { batch: PRIMARY_BATCH, position },
  };
  if (correct.uptimeSeconds !== null) return { ...corrected, uptimeSeconds: Number(correct.uptimeSeconds) };

  const rewardAt = (uptimeSeconds: number) =>
    rewardUnitsOf(grid, { period, isCertified }, { ...corrected, uptimeSeconds });
  return { ...corrected, uptimeSeconds: smallestUptimeFor(correct.rewardUnits, rewardAt, PERIOD_SECONDS) };
}

function rewardUnitsOf(
  { connectionPriceMusd }: RealGrid,
  { period, isCertified }: Pick<RealReceipt, "period" | "isCertified">,
  measurement: Measurement,
): bigint {
  return replayReward({ period, isCertified, connectionPriceMusd, measurement }).rewardTftUnits;
}

/** What a receipt states, as a measurement under the node's terms of that number. No receipt has traffic or IP time. */
export function measurementOf(receipt: RealReceipt, termsIndex: number): Measurement {
  return {
    farmId: receipt.farmId,
    nodeId: receipt.nodeId,
    termsIndex,
    uptimeSeconds: isImpossible(receipt) ? PERIOD_SECONDS : Number(receipt.uptimeSeconds),
    // Receipts do not tell which violation it was.
    violation: receipt.outcome === "violation" ? "unspecified" : "none",
    capacity: receipt.capacity,
    nruBytes: 0n,
    ipSeconds: 0,
  };
}

/** Above 2^53: more than any clock counts. One or two seconds above the period do occur and are no mistake of size. */
function isImpossible({ uptimeSeconds }: RealReceipt): boolean {
  return uptimeSeconds > BigInt(Number.MAX_SAFE_INTEGER);
}

function toHostile({ nodeId, farmId, id, uptimeSeconds }: RealReceipt): HostileInput {
  return {
    nodeId,
    farmId,
    receiptId: id,
    statedUptimeSeconds: uptimeSeconds,
    usedUptimeSeconds: PERIOD_SECONDS,
  };
}

interface FarmNode {
  readonly farmId: number;
  readonly nodeId: number;
}

function byFarmThenNode(a: FarmNode, b: FarmNode): number {
  return a.farmId - b.farmId || a.nodeId - b.nodeId;
}
