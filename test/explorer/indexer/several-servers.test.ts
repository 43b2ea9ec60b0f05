import path from "node:path";
import { expect } from "chai";
import { localGrid } from "../../e2e/grids.ts";
import type { RunningIndexer } from "./start-indexer.ts";
import { startIndexer } from "./start-indexer.ts";

const postgres = process.env["TFGRID_TEST_POSTGRES"];

const LISTS = [
  "/v1/totals",
  "/v1/nodes",
  "/v1/farms",
  "/v1/periods?limit=3",
  "/v1/policies",
  "/v1/prices",
  "/v1/roles",
  "/v1/privileged-actions?limit=1000",
  "/v1/signer-sets",
  "/v1/accounts",
];

// scripts/ci/postgres.sh starts the database.
(postgres === undefined ? describe.skip : describe)("indexers on PostgreSQL", function () {
  this.timeout(300_000);
  const running: RunningIndexer[] = [];
  const answersOf = (indexer: RunningIndexer) =>
    Promise.all(LISTS.map(async (list) => (await fetch(`${indexer.url}${list}`)).text()));

  after(() => Promise.all(running.map((indexer) => indexer.stop())));

  it("answer alike: the one that indexes, one that only serves, and one on PGlite", async function () {
    const grid = await localGrid();
    await grid.json("farm create --name Several --account 4");
    await grid.newKey("several");
    const hardware = "--cru 4 --mru 8GiB --sru 1TB --country Belgium --city Ghent";
    await grid.json(`node register --farm 1 --node-key-file several.json ${hardware} --account 4`);
    const where = {
      addressBook: path.join(grid.place.folder, "deployments", "localhost.json"),
      rpcUrl: grid.place.env["TFGRID_RPC_URL"] ?? "",
    };
    const env = { DATABASE_URL: postgres ?? "" };
    const start = async (options: Parameters<typeof startIndexer>[0]) => {
      const indexer = await startIndexer(options);
      running.push(indexer);
      await indexer.reach(await grid.provider.getBlockNumber());
      return indexer;
    };

    const indexing = await start({ ...where, env });
    const [first] = await Promise.all([
      start({ ...where, env, command: "serve" }),
      start({ ...where, env, command: "serve" }),
    ]);
    const other = await start(where);
    expect(await answersOf(first)).to.deep.equal(await answersOf(indexing));
    expect(await answersOf(other)).to.deep.equal(await answersOf(indexing));

    // What only serves sees new blocks, and stays when the one that indexes is gone.
    await grid.json("farm rename --farm 1 --name Renamed --account 4");
    await first.reach(await grid.provider.getBlockNumber());
    await indexing.stop();
    expect((await first.client.readFarm(1)).name).to.equal("Renamed");
  });
});
