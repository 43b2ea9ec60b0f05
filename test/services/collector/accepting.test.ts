import { expect } from "chai";
import { hexlify, getBytes } from "ethers";
import { toHeartbeatJson } from "../../../sdk/heartbeats/heartbeat-json.ts";
import { signHeartbeat } from "../../../sdk/heartbeats/sign-heartbeat.ts";
import type { Scene } from "./scene.ts";
import {
  AFTER_PERIOD,
  NOW,
  PERIOD_END,
  SCHEDULE,
  SCOPE,
  collectorScene,
  fixedRegistry,
  heartbeat,
  keyOfNode,
  signed,
} from "./scene.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

describe("a collector that is sent heartbeats", () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await collectorScene();
  });

  afterEach(() => scene.stop());

  it("keeps what nodes have signed, in any order, and each once", async () => {
    const all = await Promise.all([3, 1, 2].map((sequence) => signed({ sequence })));
    const traffic = await signed({ nodeId: 2, traffic: [{ reservationId: 7, bytes: 2n ** 64n - 1n }] });

    expect(await scene.send([...all, traffic, all[1]!])).to.deep.equal([
      "stored",
      "stored",
      "stored",
      "stored",
      "duplicate",
    ]);
    expect(await scene.send(all)).to.deep.equal(["duplicate", "duplicate", "duplicate"]);
    const { body } = await scene.get("/v1/periods/5/heartbeats");
    const inOrder = [all[1]!, all[2]!, all[0]!, traffic];
    expect(body.heartbeats).to.deep.equal(inOrder.map(toHeartbeatJson));
  });

  it("recognises duplicates without looking at their signature, also after a restart", async () => {
    const one = await signed();
    const unsigned = { ...one, signature: `0x${"00".repeat(65)}` };
    expect(await scene.send([unsigned])).to.deep.equal(["badSignature"]);
    expect(await scene.send([one])).to.deep.equal(["stored"]);
    expect(await scene.send([unsigned])).to.deep.equal(["duplicate"]);
  });

  it("refuses what is not signed by the node's key for this grid", async () => {
    const good = await signed();
    const bytes = getBytes(good.signature);
    const s = BigInt(hexlify(bytes.subarray(32, 64)));
    const mirrored = `${good.signature.slice(0, 66)}${(ORDER - s).toString(16).padStart(64, "0")}${bytes[64] === 27 ? "1c" : "1b"}`;
    const wrong = [
      await signed({}, keyOfNode(2)),
      await signHeartbeat(keyOfNode(1), { ...SCOPE, chainId: 1n }, heartbeat()),
      await signHeartbeat(keyOfNode(1), { ...SCOPE, directory: keyOfNode(1).address }, heartbeat()),
      { ...good, uptimeSeconds: good.uptimeSeconds + 1 },
      { ...good, signature: mirrored },
      { ...good, signature: `${good.signature.slice(0, -2)}00` },
      { ...good, signature: `${good.signature.slice(0, -2)}1d` },
      { ...good, signature: `0x${"ff".repeat(64)}1b` },
      { ...good, signature: `0x${"00".repeat(64)}1b` },
    ];
    expect(await scene.send(wrong)).to.deep.equal(wrong.map(() => "badSignature"));
    expect(await scene.send([good])).to.deep.equal(["stored"]);
  });

  it("refuses unknown nodes, times ahead, and what is no heartbeat, each by itself", async () => {
    const good = toHeartbeatJson(await signed());
    const results = await scene.send([
      await signed({ nodeId: 99 }),
      await signed({ sequence: 2, sentAt: NOW + 61 }),
      await signed({ sequence: 3, sentAt: NOW + 60 }),
      await signed({ sequence: 4, sentAt: SCHEDULE.startSeconds - 1 }),
      { ...good, mruBytes: String(2n ** 64n) },
      { ...good, more: 1 },
      { nodeId: "1" },
      good,
    ]);
    expect(results).to.deep.equal([
      "wrongNode",
      "fromFuture",
      "stored",
      "outOfRange",
      "outOfRange",
      "outOfRange",
      "outOfRange",
      "stored",
    ]);
  });

  it("says in words what is wrong with each", async () => {
    const { body } = await scene.post("/v1/heartbeats", { heartbeats: [{ nodeId: 7 }, null, [], "x"] });
    expect(body.results).to.have.lengthOf(4);
    expect(body.results![0]).to.include({ nodeId: 7, sequence: null, status: "refused", error: "outOfRange" });
    expect(body.results![1]).to.include({ nodeId: null, sequence: null });
    for (const { message } of body.results!) expect(message).to.match(/^It is no heartbeat: .+\.$/);
  });

  it("takes late ones until their period closes, and appeals for a period longer", async () => {
    const closing = PERIOD_END + AFTER_PERIOD;
    const numbered = (sequence: number) => signed({ sequence });
    scene.clock.now = closing - 1;
    expect(await scene.send([await numbered(1)])).to.deep.equal(["stored"]);
    scene.clock.now = closing;
    expect(await scene.send([await numbered(2)])).to.deep.equal(["periodClosed"]);
    expect(await scene.send([await numbered(2)], "/v1/appeals")).to.deep.equal(["stored"]);
    scene.clock.now = closing + SCHEDULE.lengthSeconds - 1;
    expect(await scene.send([await numbered(3)], "/v1/appeals")).to.deep.equal(["stored"]);
    scene.clock.now += 1;
    expect(await scene.send([await numbered(4)], "/v1/appeals")).to.deep.equal(["periodClosed"]);

    const { body } = await scene.get("/v1/periods/5/heartbeats");
    expect(body.heartbeats.map(({ sequence }) => sequence)).to.deep.equal([1, 2, 3]);
    expect(body.appeals).to.deep.equal([2, 3].map((sequence) => ({ nodeId: 1, sequence })));
  });

  it("keeps both of two heartbeats with one number, and says so", async () => {
    const [first, second] = [await signed(), await signed({ cru: 9 })];
    expect(await scene.send([first])).to.deep.equal(["stored"]);
    expect(await scene.send([second])).to.deep.equal(["conflict"]);
    expect(await scene.send([second, first])).to.deep.equal(["conflict", "duplicate"]);
    const together = [
      await signed({ nodeId: 2 }),
      await signed({ nodeId: 2, cru: 9 }),
      await signed({ nodeId: 2, cru: 10 }),
    ];
    expect(await scene.send(together)).to.deep.equal(["stored", "conflict", "conflict"]);

    const { body } = await scene.get("/v1/conflicts?period=5");
    expect(body.conflicts.map(({ nodeId, heartbeats }) => [nodeId, heartbeats.length])).to.deep.equal([
      [1, 2],
      [2, 3],
    ]);
    expect(body.conflicts[0]!.heartbeats).to.have.deep.members([first, second].map(toHeartbeatJson));
    const page = await scene.get("/v1/periods/5/heartbeats");
    expect(page.body.heartbeats).to.have.lengthOf(5);
    expect((await scene.get("/v1/conflicts?period=4")).body.conflicts).to.deep.equal([]);
  });

  it("finds a conflict when two collectors with one database are sent its halves at the same moment", async () => {
    const other = await collectorScene({ database: scene.database });
    const numbers = Array.from({ length: 50 }, (_, index) => index + 1);
    const firsts = await Promise.all(numbers.map((sequence) => signed({ sequence, sentAt: NOW })));
    const seconds = await Promise.all(numbers.map((sequence) => signed({ sequence, sentAt: NOW, cru: 9 })));
    const answers = await Promise.all([scene.send(firsts), other.send(seconds.toReversed())]);

    const count = (status: string) => answers.flat().filter((one) => one === status).length;
    expect([count("stored"), count("conflict")]).to.deep.equal([50, 50]);
    expect((await other.get("/v1/conflicts?period=5")).body.conflicts).to.have.lengthOf(50);
    await other.stop();
  });

  it("refuses a request for another chain or Directory as a whole", async () => {
    const heartbeats = [toHeartbeatJson(await signed())];
    const answer = async (more: object) => {
      const { status, body } = await scene.post("/v1/heartbeats", { heartbeats, ...more });
      return [status, body.error];
    };
    expect(await answer({ chainId: 1 })).to.deep.equal([409, "wrongChain"]);
    expect(await answer({ directory: keyOfNode(1).address })).to.deep.equal([409, "wrongChain"]);
    expect(await answer({ chainId: 31_337, directory: SCOPE.directory.toLowerCase() })).to.deep.equal([200, undefined]);
  });

  it("bounds what one request brings", async () => {
    const tooMany = await scene.post("/v1/heartbeats", { heartbeats: Array(501).fill({}) });
    expect([tooMany.status, tooMany.body.error]).to.deep.equal([400, "malformedRequest"]);
    const none = await scene.post("/v1/heartbeats", { heartbeats: [] });
    expect(none.status).to.equal(400);
    const large = await scene.post("/v1/heartbeats", { heartbeats: ["x".repeat(4 * 1024 * 1024)] });
    expect([large.status, large.body.error]).to.deep.equal([413, "bodyTooLarge"]);
  });

  it("counts what became of heartbeats, by the reason", async () => {
    await scene.send([await signed(), await signed({ nodeId: 99 })]);
    const { body } = await scene.server.inject("/metrics");
    expect(body).to.contain('collector_heartbeats_total{status="stored"} 1');
    expect(body).to.contain('collector_heartbeats_total{status="wrongNode"} 1');
    expect(body).to.contain("collector_heartbeats_under_way 0");
    expect(body).to.contain(`collector_chain_read_timestamp_seconds ${NOW}`);
  });
});

