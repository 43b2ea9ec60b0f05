import type { HeartbeatDigest } from "../../sdk/heartbeats/heartbeat-digest.ts";
import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import { keysInForce } from "../../sdk/heartbeats/node-keys.ts";
import { orderHeartbeats } from "../../sdk/rules/order-heartbeats.ts";
import type { SortedHeartbeats } from "../../sdk/rules/order-heartbeats.ts";
import { CLAIM_BYTES, checkSignatures, writeClaim } from "../collector/check-signatures.ts";
import type { NodeFacts } from "./chain-facts.ts";
import type { ToldHeartbeat } from "./merge-sources.ts";

interface Selection {
  readonly digestOf: HeartbeatDigest;
  /** Unix seconds: those of [from, until) are of interest. */
  readonly from: number;
  readonly until: number;
}

/**
 * Sorts out what the sources tell of one node. The result depends on which heartbeats they tell together, not on who told
 * what, how often and in which order.
 */
export function selectHeartbeats(
  node: NodeFacts,
  told: readonly ToldHeartbeat[],
  { digestOf, from, until }: Selection,
): SortedHeartbeats<SignedHeartbeat> {
  const signed = new Map<string, SignedHeartbeat>();
  for (const { heartbeat, refuse } of told) {
    if (heartbeat.sentAt < from || heartbeat.sentAt >= until) continue;
    const digest = digestOf(heartbeat);
    const key = Buffer.from(digest).toString("latin1");
    // What one source told with a good signature needs no second look, whoever else tells it.
    if (signed.has(key)) continue;
    if (isSigned(node, heartbeat, digest)) signed.set(key, heartbeat);
    else refuse();
  }
  const digests = new Map([...signed].map(([digest, heartbeat]) => [heartbeat, digest]));
  return orderHeartbeats(signed.values(), (heartbeat) => digests.get(heartbeat) ?? "");
}

function isSigned({ keys }: NodeFacts, { signature, sentAt }: SignedHeartbeat, digest: Uint8Array): boolean {
  const claim = new Uint8Array(CLAIM_BYTES);
  return keysInForce(keys, sentAt).some((address) => {
    writeClaim(claim, 0, { digest, signature, address });
    return checkSignatures(claim)[0] === 1;
  });
}
