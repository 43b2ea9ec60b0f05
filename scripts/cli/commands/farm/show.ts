import type { FarmHistory } from "../../../../sdk/directory/fold-farm-events.ts";
import { payoutAt, pendingPayoutAt } from "../../../../sdk/directory/fold-farm-events.ts";
import type { NodeHistory } from "../../../../sdk/directory/fold-node-events.ts";
import { readFarms, readNodesOfFarm } from "../../../../sdk/directory/read-directory.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import { periodAt } from "../../../../sdk/rules/minting-period.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { fields } from "../../table.ts";
import { nodeDocument, nodeTable } from "../node/node-table.ts";
import { FarmMissingError } from "./farm-missing-error.ts";

/** Shows a farm with its nodes. */
export async function run(context: GridContext, { farm: farmId }: { farm: number }): Promise<Answer> {
  const { grid, provider, book } = context;
  const [[farm], nodes, owed, now] = await Promise.all([
    readFarms(context, [farmId]),
    readNodesOfFarm(context, farmId),
    grid.FarmingRewards.owedOf(farmId),
    blockTime(provider),
  ]);
  if (farm === undefined) throw new FarmMissingError(farmId);
  const period = periodAt(book.schedule, now);
  return {
    document: { ...farmDocument(farm, now, owed), period, nodes: nodes.map((node) => nodeDocument(node, period)) },
    text: [fields(describe(farm, now, owed)), nodesText(nodes, period)].join("\n"),
  };
}

function farmDocument(farm: FarmHistory, now: number, owed: bigint) {
  const { farmId, name, owner, pendingOwner, isPayoutLocked, certification, specialPolicyId } = farm;
  const pending = pendingPayoutAt(farm, now);
  return {
    farm: farmId,
    name,
    owner,
    pendingOwner,
    payout: payoutAt(farm, now),
    payoutChange: pending && { payout: pending.payout, effectiveAt: formatTime(pending.effectiveAt) },
    isPayoutLocked,
    certification,
    specialPolicy: specialPolicyId,
    owedUnits: owed,
  };
}

function describe(farm: FarmHistory, now: number, owed: bigint): Record<string, string> {
  const pending = pendingPayoutAt(farm, now);
  return {
    farm: `${farm.farmId} (${farm.name})`,
    owner: farm.owner,
    ...(farm.pendingOwner !== undefined && { "offered to": farm.pendingOwner }),
    "rewards go to": payoutAt(farm, now) + (farm.isPayoutLocked ? " (locked)" : ""),
    ...(pending && { "changes to": `${pending.payout} at ${formatTime(pending.effectiveAt)}` }),
    certification: farm.certification === "gold" ? "gold" : "none",
    ...(farm.specialPolicyId !== 0 && { "special policy": `${farm.specialPolicyId}` }),
    ...(owed > 0n && { "owed by the grid": `${formatTft(owed)} TFT` }),
  };
}

function nodesText(nodes: readonly NodeHistory[], period: number): string {
  return nodes.length === 0 ? "It has no nodes." : nodeTable(nodes, period);
}
