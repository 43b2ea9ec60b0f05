import type { FarmHistory } from "../../../../sdk/directory/fold-farm-events.ts";
import { payoutAt } from "../../../../sdk/directory/fold-farm-events.ts";
import { readFarms, readNodes } from "../../../../sdk/directory/read-directory.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { table } from "../../table.ts";

/** Lists farms. */
export async function run(context: GridContext, { owner }: { owner?: string }): Promise<Answer> {
  const [all, nodes, now] = await Promise.all([readFarms(context), readNodes(context), blockTime(context.provider)]);
  const farms = all.filter((farm) => owner === undefined || farm.owner.toLowerCase() === owner.toLowerCase());
  const rows = farms.map((farm) => ({
    farm: farm.farmId,
    name: farm.name,
    owner: farm.owner,
    payout: payoutAt(farm, now),
    nodes: nodes.filter(({ farmId, key }) => farmId === farm.farmId && key !== undefined).length,
  }));
  if (rows.length === 0) return nobody(owner);
  return {
    document: rows,
    text: table(
      ["farm", "name", "owner", "rewards go to", "nodes"],
      rows.map(({ farm, name, payout, nodes: count, owner: of }) => [`${farm}`, name, of, payout, `${count}`]),
    ),
  };
}

function nobody(owner: FarmHistory["owner"] | undefined): Answer {
  return {
    document: [],
    text: owner === undefined ? "There are no farms yet." : `${owner} owns no farm.`,
    hints: ["Create one with: tfgrid farm create --name NAME"],
  };
}
