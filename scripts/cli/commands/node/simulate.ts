import { setTimeout as sleep } from "node:timers/promises";
import { HDNodeWallet } from "ethers";
import { GridError } from "../../../../sdk/grid-error.ts";
import { mapInParallel } from "../../../../sdk/network/map-in-parallel.ts";
import { createAgentLog } from "../../../../services/node/agent-log.ts";
import { connectCollector } from "../../../../services/node/collector.ts";
import type { ScriptedNode } from "../../../../services/node/fleet-file.ts";
import { parseFleet } from "../../../../services/node/fleet-file.ts";
import type { KnownNode } from "../../../../services/node/fleet-heartbeats.ts";
import { runFleet } from "../../../../services/node/run-fleet.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { developmentPhrase, isDevelopmentChain } from "../../keys/development-accounts.ts";
import { readJson } from "../../read-json.ts";
import type { AgentFlags } from "./run.ts";

/** So many nodes are looked up at once. */
const PARALLEL_READS = 50;

/** Sends the heartbeats of a scripted fleet. They are marked as simulated, and no public network gets them. */
export async function simulate(
  context: GridContext,
  { simulate: file, collector }: AgentFlags & { simulate: string },
): Promise<Answer> {
  const { chainId, book, env } = context;
  if (!isDevelopmentChain(chainId)) throw new SimulationPublicError(chainId);
  const fleet = readJson(context, file, "script of a fleet", parseFleet);
  const keys = fleetKeys(env["TFGRID_FLEET_PHRASE"] ?? developmentPhrase(chainId));
  const nodes = await mapInParallel(fleet.nodes, PARALLEL_READS, (node) => toKnown(context, node, keys));
  const scope = { chainId, directory: book.contracts.Directory };
  context.progress(`${nodes.length} simulated nodes send to ${collector.join(", ")}.`);
  const outcome = await runFleet({
    fleet,
    nodes,
    scope,
    keyOf: (index) => keys(index).privateKey,
    collectors: collector.map((url) => connectCollector(url, scope)),
    log: createAgentLog(),
    uptime: () => performance.now() / 1000,
    sleep: async (seconds) => (seconds > 0 ? sleep(seconds * 1000) : undefined),
  });
  const lines = outcome.collectors.map(
    ({ url, stored, duplicate, conflict, refused }) =>
      `${url}: ${stored} stored, ${duplicate} known before, ${conflict} conflicting, ${refused} refused.`,
  );
  return {
    document: { nodes: nodes.length, ...outcome },
    text: [`${nodes.length} simulated nodes made ${outcome.heartbeats} heartbeats.`, ...lines].join("\n"),
    isFailure: outcome.collectors.some(({ refused, conflict }) => refused + conflict > 0),
  };
}

/** The keys of a phrase by their numbers, each derived once. */
function fleetKeys(phrase: string): (index: number) => HDNodeWallet {
  const parent = HDNodeWallet.fromPhrase(phrase, undefined, "m/44'/60'/0'/0");
  const derived = new Map<number, HDNodeWallet>();
  return (index) => {
    const key = derived.get(index) ?? parent.deriveChild(index);
    derived.set(index, key);
    return key;
  };
}

async function toKnown(
  { grid }: GridContext,
  node: ScriptedNode,
  keys: (index: number) => HDNodeWallet,
): Promise<KnownNode> {
  const nodeId = node.nodeId ?? Number(await grid.Directory.nodeByKey(keys(node.keyIndex).address));
  if (nodeId === 0) throw new FleetNodeMissingError(node.keyIndex, keys(node.keyIndex).address);
  return { ...node, nodeId };
}

/** Simulated heartbeats are for local chains. */
export class SimulationPublicError extends GridError {
  override readonly name = "SimulationPublicError";

  constructor(chainId: bigint) {
    super(`Fleets are simulated on local chains only; this is chain ${chainId}.`, {
      hint: "Start a local chain with `npm run local`, or run a real node without --simulate.",
    });
  }
}

/** A scripted node is not registered. */
export class FleetNodeMissingError extends GridError {
  override readonly name = "FleetNodeMissingError";

  constructor(keyIndex: number, key: string) {
    super(`Key ${keyIndex} of the fleet, ${key}, serves no node.`, {
      hint: "Register it with `tfgrid node register`, or set TFGRID_FLEET_PHRASE to the phrase of the fleet's keys.",
    });
  }
}
