import { expect } from "chai";
import { CollectorError, createCollectorClient } from "../../../sdk/heartbeats/collector-client.ts";
import type { CollectorClient } from "../../../sdk/heartbeats/collector-client.ts";
import { rejection } from "../../helpers/rejection.ts";
import { expectOpenApi } from "../http/expect-open-api.ts";
import type { Scene } from "./scene.ts";
import { AFTER_PERIOD, NOW, PERIOD_END, SCOPE, collectorScene, signed } from "./scene.ts";

async function toArray<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("a collector that is read from", () => {
  let scene: Scene;
  let client: CollectorClient;

  beforeEach(async () => {
    scene = await collectorScene();
    client = createCollectorClient(`${await scene.server.listen({ host: "127.0.0.1", port: 0 })}/`);
  });

  afterEach(() => scene.stop());

  it("gives back what nodes signed, node by node and in the order of time", async () => {
    const all = await Promise.all(
      [2, 1].flatMap((nodeId) => [3, 1, 2].map((sequence) => signed({ nodeId, sequence }))),
    );
    const results = await client.sendHeartbeats(all, SCOPE);
    expect(results.map(({ status }) => status)).to.deep.equal(all.map(() => "stored"));

    const inOrder = [4, 5, 3, 1, 2, 0].map((index) => all[index]!);
    expect(await toArray(client.readPeriod(5))).to.deep.equal(inOrder);
    expect(await toArray(client.readNode(2, 5))).to.deep.equal(inOrder.slice(3));
    expect(await client.readLatest(2)).to.deep.equal({ sequence: 3, sentAt: all[0]!.sentAt });
    expect(await client.readLatest(3)).to.deep.equal({ sequence: null, sentAt: null });
    expect(await client.readConflicts(5)).to.deep.equal([]);
  });

  it("reads with a period what was sent until it closes", async () => {
    const times = [PERIOD_END - 1, PERIOD_END, PERIOD_END + AFTER_PERIOD - 1, PERIOD_END + AFTER_PERIOD];
    scene.clock.now = PERIOD_END + AFTER_PERIOD - 1;
    await client.sendHeartbeats(
      await Promise.all(times.map((sentAt, index) => signed({ sequence: index + 1, sentAt }))),
    );
    const sequences = async (period: number) =>
      (await toArray(client.readPeriod(period))).map(({ sequence }) => sequence);
    expect(await sequences(5)).to.deep.equal([1, 2, 3]);
    expect(await sequences(6)).to.deep.equal([2, 3, 4]);
  });

  it("pages through everything once, while more arrives before and after", async () => {
    const odd = [1, 3, 5, 7, 9];
    await client.sendHeartbeats(await Promise.all(odd.map((sequence) => signed({ sequence }))));
    const first = await client.readPage(5, { limit: 2 });
    await client.sendHeartbeats(await Promise.all([2, 8].map((sequence) => signed({ sequence }))));
    const second = await client.readPage(5, { limit: 2, after: first.next! });
    const third = await client.readPage(5, { limit: 2, after: second.next! });
    const fourth = await client.readPage(5, { limit: 2, after: third.next! });

    const sequences = [first, second, third, fourth].map(({ heartbeats }) =>
      heartbeats.map(({ sequence }) => sequence),
    );
    expect(sequences).to.deep.equal([[1, 3], [5, 7], [8, 9], []]);
    expect(fourth.next).to.equal(null);
  });

  it("pages through the heartbeats of a conflict as well", async () => {
    const all = await Promise.all([8, 9, 10].map((cru) => signed({ cru })));
    await client.sendHeartbeats(all);
    const seen = new Set<string>();
    for (let after: string | null = ""; after !== null;) {
      const page: Awaited<ReturnType<CollectorClient["readPage"]>> = await client.readPage(
        5,
        after === "" ? { limit: 1 } : { limit: 1, after },
      );
      for (const { signature } of page.heartbeats) seen.add(signature);
      after = page.next;
    }
    expect([...seen]).to.have.members(all.map(({ signature }) => signature));
    expect((await client.readConflicts(5))[0]!.heartbeats).to.have.deep.members(all);
  });

  it("tells its client in one sentence what it does not do", async () => {
    const error = (await rejection(
      client.sendHeartbeats([await signed()], { ...SCOPE, chainId: 1n }),
    )) as CollectorError;
    expect(error).to.be.instanceOf(CollectorError).with.property("code", "wrongChain");
    expect(error.message).to.match(/^The collector at 127\.0\.0\.1:\d+ refuses: .*on chain 31337.*\.$/);
    const malformed = (await rejection(client.readPage(5, { after: "x" }))) as CollectorError;
    expect([malformed.code, malformed.message]).to.satisfy(
      ([code, text]: string[]) => code === "malformedRequest" && text!.includes("after"),
    );

    await scene.server.close();
    expect(await rejection(client.readLatest(1))).to.have.property("code", "unreachable");
  });

  it("tells what a node is credited with, what it lost and what it can still reach", async () => {
    const start = PERIOD_END - 100_000;
    const at = (sequence: number, seconds: number) =>
      signed({ sequence, sentAt: start + seconds, uptimeSeconds: seconds });
    await client.sendHeartbeats(await Promise.all([at(1, 2400), at(2, 4800), at(3, 12_000), at(4, 14_400)]));
    scene.clock.now = start + 14_400;
    const uptime = await client.readUptime(1, 5, 900);
    // Of the 7200 s without a heartbeat 2460 are credited.
    expect(uptime).to.deep.include({ uptimeSeconds: 9660, violation: "none", heartbeats: 4, thresholdPermille: 900 });
    expect(uptime.gaps).to.have.lengthOf(1);
    expect([uptime.reachablePermille, uptime.affordableSeconds]).to.deep.equal([952, 5260]);
    expect((await client.readUptime(2, 5, 1000)).affordableSeconds).to.equal(null);
  });

  it("splits what is more than one request takes", async () => {
    const many = await Promise.all(
      Array.from({ length: 501 }, (_, index) => signed({ sequence: index + 1, sentAt: NOW })),
    );
    const results = await client.sendHeartbeats(many);
    expect(results).to.have.lengthOf(501);
    expect(results.at(-1)).to.include({ sequence: 501, status: "stored" });
  });

  it("describes itself by an OpenAPI document", async () => {
    const response = await fetch(`${client.url}/openapi.json`);
    const document = (await response.json()) as { openapi: string; paths: Record<string, Record<string, object>> };
    expect(document.openapi).to.equal("3.1.0");
    expect(Object.keys(document.paths)).to.have.members([
      "/health",
      "/ready",
      "/v1/heartbeats",
      "/v1/appeals",
      "/v1/periods/{period}/heartbeats",
      "/v1/nodes/{nodeId}/heartbeats",
      "/v1/nodes/{nodeId}/latest",
      "/v1/nodes/{nodeId}/uptime",
      "/v1/conflicts",
    ]);
    expect(JSON.stringify(document.paths["/v1/heartbeats"])).to.contain("uptimeSeconds");
    await expectOpenApi(client.url);
  });
});
