import type { GridContext } from "../../context.ts";

/** The number of a node's latest terms. */
export async function latestTermsOf({ grid }: Pick<GridContext, "grid">, node: number): Promise<number> {
  const { termsCount } = await grid.Directory.nodeOf(node);
  return Number(termsCount) - 1;
}
