import type { Signer } from "ethers";
import type { FastifyBaseLogger } from "fastify";
import type { HeartbeatScope } from "../../sdk/heartbeats/heartbeat.ts";
import type { GridSource } from "../../sdk/network/connect-deployment.ts";
import type { RuleSet } from "../../sdk/rules/rule-sets.ts";
import type { HeartbeatSource } from "./heartbeat-source.ts";
import type { Peer } from "./peer.ts";
import type { SourceLimits } from "./read-source.ts";

/** What an attestor waits for; all but the confirmations are seconds. */
export interface AttestorTiming {
  /** So many blocks on top of it make a block final enough to build on. */
  readonly confirmations: number;
  /** How long it wants all peers to have derived the same before a quorum of them is enough. */
  readonly patience: number;
  /** How long it leaves the submission to each attestor whose turn comes before its own. */
  readonly turn: number;
  /** How long what it derived is kept before it derives anew, while it has not signed. */
  readonly freshness: number;
  /** The same for corrections of a period that is final. */
  readonly correctionFreshness: number;
}

/** Attestors of a live network: peers are pulled a minute after each other, so that all have seen each other's drafts. */
export const ATTESTOR_TIMING: AttestorTiming = {
  confirmations: 12,
  patience: 1800,
  turn: 600,
  freshness: 900,
  correctionFreshness: 86_400,
};

export interface AttestorOptions {
  /** The contracts, for reading. */
  readonly source: GridSource;
  readonly scope: HeartbeatScope;
  /** The attestor's key, connected to the chain: it signs, and pays for what it submits. */
  readonly signer: Signer;
  readonly collectors: readonly HeartbeatSource[];
  readonly peers: readonly Peer[];
  readonly ruleSet: RuleSet;
  /** The folder with what it signed. */
  readonly stateFolder: string;
  readonly timing: AttestorTiming;
  readonly limits?: SourceLimits;
  /** Unix seconds. */
  readonly now: () => number | Promise<number>;
  readonly logger: Pick<FastifyBaseLogger, "info" | "warn" | "error">;
}
