import { readNodes, readNodesOfFarm } from "../../../../sdk/directory/read-directory.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import { periodAt } from "../../../../sdk/rules/minting-period.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { nodeDocument, nodeTable, stateOf } from "./node-table.ts";

/** Lists nodes. */
export async function run(context: GridContext, flags: { farm?: number; all?: boolean }): Promise<Answer> {
  const [found, now] = await Promise.all([
    flags.farm === undefined ? readNodes(context) : readNodesOfFarm(context, flags.farm),
    blockTime(context.provider),
  ]);
  const period = periodAt(context.book.schedule, now);
  const nodes = found.filter((node) => flags.all === true || stateOf(node, period) !== "removed");
  if (nodes.length === 0) {
    const where = flags.farm === undefined ? "There are no nodes yet." : `Farm ${flags.farm} has no nodes.`;
    return { document: [], text: where, hints: ["Register one with: tfgrid node register --farm N --file nodes.json"] };
  }
  return { document: nodes.map((node) => nodeDocument(node, period)), text: nodeTable(nodes, period) };
}
