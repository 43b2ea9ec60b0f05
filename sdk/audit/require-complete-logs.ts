import type { BatchStructOutput } from "../../typechain-types/contracts/farming/Measurements.ts";
import { groupBy } from "../group-by.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import { mapInParallel } from "../network/map-in-parallel.ts";
import { LEAF_BYTES } from "../rules/leaf-bytes.ts";
import { LogsIncompleteError } from "./logs-incomplete-error.ts";
import { placedLeaves } from "./period-leaves.ts";
import type { BatchAttempt } from "./read-attempts.ts";
import type { ClaimedLeaf } from "./read-claims.ts";
import type { RebuiltBatch } from "./rebuild-batch.ts";

const PARALLEL_CALLS = 8;

/** Nodes whose bits stand in one word of the contract. */
const NODES_PER_WORD = 256;

/** What the logs told so far. */
export interface ToldSoFar {
  readonly period: number;
  readonly attempts: readonly BatchAttempt[];
  /** The batches that count. */
  readonly batches: readonly RebuiltBatch[];
  readonly claims: readonly ClaimedLeaf[];
}

/**
 * Makes sure that the endpoint kept no log back, by asking the contracts how far the period's batches are and which nodes
 * are settled. Nothing is decided by their answers: they can turn agreement into an error, and never a difference into
 * agreement.
 *
 * @param block The last one that was read
 * @throws LogsIncompleteError
 */
export async function requireCompleteLogs(source: GridSource, block: number, told: ToldSoFar): Promise<void> {
  const { period, attempts } = told;
  const next = 1 + Math.max(-1, ...attempts.map(({ batch }) => batch));
  for (let batch = 0; batch <= next; batch++) {
    const stored = await source.grid.Measurements.batchOf(period, batch, { blockTag: block });
    const ofBatch = attempts.filter((one) => one.batch === batch);
    const [known, seen] = [textOfStored(stored), textOfTold(ofBatch)];
    if (known !== seen) {
      throw new LogsIncompleteError(
        `by them batch ${batch} of period ${period} is ${seen}, and by the contract ${known}`,
      );
    }
  }
  await requireClaims(source, block, told);
}

function textOfStored(stored: BatchStructOutput): string {
  const { attempt, rejections, submittedAt, publishedCount, publishedAt } = stored;
  return textOf(Number(attempt), Number(rejections), submittedAt > 0n && publishedCount, publishedAt > 0n);
}

function textOfTold(attempts: readonly BatchAttempt[]): string {
  const last = attempts.at(-1);
  const rejections = attempts.filter(({ rejection }) => rejection !== undefined).length;
  if (last === undefined) return textOf(0, rejections, false, false);
  if (last.rejection !== undefined) return textOf(last.attempt + 1, rejections, false, false);
  const bytes = last.chunks.reduce((sum, { leaves }) => sum + leaves.length, 0);
  return textOf(last.attempt, rejections, bytes / LEAF_BYTES, last.publication !== undefined);
}

/** @param published How many leaves; false while nothing is proposed */
function textOf(attempt: number, rejections: number, published: number | bigint | false, isComplete: boolean): string {
  const where = `at attempt ${attempt} after ${rejections} rejections`;
  if (published === false) return `${where}, not proposed`;
  return `${where}, with ${published} leaves published, ${isComplete ? "all" : "not all"}`;
}

/** Every node that the contract knows as settled must have a claim. */
async function requireClaims(source: GridSource, block: number, { period, batches, claims }: ToldSoFar): Promise<void> {
  const nodes = new Set<number>();
  for (const { measurement } of placedLeaves(batches)) nodes.add(measurement.nodeId);
  const claimed = new Set(claims.map(({ nodeId }) => nodeId));
  const words = [...groupBy(nodes, (nodeId) => Math.floor(nodeId / NODES_PER_WORD))];
  const silent = await mapInParallel(words, PARALLEL_CALLS, async ([word, ofWord]) => {
    const bits = await source.grid.FarmingRewards.settledWord(period, word, { blockTag: block });
    return ofWord.filter((nodeId) => (bits >> BigInt(nodeId % NODES_PER_WORD)) % 2n === 1n && !claimed.has(nodeId));
  });
  const [nodeId] = silent.flat();
  if (nodeId !== undefined)
    throw new LogsIncompleteError(`the claim of node ${nodeId} for period ${period} is missing`);
}
