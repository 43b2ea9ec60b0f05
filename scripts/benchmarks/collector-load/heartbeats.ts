import { createRequire } from "node:module";
import { getBytes } from "ethers";
import type secp256k1Types from "secp256k1";
import { heartbeatDigest } from "../../../sdk/heartbeats/heartbeat-digest.ts";
import type { HeartbeatJson } from "../../../sdk/heartbeats/heartbeat-json.ts";
import { toHeartbeatJson } from "../../../sdk/heartbeats/heartbeat-json.ts";
import { BENCHMARK_NOW, BENCHMARK_SCOPE, benchmarkKey } from "./scene.ts";

const secp256k1 = createRequire(import.meta.url)("secp256k1/bindings") as typeof secp256k1Types;
const GIB = 2n ** 30n;
const NODES = 2000;
const digestOf = heartbeatDigest(BENCHMARK_SCOPE);

/** Some signed heartbeats of all that the nodes send. */
export function makeHeartbeats(first: number, count: number): HeartbeatJson[] {
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
