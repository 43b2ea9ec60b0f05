import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Signer } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { HEARTBEAT_SECONDS } from "../../../sdk/heartbeats/heartbeat.ts";
import type { SignedHeartbeat } from "../../../sdk/heartbeats/heartbeat.ts";
import { periodEnd, periodStart, REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";
import { RULE_SETS } from "../../../sdk/rules/rule-sets.ts";
import { createAttestor } from "../../../services/attestor/attestor.ts";
import type { Attestor } from "../../../services/attestor/attestor.ts";
import type { AttestorOptions, AttestorTiming } from "../../../services/attestor/attestor-options.ts";
import type { HeartbeatSource } from "../../../services/attestor/heartbeat-source.ts";
import type { Peer } from "../../../services/attestor/peer.ts";
import { SOURCE_LIMITS } from "../../../services/attestor/read-source.ts";
import { endedPeriodOfFleet } from "../../helpers/farming-fixtures.ts";
import { addressBook } from "../../sdk/directory/directory-fixture.ts";
import { heartbeatsOf, sourceOf } from "./nodes.ts";

const FEW_DAYS = 3 * 86_400;

/** Everybody acts at once and waits for nobody. */
export const AT_ONCE: AttestorTiming = { confirmations: 0, patience: 0, turn: 0, freshness: 0, correctionFreshness: 0 };

export type Fleet = Awaited<ReturnType<typeof fleet>>;

/**
 * Five nodes ran in a month that may be proposed now: node 1 all the time, the others for its first days. What they sent is
 * at hand.
 */
export async function fleet(connection: NetworkConnection<string>) {
  const context = await endedPeriodOfFleet(connection);
  const { grid, period } = context;
  const book = await addressBook(grid);
  const { provider } = connection.ethers;
  const scope = { chainId: (await provider.getNetwork()).chainId, directory: book.contracts.Directory };
  const [from, end] = [periodStart(REAL_GRID_SCHEDULE, period), periodEnd(REAL_GRID_SCHEDULE, period)];
  const heartbeats = [1, 2, 3, 4, 5].flatMap((nodeId) =>
    heartbeatsOf(nodeId, { from, until: nodeId === 1 ? end + HEARTBEAT_SECONDS : from + FEW_DAYS }, scope),
  );
  return { ...context, source: { grid, provider, book }, scope, heartbeats };
}

/** What attestors need of a grid. */
type Scene = Pick<Fleet, "source" | "scope" | "attestors">;

/** Attestors of the local network in one process, each with a folder of its own. */
export class Attestorship {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "tfgrid-attestors-"));
  readonly #context: Scene;
  readonly #peers: Peer[] = [];
  readonly members: Attestor[] = [];

  constructor(context: Scene) {
    this.#context = context;
  }

  /** Adds an attestor, or starts one anew with what it left on disk. */
  start(index: number, collectors: readonly HeartbeatSource[], changes: Partial<AttestorOptions> = {}): Attestor {
    const { source, scope, attestors } = this.#context;
    const attestor = createAttestor(`attestor ${index}`, {
      source,
      scope,
      signer: attestors[index]!,
      collectors,
      // Attestors know each other by address: whoever is started anew is found there again.
      peers: [0, 1, 2, 3, 4].filter((other) => other !== index).map((other) => this.peer(other)),
      ruleSet: RULE_SETS.proportional,
      stateFolder: this.folderOf(index),
      timing: AT_ONCE,
      limits: { ...SOURCE_LIMITS, attempts: 1 },
      now: async () => (await source.provider.getBlock("latest"))!.timestamp,
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
      ...changes,
    });
    this.members[index] = attestor;
    return attestor;
  }

  signerOf(index: number): Signer {
    return this.#context.attestors[index]!;
  }

  folderOf(index: number): string {
    return path.join(this.#folder, String(index));
  }

  /** The attestor behind a place, whoever that is then. */
  peer(index: number): Peer {
    return (this.#peers[index] ??= {
      name: `attestor ${index}`,
      summaryOf: (place) => this.#at(index).summaryOf(place),
      proposalOf: (place) => this.#at(index).proposalOf(place),
    });
  }

  /** Lets each attestor do a round, one after the other, and tells where each is then. */
  async rounds(period: number): Promise<string[]> {
    const stages: string[] = [];
    for (const attestor of this.members) if (attestor !== undefined) stages.push((await attestor.round(period)).stage);
    return stages;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #at(index: number): Attestor {
    const attestor = this.members[index];
    if (attestor === undefined) throw new Error("connection refused");
    return attestor;
  }
}

/** A collector that has all heartbeats, or those of some. */
export function collector(heartbeats: readonly SignedHeartbeat[]): HeartbeatSource {
  return sourceOf("collector", heartbeats, 500);
}