describe("a collector that meets an unknown node", () => {
  it("asks the chain once more", async () => {
    const known = fixedRegistry();
    const asked: string[] = [];
    const scene = await collectorScene({
      registry: fixedRegistry({
        keysOf: (nodeId) => (asked.length > 0 ? known.keysOf(nodeId) : undefined),
        refreshForUnknown: () => Promise.resolve(void asked.push("chain")),
      }),
    });
    expect(await scene.send([await signed(), await signed({ nodeId: 2 })])).to.deep.equal(["stored", "stored"]);
    expect(asked).to.deep.equal(["chain"]);
    await scene.stop();
  });

  it("does not call it unknown while the chain does not answer", async () => {
    const scene = await collectorScene({
      registry: fixedRegistry({
        refreshForUnknown: () => Promise.reject(new Error("no chain")),
        refreshedAt: () => NOW - 301,
      }),
    });
    const { status, body, headers } = await scene.post("/v1/heartbeats", {
      heartbeats: [toHeartbeatJson(await signed({ nodeId: 99 }))],
    });
    expect([status, body.error, headers["retry-after"]]).to.deep.equal([503, "chainUnavailable", "10"]);
    expect(await scene.send([await signed()])).to.deep.equal(["stored"]);
    expect((await scene.get("/ready")).status).to.equal(503);
    await scene.stop();
  });
});

describe("a collector after a node's key was changed", () => {
  it("takes each key for its time", async () => {
    const change = NOW - 10_000;
    const keys = [
      { key: keyOfNode(1).address.toLowerCase(), from: 0, until: change },
      { key: keyOfNode(2).address.toLowerCase(), from: change, until: Infinity },
    ];
    const scene = await collectorScene({ registry: fixedRegistry({ keysOf: () => keys }) });
    const by = (nodeKey: number, sequence: number, sentAt: number) => signed({ sequence, sentAt }, keyOfNode(nodeKey));
    const results = await scene.send([
      await by(1, 1, change + 59),
      await by(1, 2, change + 60),
      await by(2, 3, change - 60),
      await by(2, 4, change - 61),
      await by(2, 5, change),
    ]);
    expect(results).to.deep.equal(["stored", "badSignature", "stored", "badSignature", "stored"]);
    await scene.stop();
  });
});
