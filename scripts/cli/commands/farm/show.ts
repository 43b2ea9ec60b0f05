import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";

/** Shows a farm. */
export async function run({ grid }: GridContext, { farm }: { farm: number }): Promise<Answer> {
  const { name, owner, payout } = await grid.Directory.farmOf(farm);
  return { document: { farm, name, owner, payout }, text: `Farm ${farm} (${name}) of ${owner} pays ${payout}.` };
}
