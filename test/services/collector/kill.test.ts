import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { createCollectorClient } from "../../../sdk/heartbeats/collector-client.ts";
import type { SignedHeartbeat } from "../../../sdk/heartbeats/heartbeat.ts";
import { freshDatabase } from "../fresh-database.ts";
import { NOW, signed } from "./scene.ts";

const PROGRAM = fileURLToPath(new URL("./collector-process.ts", import.meta.url));

/** So many heartbeats are acknowledged before the process is killed, at the least. */
const BEFORE_KILL = 40;
const PER_ROUND = 150;
const KILLS = 2;

async function start(location: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [PROGRAM, location], { stdio: ["ignore", "pipe", "inherit"] });
  const [url] = (await once(createInterface(child.stdout), "line")) as [string];
  return { child, url };
}

/** Sends one after the other until nobody answers; returns those that were acknowledged. */
async function sendUntilKilled(child: ChildProcess, url: string, all: readonly SignedHeartbeat[]): Promise<number[]> {
  const client = createCollectorClient(url);
  const acknowledged: number[] = [];
  for (const one of all) {
    // It is killed while this request is under way.
    if (acknowledged.length === BEFORE_KILL) setImmediate(() => child.kill("SIGKILL"));
    const results = await client.sendHeartbeats([one]).catch(() => undefined);
    if (results === undefined) return acknowledged;
    expect(results[0]!.status).to.equal("stored");
    acknowledged.push(one.sequence);
  }
  throw new Error("The collector was not killed.");
}

describe("a collector that is killed", function () {
  this.timeout(300_000);

  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "tfgrid-collector-"));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("has everything that it acknowledged when it is started again", async () => {
    const location =
      process.env["TFGRID_TEST_POSTGRES"] === undefined ? path.join(folder, "data") : await freshDatabase();
    const acknowledged: number[] = [];
    for (let round = 0; round < KILLS; ++round) {
      const { child, url } = await start(location);
      const exited = once(child, "exit");
      const numbers = Array.from({ length: PER_ROUND }, (_, index) => round * PER_ROUND + index + 1);
      const all = await Promise.all(numbers.map((sequence) => signed({ sequence, sentAt: NOW })));
      acknowledged.push(...(await sendUntilKilled(child, url, all)));
      expect((await exited)[1]).to.equal("SIGKILL");
    }
    const { child, url } = await start(location);
    const kept = new Set<number>();
    for await (const { sequence } of createCollectorClient(url).readPeriod(5)) kept.add(sequence);
    child.kill("SIGKILL");

    expect(acknowledged.length).to.be.at.least(KILLS * BEFORE_KILL);
    expect(acknowledged.filter((sequence) => !kept.has(sequence))).to.deep.equal([]);
  });
});
