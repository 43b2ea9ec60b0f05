import type { Signer } from "ethers";
import type { Heartbeat, HeartbeatScope, SignedHeartbeat } from "./heartbeat.ts";
import { HEARTBEAT_TYPES, heartbeatDomain } from "./heartbeat.ts";

/** Signs a heartbeat with the node's key. */
export async function signHeartbeat(
  signer: Signer,
  scope: HeartbeatScope,
  heartbeat: Heartbeat,
): Promise<SignedHeartbeat> {
  return { ...heartbeat, signature: await signer.signTypedData(heartbeatDomain(scope), HEARTBEAT_TYPES, heartbeat) };
}
