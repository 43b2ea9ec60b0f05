import type { GridContext } from "../../context.ts";

/** The number of the terms that hold for a node in the next period: default ones may wait behind those of a special policy. */
export async function nextTermsOf({ grid }: Pick<GridContext, "grid">, node: number): Promise<number> {
  const [{ termsCount }, period] = await Promise.all([grid.Directory.nodeOf(node), grid.Directory.currentPeriod()]);
  const latest = termsCount - 1n;
  const { fromPeriod } = await grid.Directory.termsOf(node, latest);
  return Number(fromPeriod <= period + 1n ? latest : latest - 1n);
}
