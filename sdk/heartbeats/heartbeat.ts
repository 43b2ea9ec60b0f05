import type { TypedDataDomain, TypedDataField } from "ethers";
import type { Capacity } from "../rules/capacity.ts";

/** How much a reservation has sent and received over public addresses. */
export interface Traffic {
  readonly reservationId: number;
  /** In and out since the reservation began, in bytes, 0 … 2^64 - 1. It never falls. */
  readonly bytes: bigint;
}

/** What a node says every 40 minutes. Whoever decides about money goes by what the node signed, not by when it came. */
export interface Heartbeat extends Capacity {
  readonly nodeId: number;
  /** Counts a node's heartbeats from 1; no number is ever used for two of them. */
  readonly sequence: number;
  /** The node's own clock, unix time in seconds. */
  readonly sentAt: number;
  /** Seconds since the node booted. */
  readonly uptimeSeconds: number;
  /** Says that a script made this up, for tests and demonstrations. */
  readonly isSimulated: boolean;
  /** Ascending by reservation. */
  readonly traffic: readonly Traffic[];
}

/** A heartbeat and the signature of its node's key over it: 65 bytes in hexadecimal. */
export interface SignedHeartbeat extends Heartbeat {
  readonly signature: string;
}

/** Nodes send a heartbeat so often, in seconds. */
export const HEARTBEAT_SECONDS = 2400;

export const HEARTBEAT_TYPES: Record<string, TypedDataField[]> = {
  Heartbeat: [
    { name: "nodeId", type: "uint32" },
    { name: "sequence", type: "uint64" },
    { name: "sentAt", type: "uint40" },
    { name: "uptimeSeconds", type: "uint40" },
    { name: "cru", type: "uint32" },
    { name: "mruBytes", type: "uint64" },
    { name: "sruBytes", type: "uint64" },
    { name: "hruBytes", type: "uint64" },
    { name: "isSimulated", type: "bool" },
    { name: "traffic", type: "Traffic[]" },
  ],
  Traffic: [
    { name: "reservationId", type: "uint64" },
    { name: "bytes", type: "uint64" },
  ],
};

/** Whose heartbeats they are: those of one Directory on one chain. */
export interface HeartbeatScope {
  readonly chainId: bigint;
  readonly directory: string;
}

/** The EIP-712 domain of heartbeats: a signature for one grid is worth nothing on another one. */
export function heartbeatDomain({ chainId, directory }: HeartbeatScope): TypedDataDomain {
  return { name: "ThreeFold Heartbeats", version: "1", chainId, verifyingContract: directory };
}
