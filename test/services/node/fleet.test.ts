import { expect } from "chai";
import { HDNodeWallet, recoverAddress } from "ethers";
import { z } from "zod";
import { parseFleet } from "../../../services/node/fleet-file.ts";
import type { KnownNode } from "../../../services/node/fleet-heartbeats.ts";
import { runFleet } from "../../../services/node/run-fleet.ts";
import { heartbeatDigest } from "../../../sdk/heartbeats/heartbeat-digest.ts";
import { replayUptime } from "../../../sdk/rules/uptime.ts";
import { keptLog } from "./kept-log.ts";
import { SCOPE, START } from "./machine.ts";
import { memoryCollector } from "./memory-collector.ts";

const DAY = 86_400;
const HOUR = 3600;
const KEYS = HDNodeWallet.fromPhrase("test test test test test test test test test test test junk", undefined, "m");
const HARDWARE = { key: 0, cru: 8, mru: "64GiB", sru: "1TB" };
const SCRIPT = { format: "tfgrid-fleet-1", from: START, to: START + DAY, nodes: [HARDWARE] };

describe("a simulated fleet", () => {
  const keys = new Map<number, HDNodeWallet>();
  const keyOf = (index: number) => {
    const key = keys.get(index) ?? KEYS.deriveChild(index);
    keys.set(index, key);
    return key;
  };

  /** Plays a script, its nodes numbered by their keys. */
  function play(script: object, { collectors = [memoryCollector("http://one")], waits = [] as number[] } = {}) {
    const fleet = parseFleet({ ...SCRIPT, ...script });
    const nodes = fleet.nodes.map((node): KnownNode => ({ ...node, nodeId: node.keyIndex + 1 }));
    let uptime = 0;
    return runFleet({
      fleet,
      nodes,
      scope: SCOPE,
      keyOf: (index) => keyOf(index).privateKey,
      collectors,
      log: keptLog(),
      uptime: () => uptime,
      sleep: (seconds) => {
        if (seconds > 0) waits.push(seconds);
        uptime += seconds;
        return Promise.resolve();
      },
    });
  }

  it("of 1,000 nodes sends half a day in order, marked and signed by each node's key", async () => {
    const collector = memoryCollector("http://one");
    const outcome = await play(
      { to: START + DAY / 2, nodes: [{ ...HARDWARE, count: 1000 }] },
      { collectors: [collector] },
    );

    expect(outcome.heartbeats).to.be.within(18_000, 19_000);
    expect(outcome.collectors[0]).to.deep.include({ stored: outcome.heartbeats, refused: 0 });
    const times = collector.stored.map(({ sentAt }) => sentAt);
    expect(times.every((time, index) => index === 0 || time >= times[index - 1]!)).to.be.true;
    expect(collector.stored.every(({ isSimulated }) => isSimulated)).to.be.true;
    const digest = heartbeatDigest(SCOPE);
    for (const heartbeat of collector.stored.slice(-50)) {
      expect(recoverAddress(digest(heartbeat), heartbeat.signature)).to.equal(keyOf(heartbeat.nodeId - 1).address);
    }
  }).timeout(120_000);

  it("boots, fails and has wrong clocks as scripted, and the rules see just that", async () => {
    const collector = memoryCollector("http://one");
    const up = [
      [0, 6 * HOUR],
      [8 * HOUR, DAY],
    ];
    await play({ nodes: [{ ...HARDWARE, up, clockOffset: -90, key: 3 }] }, { collectors: [collector] });

    const { stored } = collector;
    expect(stored.map(({ sequence }) => sequence)).to.deep.equal(stored.map((_, index) => index + 1));
    expect(stored[0]).to.deep.include({ nodeId: 4, sentAt: START - 90, uptimeSeconds: 0, mruBytes: 64n * 2n ** 30n });
    expect(stored.filter(({ uptimeSeconds }) => uptimeSeconds === 0)).to.have.length(2);
    const { uptimeSeconds, violation } = replayUptime(
      stored.map(({ sentAt, uptimeSeconds }) => [sentAt, "uptime", uptimeSeconds] as const),
      { start: START - 90, end: START + 2 * DAY },
    );
    expect(violation).to.equal("none");
    expect(uptimeSeconds).to.be.within(22 * HOUR - 2 * 2400, 22 * HOUR);
  });

  it("sends the same again when it is run again", async () => {
    const collectors = [memoryCollector("http://one")];
    const first = await play({}, { collectors });
    const second = await play({}, { collectors });

    expect(second.collectors[0]).to.deep.include({ duplicate: first.heartbeats, stored: 0, conflict: 0 });
  });

  it("keeps the pace of its clock", async () => {
    const waits: number[] = [];
    await play({ speed: 60 }, { waits });

    const total = waits.reduce((sum, seconds) => sum + seconds, 0);
    expect(total).to.be.within((DAY - 2400) / 60 - 1, DAY / 60);
    waits.length = 0;
    await play({}, { waits });
    expect(waits).to.deep.equal([]);
  });

  it("waits for a collector that is down, and gives up at last", async () => {
    const [collector, waits] = [memoryCollector("http://one"), [] as number[]];
    collector.isDown = true;
    const failed = await play({}, { collectors: [collector], waits }).catch((error: unknown) => String(error));

    expect(failed).to.contain("does not answer");
    expect(waits.slice(0, 4)).to.deep.equal([1, 2, 4, 8]);
    expect(waits).to.have.length(11);
  });

  it("is refused when the script makes no sense", () => {
    const wrong: object[] = [
      { format: "x" },
      { to: START },
      { nodes: [] },
      { nodes: [{ ...HARDWARE, mru: "much" }] },
      { nodes: [{ ...HARDWARE, count: 2, nodeId: 5 }] },
      { nodes: [{ ...HARDWARE, up: [[5, 5]] }] },
      {
        nodes: [
          {
            ...HARDWARE,
            up: [
              [0, 10],
              [5, 20],
            ],
          },
        ],
      },
      { speed: 0 },
    ];
    for (const changes of wrong) {
      expect(() => parseFleet({ ...SCRIPT, ...changes }), JSON.stringify(changes)).to.throw(z.ZodError);
    }
  });
});
