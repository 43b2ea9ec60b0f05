import path from "node:path";
import { expect } from "chai";
import { readAllPages } from "../../../sdk/indexer/read-all-pages.ts";
import { localGrid } from "../../e2e/grids.ts";
import type { TestGrid } from "../../e2e/grids.ts";
import type { RunningIndexer } from "./start-indexer.ts";
import { startIndexer } from "./start-indexer.ts";

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, { readonly get: { readonly parameters?: readonly { name: string }[] } }>>;
}

// One farm of three nodes with two addresses, another of one node, which is removed.
describe("the indexer's API", function () {
  this.timeout(300_000);
  const running = localGrid;
  let grid: TestGrid;
  let indexer: RunningIndexer;
  const get = (address: string, init?: RequestInit) => fetch(`${indexer.url}${address}`, init);
  const refusal = async (address: string) => {
    const response = await get(address);
    return { status: response.status, ...((await response.json()) as { code: string; message: string }) };
  };

  before(async function () {
    grid = await running();
    await grid.json("farm create --name Ghent --account 1");
    await grid.json("farm create --name Vienna_2 --account 2");
    for (const [farm, name, country, cru, account] of [
      [1, "one", "Belgium", 4, 1],
      [1, "two", "Belgium", 16, 1],
      [1, "three", "=1+1", 8, 1],
      [2, "four", "Austria", 32, 2],
    ] as const) {
      await grid.newKey(name);
      const hardware = `--cru ${cru} --mru 64GiB --sru 1TB --country ${country} --city Town`;
      await grid.json(`node register --farm ${farm} --node-key-file ${name}.json ${hardware} --account ${account}`);
    }
    await grid.json(
      "farm ip add --farm 1 --ips 185.206.122.10/24 185.206.122.11/24 --gateway 185.206.122.1 --account 1",
    );
    await grid.json("node remove --node 4 --account 2");
    await grid.json("account create --account 3");
    indexer = await startIndexer({
      addressBook: path.join(grid.place.folder, "deployments", "localhost.json"),
      rpcUrl: grid.place.env["TFGRID_RPC_URL"] ?? "",
      env: { GRID_POINTS_PER_MINUTE: "600" },
    });
    await indexer.reach(await grid.provider.getBlockNumber());
  });

  after(() => indexer.stop());

  it("finds nodes by what is free on them, where they are and what they are", async function () {
    const { client } = indexer;
    const ids = async (query: Parameters<typeof client.listNodes>[0]) =>
      (await client.listNodes(query)).items.map(({ nodeId }) => nodeId);
    expect(await ids({ freeCru: 8 })).to.deep.equal([2, 3]);
    expect(await ids({ freeCru: 1, sort: "-freeCru" })).to.deep.equal([2, 3, 1]);
    expect(await ids({ freeMruBytes: 2n ** 36n + 1n })).to.deep.equal([]);
    expect(await ids({ country: "Belgium", freeIps: 2 })).to.deep.equal([1, 2]);
    expect(await ids({ freeIps: 3 })).to.deep.equal([]);
    expect(await ids({ status: "removed" })).to.deep.equal([4]);
    expect(await ids({ text: "ghen" })).to.deep.equal([1, 2, 3]);
    expect(await ids({ text: "%" })).to.deep.equal([]);
    expect(await ids({ certified: true })).to.deep.equal([]);
    expect(await ids({ farm: 1, limit: 1, offset: 1 })).to.deep.equal([2]);
  });

  it("takes patterns of SQL in a text for what they are", async function () {
    const found = async (text: string) => (await indexer.client.listFarms({ text })).items.map(({ name }) => name);
    expect(await found("vienna_")).to.deep.equal(["Vienna_2"]);
    expect(await found("_")).to.deep.equal(["Vienna_2"]);
    expect(await found("'; DROP TABLE farm; --")).to.deep.equal([]);
  });

  it("agrees with itself: totals, pages and single answers", async function () {
    const { client } = indexer;
    const totals = await client.readTotals();
    const nodes = await readAllPages((page) => client.listNodes(page));
    expect(totals.farms).to.equal((await client.listFarms()).total);
    expect(totals.nodes).to.deep.include({ registered: 3, removed: 1 });
    expect(totals.publicIps).to.deep.equal({ added: 2, taken: 0 });
    expect(totals.capacity.offered.cru).to.equal(4 + 16 + 8);
    expect((await client.listCountries()).map((one) => [one.country, one.nodes])).to.deep.equal([
      ["Belgium", 2],
      ["=1+1", 1],
    ]);
    for (const node of nodes) {
      const { allTerms, power, ...alone } = await client.readNode(node.nodeId);
      expect(alone).to.deep.equal(node);
      expect([allTerms.length, power.length]).to.deep.equal([1, 0]);
    }
    expect((await client.listIps(1)).items.map(({ ip }) => ip)).to.deep.equal(["185.206.122.10", "185.206.122.11"]);
  });

  it("answers everything that its client asks for", async function () {
    const { client } = indexer;
    const lists = [client.listReceipts(), client.listReservations(), client.listAccounts(), client.listNames()];
    expect((await Promise.all(lists)).map(({ total }) => total)).to.deep.equal([0, 0, 1, 0]);
    expect((await client.listPeriods({ limit: 2 })).items.map(({ state }) => state)).to.deep.equal([
      "running",
      "awaited",
    ]);
    expect((await client.listPrices()).items).to.have.lengthOf(1);
    expect((await client.listRoles()).map(({ name }) => name)).to.include.members(["admin", "governor", "guardian"]);
    expect((await client.listPrivilegedActions({ limit: 1 })).items).to.have.lengthOf(1);
    expect((await client.listSignerSets()).map(({ contract }) => contract)).to.include("Attestors");
    const counts = await Promise.all([
      client.listPolicies(),
      client.listPricings(),
      client.listConnectionPrices(),
      client.listMinters(),
    ]);
    expect(counts.every((list) => list.length > 0)).to.equal(true);
  });

  it("refuses what it does not know, in words", async function () {
    expect(await refusal("/v1/nodes?freecru=4")).to.deep.equal({
      status: 400,
      code: "malformedRequest",
      message: "There is no parameter freecru here; GET /v1/openapi.json lists what there is.",
    });
    for (const query of [
      "limit=1001",
      "limit=0",
      "offset=-1",
      "sort=key",
      "freeCru=",
      "freeCru=1&freeCru=2",
      "owner=1",
    ]) {
      expect(await refusal(`/v1/nodes?${query}`), query).to.include({ status: 400, code: "malformedRequest" });
    }
    expect(await refusal("/v1/farms/3")).to.include({ status: 404, message: "There is no farm 3 in the index." });
    expect(await refusal("/v1/farms/3/receipts.csv")).to.include({ status: 404, code: "notFound" });
    expect(await refusal("/v2/farms")).to.include({ status: 404, code: "notFound" });
    expect(await refusal("/graphql")).to.include({ status: 405, code: "postExpected" });
  });

  it("names the block of an answer, and sends it once", async function () {
    const response = await get("/v1/farms");
    const { block, blockTime } = await indexer.client.readStatus();
    const headers = ["grid-block", "grid-block-time", "access-control-allow-origin"];
    expect(headers.map((name) => response.headers.get(name))).to.deep.equal([`${block}`, `${blockTime}`, "*"]);
    const again = await get("/v1/farms", { headers: { "if-none-match": response.headers.get("etag") ?? "" } });
    expect([again.status, await again.text()]).to.deep.equal([304, ""]);
  });

  it("writes files that are complete and that no spreadsheet computes", async function () {
    const { files } = indexer.client;
    for (const address of [files.receiptsOfFarm(1), files.paymentsOfFarm(1), files.measurementsOfPeriod(1)]) {
      const response = await fetch(address);
      expect(response.headers.get("content-type")).to.match(/^text\/csv/);
      expect((await response.text()).split("\r\n")).to.have.lengthOf(2);
    }
  });

  it("describes every route in its document", async function () {
    const document = (await (await get("/v1/openapi.json")).json()) as OpenApi;
    expect(document.openapi).to.equal("3.1.0");
    expect(Object.keys(document.paths)).to.include.members(["/v1/nodes", "/v1/farms/{farmId}/receipts.csv"]);
    const parameters = document.paths["/v1/nodes"]?.get.parameters?.map(({ name }) => name) ?? [];
    expect(parameters).to.include.members(["freeMruBytes", "offset", "limit", "sort"]);
  });

  it("answers GraphQL", async function () {
    const query = '{ farms(orderBy: "farmId") { totalCount items { name } } }';
    const headers = { "content-type": "application/json" };
    const response = await get("/graphql", { method: "POST", headers, body: JSON.stringify({ query }) });
    expect(await response.json()).to.deep.equal({
      data: { farms: { totalCount: 2, items: [{ name: "Ghent" }, { name: "Vienna_2" }] } },
    });
  });

  it("gives the command line what the chain gives", async function () {
    for (const command of ["farm list", "account list", "rewards receipts --farm 1", "farm list --owner ACCOUNT"]) {
      const list = command.replace("ACCOUNT", grid.wallet(2).address);
      expect(await grid.runHere(`${list} --indexer ${indexer.url}`), list).to.deep.equal(await grid.runHere(list));
    }
  });

  it("is refused by the command line when it is down or no indexer", async function () {
    const down = await grid.runHere("farm list --indexer http://127.0.0.1:9");
    expect([down.code, down.err]).to.satisfy(
      ([code, err]: [number, string]) => code === 1 && err.includes("does not answer"),
    );
    const other = await grid.runHere(`farm list --indexer ${grid.place.env["TFGRID_RPC_URL"] ?? ""}`);
    expect([other.code, /The indexer at .* (refuses|does not answer as)/.test(other.err)]).to.deep.equal([1, true]);
    const text = await grid.runHere("farm list --indexer indexer");
    expect(text.err).to.match(/not an http or https url/);
  });

  it("stops an address that asks for too much, and no other", async function () {
    const statusFor = async (address: string) => {
      const response = await get("/v1/farms/1/receipts.csv", { headers: { "x-forwarded-for": address } });
      await response.text();
      return response.status;
    };
    // A file costs 20 points: that is 30 of them at once, and 30 more in a minute.
    const addresses = Array.from({ length: 80 }, (_, index) => `2001:db8::${index.toString(16)}`);
    const statuses = await Promise.all(addresses.map(statusFor));
    expect(statuses.filter((status) => status === 200).length).to.be.at.least(30);
    expect(statuses.filter((status) => status === 429).length).to.be.at.least(1);
    expect(await statusFor("2001:db8:0:1::1")).to.equal(200);
  });
});
