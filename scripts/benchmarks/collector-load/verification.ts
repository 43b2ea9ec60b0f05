/**
 * The limit of the load benchmark: digest and signature alone, what has to be done whatever else is, in one thread. Prints
 * heartbeats a second and microseconds of processor time each: the medians of several rounds, once they are compiled.
 */
import { heartbeatDigest } from "../../../sdk/heartbeats/heartbeat-digest.ts";
import { parseHeartbeat } from "../../../sdk/heartbeats/heartbeat-json.ts";
import { CLAIM_BYTES, checkSignatures, writeClaim } from "../../../services/collector/check-signatures.ts";
import { makeHeartbeats } from "./heartbeats.ts";
import { BENCHMARK_SCOPE, benchmarkAddress } from "./scene.ts";

const HEARTBEATS = 2000;
const WARM_UP_ROUNDS = 3;
const ROUNDS = 11;

const heartbeats = makeHeartbeats(0, HEARTBEATS).map(parseHeartbeat);
const digestOf = heartbeatDigest(BENCHMARK_SCOPE);
const rounds = Array.from({ length: WARM_UP_ROUNDS + ROUNDS }, verifyAll).slice(WARM_UP_ROUNDS);
console.log(median(rounds.map(({ perSecond }) => perSecond)), median(rounds.map(({ cpuEach }) => cpuEach)));

function verifyAll(): { perSecond: number; cpuEach: number } {
  const start = performance.now();
  const cpuBefore = process.cpuUsage();
  const claims = new Uint8Array(HEARTBEATS * CLAIM_BYTES);
  for (const [index, heartbeat] of heartbeats.entries()) {
    const { nodeId, signature } = heartbeat;
    writeClaim(claims, index, { digest: digestOf(heartbeat), signature, address: benchmarkAddress(nodeId) });
  }
  if (checkSignatures(claims).includes(0)) throw new Error("A good signature was found bad.");
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond: (HEARTBEATS * 1000) / (performance.now() - start), cpuEach: (user + system) / HEARTBEATS };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
