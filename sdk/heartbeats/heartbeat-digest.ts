import { TypedDataEncoder, getBytes } from "ethers";
import { keccak256 } from "../rules/keccak.ts";
import type { Heartbeat, HeartbeatScope } from "./heartbeat.ts";
import { HEARTBEAT_TYPES, heartbeatDomain } from "./heartbeat.ts";

const WORD = 32;
const ENCODER = TypedDataEncoder.from(HEARTBEAT_TYPES);
const HEARTBEAT_TYPE_HASH = typeHash("Heartbeat");
const TRAFFIC_TYPE_HASH = typeHash("Traffic");
const NO_TRAFFIC = keccak256(new Uint8Array());

/** Computes what a node's key signs: the EIP-712 digest of a heartbeat, 32 bytes. */
export type HeartbeatDigest = (heartbeat: Heartbeat) => Uint8Array;

/**
 * The digests of one grid's heartbeats. It writes the words itself, because the general encoder takes ten times as long,
 * which every collector and attestor would pay for every heartbeat.
 */
export function heartbeatDigest(scope: HeartbeatScope): HeartbeatDigest {
  const separator = getBytes(TypedDataEncoder.hashDomain(heartbeatDomain(scope)));
  const message = new Uint8Array(2 + 2 * WORD);
  message.set([0x19, 0x01]);
  message.set(separator, 2);
  return (heartbeat) => {
    message.set(hashHeartbeat(heartbeat), 2 + WORD);
    return keccak256(message);
  };
}

function hashHeartbeat(heartbeat: Heartbeat): Uint8Array {
  const { nodeId, sequence, sentAt, uptimeSeconds, cru, mruBytes, sruBytes, hruBytes, isSimulated } = heartbeat;
  const words = [nodeId, sequence, sentAt, uptimeSeconds, cru, mruBytes, sruBytes, hruBytes, Number(isSimulated)];
  const encoded = new Uint8Array((words.length + 2) * WORD);
  encoded.set(HEARTBEAT_TYPE_HASH);
  writeWords(encoded, words);
  encoded.set(hashTraffic(heartbeat), (words.length + 1) * WORD);
  return keccak256(encoded);
}

function hashTraffic({ traffic }: Heartbeat): Uint8Array {
  if (traffic.length === 0) return NO_TRAFFIC;
  const hashes = new Uint8Array(traffic.length * WORD);
  for (const [index, { reservationId, bytes }] of traffic.entries()) {
    const encoded = new Uint8Array(3 * WORD);
    encoded.set(TRAFFIC_TYPE_HASH);
    writeWords(encoded, [reservationId, bytes]);
    hashes.set(keccak256(encoded), index * WORD);
  }
  return keccak256(hashes);
}

/** Writes values below 2^64 behind the type's hash, each into a word of its own. */
function writeWords(encoded: Uint8Array, values: readonly (number | bigint)[]): void {
  const view = new DataView(encoded.buffer);
  for (const [index, value] of values.entries()) view.setBigUint64((index + 2) * WORD - 8, BigInt(value));
}

function typeHash(type: string): Uint8Array {
  return keccak256(new TextEncoder().encode(ENCODER.encodeType(type)));
}
