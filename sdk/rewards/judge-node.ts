import type { ExplainedLeaf, RewardItem, RewardStatus } from "./reward-item.ts";

/**
 * What can be done with the leaves of one node in one period, given in the order of their batches. Each is judged as if
 * those before it were claimed first, as {@link claimItems} does.
 */
export function judgeNode(farmId: number, leaves: readonly ExplainedLeaf[]): RewardItem[] {
  // What the node will have been paid for the period by then; undefined while nothing settled it.
  let paid = leaves[0]?.paidUnits;
  return leaves.map((leaf) => {
    const worth = worthOf(leaf, paid);
    const status = statusOf(farmId, leaf, paid, worth);
    const units = status === "claimable" || status === "notFinal" ? worth - (paid ?? 0n) : 0n;
    if (status === "claimable" || status === "zero") paid = worth;
    return toItem(farmId, leaf, status, units);
  });
}

/** What the node will have been paid in all once this leaf is claimed: a correction raises it and never takes back. */
function worthOf({ reward, primary }: ExplainedLeaf, paid: bigint | undefined): bigint {
  if (primary === undefined) return paid ?? reward.units;
  return largest(primary.units, reward.units, paid ?? 0n);
}

function statusOf(farmId: number, leaf: ExplainedLeaf, paid: bigint | undefined, worth: bigint): RewardStatus {
  if (paid !== undefined && worth === paid) return "settled";
  if (!leaf.reward.isInForce) return "termsNotInForce";
  if (leaf.reward.farmId !== farmId) return "otherFarm";
  if (!leaf.isFinal) return "notFinal";
  return worth > (paid ?? 0n) ? "claimable" : "zero";
}

function toItem(farmId: number, leaf: ExplainedLeaf, status: RewardStatus, units: bigint): RewardItem {
  const { period, batch } = leaf.source;
  const kind = leaf.primary === undefined ? "primary" : "correction";
  return { ...leaf, farmId, period, batch, nodeId: leaf.measurement.nodeId, kind, status, units };
}

function largest(first: bigint, ...others: bigint[]): bigint {
  return others.reduce((most, value) => (value > most ? value : most), first);
}
