import type { FarmHistory } from "../../../../sdk/directory/fold-farm-events.ts";
import { payoutAt } from "../../../../sdk/directory/fold-farm-events.ts";
import { readFarms, readNodes } from "../../../../sdk/directory/read-directory.ts";
import type { IndexerClient } from "../../../../sdk/indexer/indexer-client.ts";
import { readAllPages } from "../../../../sdk/indexer/read-all-pages.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import type { Answer } from "../../answer.ts";
import { chooseIndexer } from "../../choose-indexer.ts";
import type { GridContext } from "../../context.ts";
import { table } from "../../table.ts";

interface Flags {
  readonly owner?: string;
  readonly indexer?: string;
}

interface Row {
  readonly farm: number;
  readonly name: string;
  readonly owner: string;
  readonly payout: string;
  readonly nodes: number;
}

/** Lists farms. */
export async function run(context: GridContext, { owner, indexer }: Flags): Promise<Answer> {
  const client = await chooseIndexer(context, indexer);
  const rows = await (client === undefined ? rowsOfChain(context, owner) : rowsOfIndexer(client, owner));
  if (rows.length === 0) return nobody(owner);
  return {
    document: rows,
    text: table(
      ["farm", "name", "owner", "rewards go to", "nodes"],
      rows.map(({ farm, name, payout, nodes: count, owner: of }) => [`${farm}`, name, of, payout, `${count}`]),
    ),
  };
}

async function rowsOfChain(context: GridContext, owner: string | undefined): Promise<Row[]> {
  const [all, nodes, now] = await Promise.all([readFarms(context), readNodes(context), blockTime(context.provider)]);
  const farms = all.filter((farm) => owner === undefined || farm.owner.toLowerCase() === owner.toLowerCase());
  return farms.map((farm) => ({
    farm: farm.farmId,
    name: farm.name,
    owner: farm.owner,
    payout: payoutAt(farm, now),
    nodes: nodes.filter(({ farmId, key }) => farmId === farm.farmId && key !== undefined).length,
  }));
}

async function rowsOfIndexer(client: IndexerClient, owner: string | undefined): Promise<Row[]> {
  const farms = await readAllPages((page) => client.listFarms({ ...page, ...(owner === undefined ? {} : { owner }) }));
  return farms.map(({ farmId: farm, name, owner: of, payout, nodes }) => ({ farm, name, owner: of, payout, nodes }));
}

function nobody(owner: FarmHistory["owner"] | undefined): Answer {
  return {
    document: [],
    text: owner === undefined ? "There are no farms yet." : `${owner} owns no farm.`,
    hints: ["Create one with: tfgrid farm create --name NAME"],
  };
}
