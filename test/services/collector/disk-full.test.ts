import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { hexlify } from "ethers";
import { CollectorError, createCollectorClient } from "../../../sdk/heartbeats/collector-client.ts";
import { heartbeatDigest } from "../../../sdk/heartbeats/heartbeat-digest.ts";
import type { SignedHeartbeat } from "../../../sdk/heartbeats/heartbeat.ts";
import { NOW, SCOPE, heartbeat, keyOfNode } from "./scene.ts";

const PROGRAM = fileURLToPath(new URL("./collector-process.ts", import.meta.url));

/** Room for the database, and to be filled. */
const DISK_MEBIBYTES = 256;

const PER_REQUEST = 500;
const MOST_REQUESTS = 200;

/** Makes a heartbeat large, so that few of them fill the disk. */
const TRAFFIC = Array.from({ length: 60 }, (_, index) => ({
  reservationId: index + 1,
  bytes: 10n ** 18n + BigInt(index),
}));

const digestOf = heartbeatDigest(SCOPE);
const { signingKey } = keyOfNode(1);

function largeHeartbeat(sequence: number): SignedHeartbeat {
  const one = heartbeat({ sequence, sentAt: NOW, traffic: TRAFFIC });
  return { ...one, signature: signingKey.sign(hexlify(digestOf(one))).serialized };
}

/** Mounting a small disk takes root. */
function mountDisk(folder: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MEBIBYTES}m`, "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    // Without root this machine cannot make a disk that gets full.
    return false;
  }
}

describe("a collector whose disk gets full", function () {
  this.timeout(300_000);

  const folder = mkdtempSync(path.join(tmpdir(), "tfgrid-full-"));
  let child: ChildProcess | undefined;
  let isMounted = false;

  before(function () {
    isMounted = mountDisk(folder);
    if (!isMounted) this.skip();
  });

  after(async () => {
    if (child?.exitCode === null && child.kill("SIGKILL")) await once(child, "exit");
    if (isMounted) execFileSync("umount", ["--lazy", folder]);
    rmSync(folder, { recursive: true });
  });

  it("says so, keeps what it acknowledged, and goes on when there is room again", async () => {
    child = spawn(process.execPath, [PROGRAM, path.join(folder, "data")], { stdio: ["ignore", "pipe", "ignore"] });
    const [url] = (await once(createInterface(child.stdout!), "line")) as [string];
    const client = createCollectorClient(url);
    const { bavail, bsize } = statfsSync(folder);
    const filler = path.join(folder, "filler");
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 2 ** 20));

    const acknowledged: number[] = [];
    let failure: unknown;
    let next = 1;
    for (let request = 0; request < MOST_REQUESTS && failure === undefined; request++) {
      const numbers = Array.from({ length: PER_REQUEST }, () => next++);
      await client.sendHeartbeats(numbers.map(largeHeartbeat)).then(
        () => acknowledged.push(...numbers),
        (error: unknown) => (failure = error),
      );
    }
    expect(failure).to.be.instanceOf(CollectorError);
    expect((failure as CollectorError).code).to.equal("databaseUnavailable");

    rmSync(filler);
    const [result] = await client.sendHeartbeats([largeHeartbeat(next)]);
    expect(result?.status).to.equal("stored");
    const kept = new Set<number>();
    for await (const { sequence } of client.readPeriod(5)) kept.add(sequence);
    expect(acknowledged.filter((sequence) => !kept.has(sequence))).to.deep.equal([]);
  });
});
