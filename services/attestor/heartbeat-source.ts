import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";

/** Where an attestor gets heartbeats from: a collector over HTTP, or one in the same process. What it says is not believed. */
export interface HeartbeatSource {
  /** What it is called in messages; the URL of a collector. */
  readonly name: string;
  /** A page of the heartbeats of a period and of those sent up to 27 hours after it, ascending by node. */
  readonly readPage: (request: PageRequest) => Promise<HeartbeatPage>;
  /** The same of one node, all of them. */
  readonly readNode: (request: NodeRequest) => Promise<readonly SignedHeartbeat[]>;
}

interface PageRequest {
  readonly period: number;
  /** Where the page before ended; undefined for the first one. */
  readonly after: string | undefined;
}

interface NodeRequest {
  readonly period: number;
  readonly nodeId: number;
}

export interface HeartbeatPage {
  readonly heartbeats: readonly SignedHeartbeat[];
  /** Where the next page begins; null after the last one. */
  readonly next: string | null;
}

/** What a source did wrong, or that it could not be read to the end. */
export interface SourceFault {
  readonly source: string;
  readonly kind: "unreachable" | "unordered" | "endless" | "forged";
  /** One sentence for people. */
  readonly message: string;
}
