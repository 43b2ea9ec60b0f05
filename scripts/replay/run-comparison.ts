import type { RewardReceipt } from "../../sdk/rewards/list-receipts.ts";
import { listRewards } from "../../sdk/rewards/list-rewards.ts";
import type { RewardItem } from "../../sdk/rewards/reward-item.ts";
import type { NodePeriodPayment } from "./plan-payments.ts";
import type { ReplayRun } from "./run.ts";
import type { Comparison, Difference, NodePeriodResult, Share } from "./statement.ts";

/** Counts for how many receipts, nodes and periods the chain gives what the real grid gave, to the last unit. */
export async function compareWithRealGrid(run: ReplayRun, receipts: readonly RewardReceipt[]): Promise<Comparison> {
  const { plan } = run;
  const worth = await worthOfReceipts(run);
  const before = paidUnits(
    run,
    receipts.filter(({ batch }) => batch === 0),
  );
  const after = paidUnits(run, receipts);
  const { payments } = plan;
  return {
    receiptsAsMinted: share(plan.receipts, ({ receiptId, mintedUnits }) => worth.get(receiptId) === mintedUnits),
    nodePeriodsAsMinted: share(payments, (payment) => before.get(keyOf(payment)) === payment.mintedUnits),
    nodePeriodsAsPaid: share(payments, (payment) => after.get(keyOf(payment)) === payment.paidUnits),
  };
}

/** The nodes and periods for which the chain paid another amount than the real grid did in the end. */
export function differencesOf({ plan }: ReplayRun, rows: readonly NodePeriodResult[]): Difference[] {
  const paid = new Map(rows.map((row) => [keyOf(row), row.paidUnits]));
  return plan.payments.flatMap(({ period, farmId, nodeId, paidUnits: realGridUnits }) => {
    const key = keyOf({ period, nodeId });
    const here = paid.get(key) ?? 0n;
    if (here === realGridUnits) return [];
    const reason = plan.differences.find((planned) => keyOf(planned) === key)?.reason ?? "not expected";
    return [{ period, farmId, nodeId, realGridUnits, paidUnits: here, reason }];
  });
}

/** What the contract's formula gives for the leaf of every published receipt, in TFT units. */
async function worthOfReceipts(run: ReplayRun): Promise<Map<string, bigint>> {
  const { grid, farms, plan } = run;
  const periods = plan.periods.map(({ period }) => period);
  const listed = await Promise.all(
    farms.all().map((realId) => listRewards(grid, { farmId: farms.onChain(realId), periods })),
  );
  const items = listed.flatMap((farm) => farm.items);
  return new Map(items.flatMap((item) => receiptIdsOf(run, item).map((id) => [id, item.reward.units])));
}

/** Leaves stand in the order of the plan, so a position tells which receipt a leaf repeats. */
function receiptIdsOf({ plan, fixups }: ReplayRun, { period, batch, position }: RewardItem): string[] {
  const planned = plan.periods.find((candidate) => candidate.period === period);
  if (batch === 0) return [planned?.primary[position]?.receiptId ?? []].flat();
  const { fixupId } = planned?.corrections[position] ?? {};
  return [fixups.find(({ id }) => id === fixupId)?.correct.receiptId ?? []].flat();
}

function paidUnits({ nodes }: ReplayRun, receipts: readonly RewardReceipt[]): Map<string, bigint> {
  const paid = new Map<string, bigint>();
  for (const { nodeId, period, units } of receipts) {
    const key = keyOf({ period, nodeId: nodes.real(nodeId) });
    paid.set(key, (paid.get(key) ?? 0n) + units);
  }
  return paid;
}

function keyOf({ nodeId, period }: Pick<NodePeriodPayment, "nodeId" | "period">): string {
  return `${nodeId} ${period}`;
}

function share<Item>(items: readonly Item[], isEqual: (item: Item) => boolean): Share {
  return { equal: items.filter(isEqual).length, total: items.length };
}
