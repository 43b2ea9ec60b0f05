import { firstBlockAt } from "../network/first-block-at.ts";
import type { Grid } from "../network/grid.ts";
import { readEvents } from "../network/read-logs.ts";
import type { BatchStatus } from "./period-status.ts";

/**
 * Who signed the proposal that is on chain, read from the transaction that brought it; undefined when a contract sent it or
 * the node no longer has it. The chain itself keeps no signatures.
 *
 * @param fromBlock A block that is not later than the proposal's
 */
export async function readSigners(grid: Grid, status: BatchStatus, fromBlock = 0): Promise<string[] | undefined> {
  const provider = grid.Measurements.runner?.provider;
  if (!provider || status.submittedAt === undefined) return undefined;
  // The batch keeps the time of its proposal, not the block.
  const block = await firstBlockAt(provider, status.submittedAt, fromBlock);
  const { Measurements } = grid;
  const indexed = [status.period, status.batch];
  const range = { fromBlock: block, toBlock: block };
  const [event] = await readEvents(Measurements, Measurements.filters.MeasurementsProposed, range, indexed);
  const transaction = event && (await provider.getTransaction(event.log.transactionHash));
  if (!transaction || transaction.to?.toLowerCase() !== event.log.address.toLowerCase()) return undefined;

  const call = Measurements.interface.parseTransaction(transaction);
  if (call?.name !== "propose") return undefined;
  return (call.args["signatures"] as { member: string }[]).map(({ member }) => member);
}
