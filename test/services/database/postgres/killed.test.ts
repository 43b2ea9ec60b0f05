import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { CollectorError, createCollectorClient } from "../../../../sdk/heartbeats/collector-client.ts";
import type { SignedHeartbeat } from "../../../../sdk/heartbeats/heartbeat.ts";
import { NOW, collectorScene, signed } from "../../collector/scene.ts";

const { TFGRID_TEST_POSTGRES_PID_FILE: pidFile, TFGRID_TEST_POSTGRES_START: startProgram } = process.env;

const COUNT = 200;
const KILL_AT = 50;

// Only scripts/ci/postgres.sh has a server that may be killed.
if (pidFile !== undefined && startProgram !== undefined) {
  describe("a collector whose PostgreSQL is killed", function () {
    this.timeout(300_000);

    let scene: Awaited<ReturnType<typeof collectorScene>>;

    before(async () => {
      scene = await collectorScene();
    });

    after(() => scene.stop());

    it("answers 503 meanwhile, goes on by itself, and has lost nothing that it acknowledged", async () => {
      const client = createCollectorClient(await scene.server.listen({ host: "127.0.0.1", port: 0 }));
      const numbers = Array.from({ length: COUNT }, (_, index) => index + 1);
      const all = await Promise.all(numbers.map((sequence) => signed({ sequence, sentAt: NOW })));
      const acknowledged: number[] = [];
      const refused: CollectorError[] = [];
      const send = async (one: SignedHeartbeat): Promise<void> => {
        const results = await client.sendHeartbeats([one]).catch((error: unknown) => {
          refused.push(error as CollectorError);
        });
        if (results?.[0]?.status === "stored" || results?.[0]?.status === "duplicate") acknowledged.push(one.sequence);
      };
      for (const one of all.slice(0, KILL_AT)) await send(one);
      const underWay = Promise.all(all.slice(KILL_AT).map(send));
      process.kill(Number.parseInt(readFileSync(pidFile, "utf8"), 10), "SIGKILL");
      await underWay;
      await send(all[0]!);
      expect((await fetch(`${client.url}/ready`)).status).to.equal(503);

      execFileSync(startProgram);
      while ((await fetch(`${client.url}/ready`)).status !== 200) await sleep(200);
      const kept = new Set<number>();
      for await (const { sequence } of client.readPeriod(5)) kept.add(sequence);
      expect(acknowledged.filter((sequence) => !kept.has(sequence))).to.deep.equal([]);
      expect(refused).not.to.be.empty;
      for (const error of refused)
        expect([error.code, error.retryAfterSeconds]).to.deep.equal(["databaseUnavailable", 5]);

      for (const one of all) await send(one);
      expect(new Set(acknowledged).size).to.equal(COUNT);
    });
  });
}
