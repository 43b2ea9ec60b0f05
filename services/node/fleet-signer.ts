import { createRequire } from "node:module";
import { getBytes, hexlify } from "ethers";
import { heartbeatDigest } from "../../sdk/heartbeats/heartbeat-digest.ts";
import type { Heartbeat, HeartbeatScope, SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";

// The package itself falls back to slow code without a word when the native one is missing.
const { ecdsaSign } = createRequire(import.meta.url)("secp256k1/bindings") as typeof import("secp256k1");

/** Signs a heartbeat with a node's private key, as fast as a fleet needs it. */
export type FleetSigner = (heartbeat: Heartbeat, privateKey: string) => SignedHeartbeat;

/** Signs heartbeats of one grid. */
export function createFleetSigner(scope: HeartbeatScope): FleetSigner {
  const digestOf = heartbeatDigest(scope);
  return (heartbeat, privateKey) => {
    const { signature, recid } = ecdsaSign(digestOf(heartbeat), getBytes(privateKey));
    return { ...heartbeat, signature: `${hexlify(signature)}${(27 + recid).toString(16)}` };
  };
}
