import { expect } from "chai";
import hre from "hardhat";
import { pino } from "pino";
import { parseMeasurements } from "../../../sdk/measurements/measurements-document.ts";
import { readProposal } from "../../../sdk/measurements/proposal-document.ts";
import { decodeLeaves } from "../../../sdk/rules/leaf.ts";
import { httpPeer } from "../../../services/attestor/peer.ts";
import { serveAttestor } from "../../../services/attestor/serve-attestor.ts";
import { expectOpenApi } from "../http/expect-open-api.ts";
import { Attestorship, collector, fleet } from "./fleet.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  return fleet(connection);
}

describe("an attestor over HTTP", () => {
  const cleanUps: (() => unknown)[] = [];

  async function listening() {
    const context = await networkHelpers.loadFixture(fixture);
    const all = new Attestorship(context);
    cleanUps.push(() => all.remove());
    const attestor = all.start(0, [collector(context.heartbeats)]);
    const findObstacle = () => Promise.resolve(undefined);
    const service = await serveAttestor(attestor, { logger: pino({ level: "silent" }), findObstacle });
    cleanUps.push(() => service.server.close());
    return { ...context, all, attestor, service, url: await service.server.listen({ host: "127.0.0.1", port: 0 }) };
  }

  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  });

  it("shows what it derived as its peers and `tfgrid period` read it", async () => {
    const { grid, period, attestor, service, url } = await listening();
    await service.rounds();
    const place = { period, batch: 0 };
    const peer = httpPeer(`${url}/`);

    expect(await peer.summaryOf(place)).to.deep.equal(await attestor.summaryOf(place));
    const batch = await readProposal(grid, (await peer.proposalOf(place))!);
    const response = await fetch(`${url}/v1/periods/${period}/leaves`);
    const { measurements } = parseMeasurements(await response.text());
    expect(measurements).to.deep.equal(decodeLeaves(batch.leaves));
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).to.include(`attestor_period_stage{period="${period}",batch="0",stage="comparing"} 1`);
  });

  it("has nothing to show before it derived something, and refuses what is no place", async () => {
    const { period, url } = await listening();

    expect(await httpPeer(url).summaryOf({ period, batch: 0 })).to.equal(undefined);
    expect(await statusOf(`${url}/v1/proposals/${period}/0`)).to.deep.equal([404, "notDerived"]);
    expect(await statusOf(`${url}/v1/proposals/one/0`)).to.deep.equal([400, "malformedRequest"]);
    expect(await statusOf(`${url}/v1/periods/99999999/leaves`)).to.deep.equal([400, "malformedRequest"]);
  });

  it("describes itself by an OpenAPI document", async () => {
    const { url } = await listening();

    await expectOpenApi(url);
  });

  it("agrees with its peers over HTTP", async () => {
    const { period, heartbeats, all, url } = await listening();
    const peers = [httpPeer(url), httpPeer("http://127.0.0.1:1")];
    await all.members[0]!.round(period);
    const { votes } = await all.start(1, [collector(heartbeats)], { peers }).round(period);

    expect(votes!.map(({ says }) => says)).to.deep.equal(["same", "unreachable"]);
  });

  it("refuses to sign for what is not over or for nodes that do not exist", async () => {
    const { url, scope, period, grid } = await listening();
    const { start, duration } = await grid.Directory.schedule();
    const from = Number(start + BigInt(period) * duration);
    const ask = (body: object) =>
      statusOf(`${url}/v1/availability`, { method: "POST", body: JSON.stringify(body), headers: JSON_BODY });

    expect(await ask({ nodeId: 1, from, to: 2 ** 39 })).to.deep.equal([409, "notOver"]);
    expect(await ask({ nodeId: 1, from, to: from })).to.deep.equal([409, "notOver"]);
    expect(await ask({ nodeId: 99, from, to: from + 60 })).to.deep.equal([404, "unknownNode"]);
    expect(await ask({ nodeId: 1, from, to: from + 60 })).to.deep.equal([409, "notTiling"]);
    expect(await ask({ nodeId: 1, from, to: -1 })).to.deep.equal([400, "malformedRequest"]);
    expect(await ask({ ...scope, chainId: 1 })).to.deep.equal([400, "malformedRequest"]);
  });
});

const JSON_BODY = { "content-type": "application/json" };

async function statusOf(url: string, request?: RequestInit): Promise<[number, string]> {
  const response = await fetch(url, request);
  const { error } = (await response.json()) as { error: string };
  return [response.status, error];
}
