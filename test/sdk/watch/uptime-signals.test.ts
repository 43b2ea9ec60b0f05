import { expect } from "chai";
import hre from "hardhat";
import { CollectorError } from "../../../sdk/heartbeats/collector-client.ts";
import type { CollectorClient } from "../../../sdk/heartbeats/collector-client.ts";
import { uptimeSignals } from "../../../sdk/watch/uptime-signals.ts";
import { rejection } from "../../helpers/rejection.ts";
import { scene } from "../measurements/scene.ts";

const HOUR = 3600;

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  return scene(connection);
}

/** A collector that knows how long each node may still be down, and notes what it is asked. */
function collectorOf(affordable: Readonly<Record<number, number | null>>) {
  const asked: (readonly number[])[] = [];
  const readUptime = (...question: readonly [nodeId: number, period: number, thresholdPermille: number]) => {
    asked.push(question);
    return Promise.resolve({ affordableSeconds: affordable[question[0]] });
  };
  return { asked, client: { readUptime } as unknown as CollectorClient };
}

const DOWN = {
  readUptime: () => Promise.reject(new CollectorError("http://down", "does not answer", { code: "unreachable" })),
} as unknown as CollectorClient;

describe("what a farmer should know of uptime", () => {
  async function signalsOf(...collectors: readonly CollectorClient[]) {
    const { grid, book } = await networkHelpers.loadFixture(fixture);
    const source = { grid, book, provider: connection.ethers.provider };
    const period = Number(await grid.Directory.currentPeriod());
    return { period, signals: await uptimeSignals(source, 1, collectors) };
  }

  it("is which nodes may soon miss what their policy asks for, or have missed it", async () => {
    const { asked, client } = collectorOf({ 1: HOUR, 2: null, 3: 30 * HOUR });
    const { period, signals } = await signalsOf(client);

    expect(signals).to.deep.equal([
      { kind: "thresholdAtRisk", nodeId: 1, period, affordableSeconds: HOUR },
      { kind: "thresholdAtRisk", nodeId: 2, period, affordableSeconds: 0 },
    ]);
    expect(asked).to.deep.include([1, period, 950]);
  });

  it("goes by the collector that knows the most, and gets along without the others", async () => {
    const { client: little } = collectorOf({ 1: HOUR, 2: null, 3: null });
    const { client: much } = collectorOf({ 1: 30 * HOUR, 2: 30 * HOUR, 3: 30 * HOUR });

    expect((await signalsOf(little, DOWN, much)).signals).to.deep.equal([]);
  });

  it("cannot be told when no collector answers", async () => {
    expect(await rejection(signalsOf(DOWN))).to.be.instanceOf(CollectorError);
  });
});
