import { type PlannedPeriod, measurementOf } from "./plan-batches.ts";
import type { RealGrid } from "./real-grid.ts";
import { replayReward } from "./replay-rule.ts";

/** One published receipt: what it paid, and what the rules then in force give for it alone; in 10^-7 TFT. */
export interface ReceiptPayment {
  readonly receiptId: string;
  readonly period: number;
  readonly farmId: number;
  readonly nodeId: number;
  readonly mintedUnits: bigint;
  readonly rewardUnits: bigint;
}

/** What one node got for one period, on the real grid and in the replay, in 10^-7 TFT. */
export interface NodePeriodPayment {
  readonly period: number;
  readonly farmId: number;
  readonly nodeId: number;
  /** Real grid: paid by the receipt that was minted first. */
  readonly mintedUnits: bigint;
  /** Real grid: paid on top by a fixup, mostly 0. */
  readonly extraUnits: bigint;
  /** Real grid: both together. */
  readonly paidUnits: bigint;
  /** Replay: reward of the primary measurement. */
  readonly primaryUnits: bigint;
  /** Replay: the larger of primary and correction. A lower correction pays nothing and takes nothing back. */
  readonly replayUnits: bigint;
}

/** A node and period for which the replay pays another amount than the real grid did, and why. */
export interface ExpectedDifference extends NodePeriodPayment {
  readonly reason: string;
}

/** Every published receipt, second ones too, in the order of the fixture. */
export function receiptPayments({ receipts, connectionPriceMusd }: RealGrid): ReceiptPayment[] {
  return receipts.map((receipt) => {
    const { id, period, farmId, nodeId, isCertified, rewardUnits } = receipt;
    // Which terms they were does not change what a measurement earns.
    const measurement = measurementOf(receipt, 0);
    const { rewardTftUnits } = replayReward({ period, isCertified, connectionPriceMusd, measurement });
    return { receiptId: id, period, farmId, nodeId, mintedUnits: rewardUnits, rewardUnits: rewardTftUnits };
  });
}

/** Every node and period, in the order of the primary batches. */
export function nodePeriodPayments(grid: RealGrid, periods: readonly PlannedPeriod[]): NodePeriodPayment[] {
  const extras = new Map(grid.fixups.map(({ minted, extraUnits }) => [minted.receiptId, extraUnits]));
  return periods.flatMap(({ period, primary, corrections }) =>
    primary.map(({ measurement: { farmId, nodeId }, receiptId, mintedUnits, rewardUnits }) => {
      const extraUnits = extras.get(receiptId) ?? 0n;
      const corrected = corrections.find(({ primaryReceiptId }) => primaryReceiptId === receiptId)?.rewardUnits ?? 0n;
      return {
        period,
        farmId,
        nodeId,
        mintedUnits,
        extraUnits,
        paidUnits: mintedUnits + extraUnits,
        primaryUnits: rewardUnits,
        replayUnits: corrected > rewardUnits ? corrected : rewardUnits,
      };
    }),
  );
}

/** Where replay and real grid differ in the end. All are of the first two months, whose program had an error. */
export function expectedDifferences(payments: readonly NodePeriodPayment[]): ExpectedDifference[] {
  return payments
    .filter(({ paidUnits, replayUnits }) => paidUnits !== replayUnits)
    .map((payment) => ({ ...payment, reason: reasonOf(payment) }));
}

function reasonOf({ paidUnits, replayUnits }: NodePeriodPayment): string {
  return paidUnits < replayUnits
    ? "the program of that month already asked for 95 % uptime and paid nothing"
    : "the program of that month paid the time since connection in full; its fixup was lower and took nothing back";
}
