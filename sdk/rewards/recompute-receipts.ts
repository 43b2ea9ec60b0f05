import type { NodeTerms } from "../directory/node-terms.ts";
import { readNodes } from "../directory/read-directory.ts";
import { readPolicies } from "../farming/read-policies.ts";
import { groupBy } from "../group-by.ts";
import { readBatch } from "../measurements/read-batch.ts";
import { readSchedule } from "../measurements/period-status.ts";
import type { PublishedBatch } from "../measurements/read-batch.ts";
import type { Grid } from "../network/grid.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import type { FarmingPolicy } from "../rules/farming-policy.ts";
import { leafAt } from "../rules/leaf-bytes.ts";
import { decodeLeaf } from "../rules/leaf.ts";
import type { LeafPosition, Measurement } from "../rules/measurement.ts";
import { effectiveCapacity, effectiveIpSeconds, farmingReward } from "../rules/reward.ts";
import type { RewardBreakdown } from "../rules/reward.ts";
import type { RewardReceipt } from "./list-receipts.ts";

/** A receipt beside what the rules give for the same leaf. */
export interface RecomputedReceipt {
  readonly receipt: RewardReceipt;
  readonly measurement: Measurement;
  readonly terms: NodeTerms;
  readonly policy: FarmingPolicy;
  /** The whole reward of the leaf by the rules. */
  readonly reward: RewardBreakdown;
  /** What the receipt should say that was paid, in TFT units. */
  readonly units: bigint;
}

/** Everything that rewards follow from, rebuilt from the chain's events. */
interface Facts {
  readonly termsOf: (nodeId: number, termsIndex: number) => NodeTerms | undefined;
  readonly policies: ReadonlyMap<number, FarmingPolicy>;
  readonly leafOf: (place: LeafPosition & { readonly period: number }) => Measurement;
  readonly periodLengthSeconds: number;
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
    const { terms, policy, reward } = rewardOf(facts, period, measurement);
    const primary = measurement.corrects && facts.leafOf({ period, ...measurement.corrects });
    const primaryUnits = primary === undefined ? 0n : worthOf(facts, period, primary);
    const best = [reward.rewardTftUnits, primaryUnits, before].reduce((most, units) => (units > most ? units : most));
    paid.set(key, best);
    return { receipt, measurement, terms, policy, reward, units: best - before };
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

/** What a primary leaf counts for when a correction brings it: nothing under terms that did not cover the period. */
function worthOf(facts: Facts, period: number, measurement: Measurement): bigint {
  const terms = facts.termsOf(measurement.nodeId, measurement.termsIndex);
  const isInForce = terms !== undefined && terms.fromPeriod <= period && period < terms.untilPeriod;
  return isInForce ? rewardOf(facts, period, measurement).reward.rewardTftUnits : 0n;
}

function rewardOf({ termsOf, policies, periodLengthSeconds }: Facts, period: number, measurement: Measurement) {
  const { nodeId, termsIndex, capacity, nruBytes, ipSeconds, uptimeSeconds, violation } = measurement;
  const terms = termsOf(nodeId, termsIndex);
  const policy = policies.get(terms?.policyId ?? 0);
  if (terms === undefined || policy === undefined) {
    throw new RangeError(`The chain's events tell no terms ${termsIndex} of node ${nodeId}, or no policy for them.`);
  }
  const reward = farmingReward({
    capacity: effectiveCapacity(capacity, terms.capacity),
    nruBytes,
    ipSeconds: effectiveIpSeconds(ipSeconds, terms.ipv4Count, periodLengthSeconds),
    uptimeSeconds,
    violation,
    certified: terms.isCertified,
    virtualized: terms.isVirtualized,
    verified: terms.verifiedFrom <= period && period < terms.verifiedUntil,
    connectionPriceMusd: terms.connectionPriceMusd,
    policy,
    periodLengthSeconds,
  });
  return { terms, policy, reward };
}
