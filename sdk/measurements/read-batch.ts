import { concat, getBytes } from "ethers";
import { GridError } from "../grid-error.ts";
import type { Grid } from "../network/grid.ts";
import { buildMeasurementTree } from "../rules/measurement-tree.ts";
import type { MeasurementTree } from "../rules/measurement-tree.ts";

/** The leaves of a batch as they are on chain. */
export interface PublishedBatch {
  readonly period: number;
  readonly batch: number;
  readonly leaves: Uint8Array;
  readonly tree: MeasurementTree;
}

interface BatchPosition {
  readonly period: number;
  readonly batch: number;
}

/**
 * Reads the leaves of a completely published batch from the logs of the very blocks that hold them, from the last one
 * backwards, and checks them against the root.
 * @throws BatchNotPublishedError, LeavesMissingError, LeavesRootMismatchError
 */
export async function readBatch(grid: Grid, { period, batch }: BatchPosition): Promise<PublishedBatch> {
  const stored = await grid.Measurements.batchOf(period, batch);
  if (stored.publishedAt === 0n) throw new BatchNotPublishedError(period, batch);

  const chunks: string[] = [];
  let block = Number(stored.lastChunkBlock);
  let position = Number(stored.count);
  while (position > 0) {
    const inBlock = await chunksIn(grid, { period, batch, attempt: stored.attempt }, block);
    const [first] = inBlock;
    if (first === undefined) throw new LeavesMissingError(period, batch, block);
    chunks.unshift(...inBlock.map(({ leaves }) => leaves));
    position = Number(first.firstPosition);
    block = Number(first.previousBlock);
  }
  return checkedBatch({ period, batch }, getBytes(concat(chunks)), stored.root);
}

/**
 * The same from leaves that come from elsewhere, for nodes that have thrown old logs away.
 * @throws BatchNotPublishedError, LeavesRootMismatchError
 */
export async function checkBatch(grid: Grid, position: BatchPosition, leaves: Uint8Array): Promise<PublishedBatch> {
  const stored = await grid.Measurements.batchOf(position.period, position.batch);
  if (stored.publishedAt === 0n) throw new BatchNotPublishedError(position.period, position.batch);
  return checkedBatch(position, leaves, stored.root);
}

async function chunksIn(grid: Grid, { period, batch, attempt }: BatchPosition & { attempt: bigint }, block: number) {
  const filter = grid.Measurements.filters.LeavesPublished(period, batch);
  const events = await grid.Measurements.queryFilter(filter, block, block);
  // A rejected attempt may have published in the same block.
  return events.map(({ args }) => args).filter((args) => args.attempt === attempt);
}

function checkedBatch({ period, batch }: BatchPosition, leaves: Uint8Array, root: string): PublishedBatch {
  const tree = buildMeasurementTree(leaves);
  if (tree.root !== root.toLowerCase()) throw new LeavesRootMismatchError(period, batch);
  return { period, batch, leaves, tree };
}

/** The leaves of a batch are not on chain yet. */
export class BatchNotPublishedError extends GridError {
  override readonly name = "BatchNotPublishedError";

  constructor(period: number, batch: number) {
    super(`The measurements of period ${period}, batch ${batch}, are not published.`, {
      hint: `\`tfgrid period status --period ${period}\` says when they are expected.`,
    });
  }
}

/** The node answers no logs where there must be some. */
export class LeavesMissingError extends GridError {
  override readonly name = "LeavesMissingError";

  constructor(period: number, batch: number, block: number) {
    super(
      `The node has no logs of block ${block}, in which measurements of period ${period}, batch ${batch}, were ` +
        "published: it has thrown old logs away.",
      { hint: "Use the RPC of an archive node, or give the proposal file with `--leaves FILE`." },
    );
  }
}

/** Leaves are not those of the batch. */
export class LeavesRootMismatchError extends GridError {
  override readonly name = "LeavesRootMismatchError";

  constructor(period: number, batch: number) {
    super(`These leaves are not those of period ${period}, batch ${batch}: their root is another one.`, {
      hint: "Check that the file belongs to this period and batch.",
    });
  }
}
