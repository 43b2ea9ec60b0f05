import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { hexlify } from "ethers";
import { auditDerivation } from "../../services/attestor/audit-derivation.ts";
import { createAttestor } from "../../services/attestor/attestor.ts";
import type { Attestor } from "../../services/attestor/attestor.ts";
import { collectorSource } from "../../services/attestor/collector-source.ts";
import type { HeartbeatSource } from "../../services/attestor/heartbeat-source.ts";
import { createCollector, openCollectorDatabase } from "../../services/collector/create-collector.ts";
import { createNodeRegistry } from "../../services/collector/node-registry.ts";
import { readPowerEvents } from "../../services/collector/read-power-events.ts";
import { IN_MEMORY } from "../../services/database/open-database.ts";
import type { DeriveMeasurements } from "../../sdk/audit/check-measurements.ts";
import { createCollectorClient } from "../../sdk/heartbeats/collector-client.ts";
import { heartbeatDigest } from "../../sdk/heartbeats/heartbeat-digest.ts";
import { HEARTBEAT_SECONDS } from "../../sdk/heartbeats/heartbeat.ts";
import type { HeartbeatScope, SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import { batchStatus } from "../../sdk/measurements/period-status.ts";
import { readSchedule } from "../../sdk/measurements/period-status.ts";
import { periodEnd, periodStart } from "../../sdk/rules/minting-period.ts";
import { RULE_SETS } from "../../sdk/rules/rule-sets.ts";
import type { PlannedPeriod, PlannedPrimary } from "./plan-batches.ts";
import { nodeKey } from "./run-chain.ts";
import { scriptReports } from "./script-reports.ts";
import type { ReplayRun } from "./run.ts";

/** Nobody waits for anybody: all of them are in this process. */
const AT_ONCE = { confirmations: 0, patience: 0, turn: 0, freshness: 0, correctionFreshness: 0 };

/** Attestors look at each other's drafts, sign, and one of them submits; more rounds change nothing. */
const MOST_ROUNDS = 4;

const SILENT = pino({ level: "silent" });

/** A collector that has the heartbeats of a month. */
interface Network {
  readonly scope: HeartbeatScope;
  readonly collector: HeartbeatSource;
  readonly close: () => Promise<void>;
}

/**
 * Has a month attested as on a live network: nodes sign heartbeats that tell their real uptimes, a collector keeps them, five
 * attestors derive the leaves from what it has, agree, sign and submit.
 * @returns derives the month anew from the collector, for an audit; `close` stops the collector
 */
export async function attestThroughNetwork(
  run: ReplayRun,
  planned: PlannedPeriod,
): Promise<{ readonly derive: DeriveMeasurements; readonly close: () => Promise<void> }> {
  const { chain, grid } = run;
  const { period } = planned;
  const network = await startNetwork(run, planned);
  await chain.travelTo(Number(await grid.Measurements.proposableAt(period)));
  await attest(run, network, period);
  const { finalAt = 0 } = await batchStatus(grid, { period, batch: 0 });
  await chain.travelTo(finalAt);
  return { derive: auditDerivation(chain, [network.collector]), close: network.close };
}

async function startNetwork(run: ReplayRun, { period, primary }: PlannedPeriod): Promise<Network> {
  const { chain, grid, say } = run;
  const { chainId } = await chain.provider.getNetwork();
  const [directory, schedule] = await Promise.all([grid.Directory.getAddress(), readSchedule(grid)]);
  const scope = { chainId, directory };
  const [start, end] = [periodStart(schedule, period), periodEnd(schedule, period)];
  // When every node has sent its last heartbeat, and the period is still open.
  const now = () => end + 2 * HEARTBEAT_SECONDS;

  const database = await openCollectorDatabase(IN_MEMORY, SILENT);
  const registry = createNodeRegistry(chain, now);
  const powerEventsOf = (nodeId: number) => readPowerEvents(chain, nodeId);
  const options = { database, scope, schedule, registry, powerEventsOf, now, logger: SILENT };
  const server = await createCollector(options);
  const url = await server.listen({ host: "127.0.0.1", port: 0 });
  await registry.refresh();

  const heartbeats = primary.flatMap((one) => signHeartbeats(run, one, scope, { start, end }));
  const results = await createCollectorClient(url).sendHeartbeats(heartbeats, scope);
  const lost = results.find(({ status }) => status !== "stored");
  if (lost !== undefined) throw new Error(`The collector did not keep heartbeat ${JSON.stringify(lost)}.`);
  say(`Period ${period}: ${heartbeats.length} heartbeats of ${primary.length} nodes kept by a collector`);
  return { scope, collector: collectorSource(url), close: () => server.close() };
}

/** The heartbeats of a node's month, as its agent would have signed them. */
function signHeartbeats(
  { nodes }: ReplayRun,
  { measurement: { nodeId, uptimeSeconds, capacity } }: PlannedPrimary,
  scope: HeartbeatScope,
  period: { readonly start: number; readonly end: number },
): SignedHeartbeat[] {
  const { signingKey } = nodeKey(nodeId);
  const digestOf = heartbeatDigest(scope);
  return scriptReports(period, uptimeSeconds).map((report, index) => {
    const heartbeat = {
      ...report,
      ...capacity,
      nodeId: nodes.onChain(nodeId),
      sequence: index + 1,
      isSimulated: true,
      traffic: [],
    };
    return { ...heartbeat, signature: signingKey.sign(hexlify(digestOf(heartbeat))).serialized };
  });
}

/** Lets all attestors do rounds until the leaves are on chain. */
async function attest(run: ReplayRun, network: Network, period: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "tfgrid-attestors-"));
  try {
    const attestors = startAttestors(run, network, folder);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      for (const attestor of attestors) await attestor.round(period);
      const { state } = await batchStatus(run.grid, { period, batch: 0 });
      if (state === "reviewing") return;
    }
    throw new Error(`The attestors did not agree on period ${period}.`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function startAttestors({ chain }: ReplayRun, { scope, collector }: Network, folder: string): readonly Attestor[] {
  const attestors: Attestor[] = [];
  for (const [index, signer] of chain.attestors.entries()) {
    const peers = chain.attestors.flatMap((_, other) => (other === index ? [] : [peerAt(attestors, other)]));
    const options = {
      source: chain,
      scope,
      signer,
      collectors: [collector],
      peers,
      ruleSet: RULE_SETS.conformance,
      stateFolder: path.join(folder, String(index)),
      timing: AT_ONCE,
      now: async () => (await chain.provider.getBlock("latest"))?.timestamp ?? 0,
      logger: SILENT,
    };
    attestors.push(createAttestor(`attestor ${index}`, options));
  }
  return attestors;
}

/** Another attestor, which may be started only later. */
function peerAt(attestors: readonly Attestor[], index: number): Pick<Attestor, "name" | "summaryOf" | "proposalOf"> {
  return {
    name: `attestor ${index}`,
    summaryOf: async (place) => attestors[index]?.summaryOf(place),
    proposalOf: async (place) => attestors[index]?.proposalOf(place),
  };
}
