/**
 * Loads one collector with heartbeats that it verifies and keeps, beside what verifying alone could do.
 * Usage: node scripts/benchmarks/collector-load.ts [--database FOLDER|postgres://…] [--cores 1,2] [--seconds N]
 *
 * The collector is a process of its own, bound to as many cores (taskset). This process sends what was signed before; it is
 * not bound, and on a machine with few cores it takes from the collector's time, which is why the collector's own processor
 * time is shown as well.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import type secp256k1Types from "secp256k1";
import { getBytes } from "ethers";
import { heartbeatDigest } from "../../sdk/heartbeats/heartbeat-digest.ts";
import type { HeartbeatJson } from "../../sdk/heartbeats/heartbeat-json.ts";
import { parseHeartbeat, toHeartbeatJson } from "../../sdk/heartbeats/heartbeat-json.ts";
import { CLAIM_BYTES, checkSignatures, writeClaim } from "../../services/collector/check-signatures.ts";
import { BENCHMARK_NOW, BENCHMARK_SCOPE, benchmarkAddress, benchmarkKey } from "./collector-load/scene.ts";

const secp256k1 = createRequire(import.meta.url)("secp256k1/bindings") as typeof secp256k1Types;
const PROGRAM = fileURLToPath(new URL("./collector-load/collector.ts", import.meta.url));
const GIB = 2n ** 30n;
const NODES = 2000;
const PER_REQUEST = 100;
const PARALLEL = 16;
const TICKS_PER_SECOND = 100;

const { values } = parseArgs({
  options: {
    database: { type: "string" },
    cores: { type: "string", default: "1,2" },
    seconds: { type: "string", default: "10" },
  },
});
const seconds = Number(values.seconds);
const digestOf = heartbeatDigest(BENCHMARK_SCOPE);
const { perSecond, cpuEach } = verificationLimit();
console.log(`verification alone, one thread: ${perSecond.toFixed(0)} heartbeats/s, CPU ${cpuEach.toFixed(0)} µs each`);
console.log("cores  heartbeats/s  of the limit   p50 ms   p99 ms  own CPU µs each  of which verification");
for (const cores of values.cores.split(",").map(Number)) {
  const folder = mkdtempSync(path.join(tmpdir(), "tfgrid-load-"));
  await load(cores, values.database ?? folder);
  rmSync(folder, { recursive: true });
}

async function load(cores: number, database: string): Promise<void> {
  const ids = Array.from({ length: cores }, (_, index) => index).join(",");
  const child = spawn("taskset", ["-c", ids, process.execPath, PROGRAM, database, String(cores)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [url] = (await once(createInterface(child.stdout), "line")) as [string];
  const bodies = makeBodies(Math.ceil(perSecond * cores * seconds));
  const cpuBefore = cpuSeconds(child.pid);
  const latencies: number[] = [];
  const start = performance.now();
  const remaining = bodies.values();
  const send = async () => {
    for (const body of remaining) {
      const sentAt = performance.now();
      if (sentAt - start > seconds * 1000) return;
      const response = await fetch(`${url}/v1/heartbeats`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      const answer = await response.text();
      if (answer.split('"stored"').length !== PER_REQUEST + 1)
        throw new Error(`Not all were stored: ${answer.slice(0, 300)}`);
      latencies.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, send));
  const count = latencies.length * PER_REQUEST;
  const rate = (count * 1000) / (performance.now() - start);
  const cpu = ((cpuSeconds(child.pid) - cpuBefore) * 1e6) / count;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(0).padStart(8);
  const share = `${((rate * 100) / (perSecond * cores)).toFixed(0)} %`;
  console.log(
    `${String(cores).padStart(5)}  ${rate.toFixed(0).padStart(12)}  ${share.padStart(12)} ${at(0.5)} ${at(0.99)}  ${cpu.toFixed(0).padStart(15)}  ${((cpuEach * 100) / cpu).toFixed(0).padStart(19)} %`,
  );
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** Digest and signature: what has to be done whatever else is. */
function verificationLimit(): { perSecond: number; cpuEach: number } {
  const all = makeHeartbeats(0, 2000).map(parseHeartbeat);
  const start = performance.now();
  const cpuBefore = process.cpuUsage();
  const claims = new Uint8Array(all.length * CLAIM_BYTES);
  for (const [index, heartbeat] of all.entries()) {
    const { nodeId, signature } = heartbeat;
    writeClaim(claims, index, { digest: digestOf(heartbeat), signature, address: benchmarkAddress(nodeId) });
  }
  if (checkSignatures(claims).includes(0)) throw new Error("A good signature was found bad.");
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond: (all.length * 1000) / (performance.now() - start), cpuEach: (user + system) / all.length };
}

function makeBodies(count: number): string[] {
  const requests = Math.ceil(count / PER_REQUEST);
  return Array.from({ length: requests }, (_, index) =>
    JSON.stringify({ heartbeats: makeHeartbeats(index * PER_REQUEST, PER_REQUEST) }),
  );
}

function makeHeartbeats(first: number, count: number): HeartbeatJson[] {
  return Array.from({ length: count }, (_, offset) => makeHeartbeat(first + offset));
}

/** The nodes in turns, each with its own sequence. */
function makeHeartbeat(index: number): HeartbeatJson {
  const [nodeId, sequence] = [(index % NODES) + 1, Math.floor(index / NODES) + 1];
  const heartbeat = {
    nodeId,
    sequence,
    sentAt: BENCHMARK_NOW - 100_000 + sequence,
    uptimeSeconds: sequence,
    cru: 24,
    mruBytes: 192n * GIB,
    sruBytes: 2_000n * GIB,
    hruBytes: 8_000n * GIB,
    isSimulated: true,
    traffic: [{ reservationId: nodeId, bytes: BigInt(sequence) * GIB }],
  };
  const { signature, recid } = secp256k1.ecdsaSign(digestOf(heartbeat), getBytes(benchmarkKey(nodeId)));
  return toHeartbeatJson({
    ...heartbeat,
    signature: `0x${Buffer.from(signature).toString("hex")}${(27 + recid).toString(16)}`,
  });
}

/** The processor time of a process, its threads included, in seconds. */
function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
