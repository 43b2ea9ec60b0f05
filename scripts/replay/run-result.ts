import { groupBy } from "../../sdk/group-by.ts";
import { readSchedule } from "../../sdk/measurements/period-status.ts";
import { listReceipts } from "../../sdk/rewards/list-receipts.ts";
import { recomputeReceipts } from "../../sdk/rewards/recompute-receipts.ts";
import type { RecomputedReceipt } from "../../sdk/rewards/recompute-receipts.ts";
import { ownerOf } from "./run-actions.ts";
import { compareWithRealGrid, differencesOf } from "./run-comparison.ts";
import type { ReplayRun } from "./run.ts";
import type { FarmResult, NodePeriodResult, ReplayResult } from "./statement.ts";

/** What the replay came to, and every receipt beside its recomputation. */
export interface ReplayOutcome {
  readonly result: ReplayResult;
  readonly recomputed: readonly RecomputedReceipt[];
}

/** Reads from the chain what the replay paid, computes it anew and compares it with the real grid. */
export async function replayOutcome(run: ReplayRun): Promise<ReplayOutcome> {
  const { grid, plan, gas, refused, audits } = run;
  const receipts = await listReceipts(run.chain);
  const recomputed = await recomputeReceipts(run.chain, receipts);
  const farms = await Promise.all(run.farms.all().map((farmId) => farmResult(run, farmId)));
  const nodePeriods = nodePeriodResults(run, recomputed);
  const result: ReplayResult = {
    schedule: await readSchedule(grid),
    farms,
    nodePeriods,
    comparison: await compareWithRealGrid(run, receipts),
    differences: differencesOf(run, nodePeriods),
    refusedInput: refused,
    gas: gas.uses(),
    check: {
      receiptsUnits: sum(receipts.map(({ units }) => units)),
      balancesUnits: sum(farms.map(({ balanceUnits }) => balanceUnits)),
      recomputedUnits: sum(recomputed.map(({ units }) => units)),
    },
    audits,
    notes: plan.notes,
  };
  return { result, recomputed };
}

async function farmResult(run: ReplayRun, farmId: number): Promise<FarmResult> {
  const { grid, plan } = run;
  const payout = await ownerOf(run, farmId).getAddress();
  const name = plan.farms.find((farm) => farm.farmId === farmId)?.name ?? "";
  return { farmId, name, payout, balanceUnits: await grid.TFT.balanceOf(payout) };
}

/** One row per node and period, by the last receipt that paid something. */
function nodePeriodResults({ farms, nodes }: ReplayRun, recomputed: readonly RecomputedReceipt[]): NodePeriodResult[] {
  const groups = groupBy(recomputed, ({ receipt }) => `${receipt.nodeId} ${receipt.period}`);
  return [...groups.values()].flatMap((ofNode) => {
    const decisive = ofNode.findLast(({ receipt }) => receipt.units > 0n) ?? ofNode[0];
    if (decisive === undefined) return [];
    const { receipt, measurement, reward, policy, terms } = decisive;
    return {
      farmId: farms.real(receipt.farmId),
      nodeId: nodes.real(receipt.nodeId),
      period: receipt.period,
      uptimeSeconds: measurement.uptimeSeconds,
      cuMicro: reward.cuMicro,
      suMicro: reward.suMicro,
      outcome: receipt.outcome,
      minimumUptimePermille: terms.isCertified
        ? policy.minimumUptimeCertifiedPermille
        : policy.minimumUptimeDiyPermille,
      paidUnits: sum(ofNode.map((item) => item.receipt.units)),
    };
  });
}

function sum(units: readonly bigint[]): bigint {
  return units.reduce((total, amount) => total + amount, 0n);
}
