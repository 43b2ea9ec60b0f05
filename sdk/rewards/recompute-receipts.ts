import { readNodes } from "../directory/read-directory.ts";
import { readPolicies } from "../farming/read-policies.ts";
import { groupBy } from "../group-by.ts";
import { readBatch } from "../measurements/read-batch.ts";
import { readSchedule } from "../measurements/period-status.ts";
import type { PublishedBatch } from "../measurements/read-batch.ts";
import type { Grid } from "../network/grid.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import { leafAt } from "../rules/leaf-bytes.ts";
import { decodeLeaf } from "../rules/leaf.ts";
import type { LeafPosition, Measurement } from "../rules/measurement.ts";
import type { RewardReceipt } from "./list-receipts.ts";
import { rewardOfLeaf } from "./reward-of-leaf.ts";
import type { LeafWorth, RewardFacts } from "./reward-of-leaf.ts";

/** A receipt beside what the rules give for the same leaf, whole. */
export interface RecomputedReceipt extends LeafWorth {
  readonly receipt: RewardReceipt;
  readonly measurement: Measurement;
  /** What the receipt should say that was paid, in TFT units. */
  readonly units: bigint;
}

/** Everything that rewards follow from, rebuilt from the chain's events. */
interface Facts extends RewardFacts {
  readonly leafOf: (place: LeafPosition & { readonly period: number }) => Measurement;
}

/**
 * Computes every receipt anew from the chain's events alone: terms, policies and leaves, with the rules of this library.
 * No view of FarmingRewards is asked, so that it finds a wrong payment, whoever made it.
 *
 * @param receipts In the order of the chain, all of the nodes and periods that occur
 */
export async function recomputeReceipts(
  source: GridSource,
  receipts: readonly RewardReceipt[],
): Promise<RecomputedReceipt[]> {
  const facts = await readFacts(source, receipts);
  const paid = new Map<string, bigint>();
  return receipts.map((receipt) => {
    const key = `${receipt.nodeId} ${receipt.period}`;
    const before = paid.get(key) ?? 0n;
    const { period } = receipt;
    const measurement = facts.leafOf(receipt);
    const worth = requireWorth(facts, period, measurement);
    const primary = measurement.corrects && facts.leafOf({ period, ...measurement.corrects });
    // A primary leaf counts for nothing under terms that did not cover the period.
    const primaryUnits = (primary && rewardOfLeaf(facts, period, primary))?.reward.rewardTftUnits ?? 0n;
    const best = [worth.reward.rewardTftUnits, primaryUnits, before].reduce((most, units) =>
      units > most ? units : most,
    );
    paid.set(key, best);
    return { receipt, measurement, ...worth, units: best - before };
  });
}

async function readFacts(source: GridSource, receipts: readonly RewardReceipt[]): Promise<Facts> {
  const nodeIds = [...groupBy(receipts, ({ nodeId }) => nodeId).keys()];
  const [nodes, policies, schedule, batches] = await Promise.all([
    readNodes(source, nodeIds),
    readPolicies(source),
    readSchedule(source.grid),
    readBatches(source.grid, receipts),
  ]);
  const terms = new Map(nodes.map((node) => [node.nodeId, node.terms]));
  const leafOf: Facts["leafOf"] = ({ period, batch, position }) => {
    const found = batches.get(`${period} ${batch}`);
    if (found === undefined) throw new RangeError(`Batch ${batch} of period ${period} was not read.`);
    return decodeLeaf(leafAt(found.leaves, position));
  };
  return {
    termsOf: (nodeId, termsIndex) => terms.get(nodeId)?.[termsIndex],
    policies: new Map(policies.map(({ policyId, rates }) => [policyId, rates])),
    leafOf,
    periodLengthSeconds: schedule.lengthSeconds,
  };
}

/** The batches in which the receipts' leaves stand, and those before them, in which primary leaves stand. */
async function readBatches(grid: Grid, receipts: readonly RewardReceipt[]): Promise<Map<string, PublishedBatch>> {
  const periods = [...groupBy(receipts, ({ period }) => period)];
  const wanted = periods.flatMap(([period, ofPeriod]) => {
    const last = Math.max(...ofPeriod.map(({ batch }) => batch));
    return Array.from({ length: last + 1 }, (_, batch) => ({ period, batch }));
  });
  const batches = await Promise.all(wanted.map((place) => readBatch(grid, place)));
  return new Map(batches.map((batch) => [`${batch.period} ${batch.batch}`, batch]));
}

/** The same for a leaf that was paid, which the contract does only under terms that cover the period. */
function requireWorth(facts: Facts, period: number, measurement: Measurement): LeafWorth {
  const worth = rewardOfLeaf(facts, period, measurement);
  if (worth !== undefined) return worth;
  const { nodeId, termsIndex } = measurement;
  throw new RangeError(
    `The chain's events tell no terms ${termsIndex} of node ${nodeId} for period ${period}, or no policy for them.`,
  );
}
