import { createRequire } from "node:module";
import { getBytes, hexlify, id, Wallet } from "ethers";
import type * as Secp256k1 from "secp256k1";
import type { NodeTerms } from "../../../sdk/directory/node-terms.ts";
import { heartbeatDigest } from "../../../sdk/heartbeats/heartbeat-digest.ts";
import type { Heartbeat, HeartbeatScope, SignedHeartbeat } from "../../../sdk/heartbeats/heartbeat.ts";
import { HEARTBEAT_SECONDS } from "../../../sdk/heartbeats/heartbeat.ts";
import { GIB } from "../../../sdk/rules/cloud-units.ts";
import { REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";
import type { PeriodSchedule } from "../../../sdk/rules/minting-period.ts";
import type { ChainFacts, NodeFacts } from "../../../services/attestor/chain-facts.ts";
import type { HeartbeatSource } from "../../../services/attestor/heartbeat-source.ts";

const { ecdsaSign } = createRequire(import.meta.url)("secp256k1/bindings") as typeof Secp256k1;

export const SCOPE: HeartbeatScope = { chainId: 31337n, directory: "0x5FbDB2315678afecb367f032d93F642f64180aa3" };

const CAPACITY = { cru: 8, mruBytes: 32n * GIB, sruBytes: 1024n * GIB, hruBytes: 0n };

/** Signs a heartbeat by the native library: of thousands the general signer would take minutes. */
export function signWith(privateKey: string, heartbeat: Heartbeat, scope = SCOPE): SignedHeartbeat {
  const { signature, recid } = ecdsaSign(heartbeatDigest(scope)(heartbeat), getBytes(privateKey));
  return { ...heartbeat, signature: hexlify(Uint8Array.of(...signature, 27 + recid)) };
}

/** The key of a made-up node. */
export function keyOf(nodeId: number): string {
  return id(`node ${nodeId}`);
}

/** A heartbeat of the example node's hardware, changed where a test needs it. */
export function exampleHeartbeat(changes: Partial<Heartbeat> = {}): Heartbeat {
  const basics = { nodeId: 1, sequence: 1, sentAt: 0, uptimeSeconds: 0, isSimulated: true, traffic: [] };
  return { ...basics, ...CAPACITY, ...changes };
}

/** Signed heartbeats of a node that boots at a moment and says so every 40 minutes, in [from, until). */
export function heartbeatsOf(
  nodeId: number,
  { from, until }: { readonly from: number; readonly until: number },
  scope = SCOPE,
): SignedHeartbeat[] {
  const count = Math.ceil((until - from) / HEARTBEAT_SECONDS);
  return Array.from({ length: count }, (_, index) => {
    const sentAt = from + index * HEARTBEAT_SECONDS;
    const heartbeat = exampleHeartbeat({ nodeId, sequence: index + 1, sentAt, uptimeSeconds: sentAt - from });
    return signWith(keyOf(nodeId), heartbeat, scope);
  });
}

/** A collector in this process that tells just these heartbeats, in the order in which they are given, so many a page. */
export function sourceOf(name: string, heartbeats: readonly SignedHeartbeat[], pageSize = 50): HeartbeatSource {
  return {
    name,
    readPage: ({ after = "0" }) => {
      const [begin, end] = [Number(after), Number(after) + pageSize];
      const next = end < heartbeats.length ? String(end) : null;
      return Promise.resolve({ heartbeats: heartbeats.slice(begin, end), next });
    },
    readNode: ({ nodeId }) => Promise.resolve(heartbeats.filter((heartbeat) => heartbeat.nodeId === nodeId)),
  };
}

/** Facts of nodes that have had the same key and terms for ever. */
export function factsOf(
  nodeIds: readonly number[],
  changes: Partial<NodeFacts> = {},
  { schedule = REAL_GRID_SCHEDULE, period = 0 }: { schedule?: PeriodSchedule; period?: number } = {},
): ChainFacts {
  const nodes = nodeIds.map((nodeId): [number, NodeFacts] => {
    const key = new Wallet(keyOf(nodeId)).address.toLowerCase();
    const keys = [{ key, from: 0, until: Number.POSITIVE_INFINITY }];
    return [nodeId, { nodeId, keys, terms: [exampleTerms(nodeId)], powerEvents: [], ipIntervals: [], ...changes }];
  });
  return { schedule, period, nodes: new Map(nodes) };
}

/** Terms of farm 1 that hold in every period. */
export function exampleTerms(nodeId: number, changes: Partial<NodeTerms> = {}): NodeTerms {
  return {
    nodeId,
    termsIndex: 0,
    farmId: 1,
    fromPeriod: 0,
    untilPeriod: 2 ** 24 - 1,
    policyId: 1,
    connectionPriceMusd: 80,
    ipv4Count: 2,
    isCertified: false,
    isVirtualized: false,
    verifiedFrom: 0,
    verifiedUntil: 0,
    capacity: CAPACITY,
    ...changes,
  };
}
