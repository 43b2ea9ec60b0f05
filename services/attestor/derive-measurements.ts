import { heartbeatDigest } from "../../sdk/heartbeats/heartbeat-digest.ts";
import type { HeartbeatScope, SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import type { NodeTerms } from "../../sdk/directory/node-terms.ts";
import type { Measurement } from "../../sdk/rules/measurement.ts";
import { periodEnd, periodStart } from "../../sdk/rules/minting-period.ts";
import { createNodeMeter, meterNode, readNodeMeter } from "../../sdk/rules/meter-node.ts";
import { createNodeLog, readNodeLog } from "../../sdk/rules/node-log.ts";
import type { NodeHistory } from "../../sdk/rules/node-log.ts";
import type { RuleSet } from "../../sdk/rules/rule-sets.ts";
import type { ChainFacts, NodeFacts } from "./chain-facts.ts";
import type { HeartbeatSource, SourceFault } from "./heartbeat-source.ts";
import { mergeSources } from "./merge-sources.ts";
import type { ToldHeartbeat } from "./merge-sources.ts";
import { SOURCE_LIMITS } from "./read-source.ts";
import type { SourceLimits } from "./read-source.ts";
import { selectHeartbeats } from "./select-heartbeats.ts";

export interface DerivationRequest {
  readonly ruleSet: RuleSet;
  readonly collectors: readonly HeartbeatSource[];
  /** What the chain says, see {@link readChainFacts}; the period is the one that it was read for. */
  readonly chain: ChainFacts;
  /** Whose heartbeats they must be. */
  readonly scope: HeartbeatScope;
  readonly limits?: SourceLimits;
  /** Unix seconds while heartbeats are still expected: the time from the last one on is then no gap yet. */
  readonly now?: number;
}

/** What heartbeats and chain say of one node in a period, with the evidence. */
export interface NodeDerivation {
  readonly nodeId: number;
  /** The terms that hold in the period; without any the node is not measured. */
  readonly terms: NodeTerms | undefined;
  /** The leaf; undefined when the node is not measured: it also needs a heartbeat in the period. */
  readonly measurement: Measurement | undefined;
  /** Gaps, contradictions, failed boots and dips of capacity. */
  readonly history: NodeHistory;
  /** Heartbeats that share a sequence number: a second machine has the node's key. None of them counts. */
  readonly conflicts: readonly SignedHeartbeat[];
}

/** The measurements of a period. */
export interface Derivation {
  readonly period: number;
  readonly ruleSetId: number;
  /** Of the nodes that any collector knows heartbeats of, by their numbers. */
  readonly nodes: readonly NodeDerivation[];
  /** Ascending by node. */
  readonly measurements: readonly Measurement[];
  /** What collectors did wrong. It costs only what no other collector has. */
  readonly faults: readonly SourceFault[];
}

/**
 * Derives the measurements of a period from what collectors and chain say. It depends only on which heartbeats the
 * collectors have together: attestors that read the same ones, in whatever order, derive the same leaves.
 */
export async function deriveMeasurements(request: DerivationRequest): Promise<Derivation> {
  const faults: SourceFault[] = [];
  const nodes: NodeDerivation[] = [];
  for await (const node of deriveNodes(request, (fault) => faults.push(fault))) nodes.push(node);
  return {
    period: request.chain.period,
    ruleSetId: request.ruleSet.id,
    nodes,
    measurements: nodes.flatMap(({ measurement }) => (measurement === undefined ? [] : [measurement])),
    faults,
  };
}

/** The same node by node, with the heartbeats of no more than one node in memory. */
async function* deriveNodes(
  request: DerivationRequest,
  onFault: (fault: SourceFault) => void,
): AsyncGenerator<NodeDerivation> {
  const { chain, collectors, limits = SOURCE_LIMITS } = request;
  const highestNodeId = Math.max(0, ...[...chain.nodes.keys()].slice(-1));
  const derive = nodeDeriver(request);
  for await (const { nodeId, told } of mergeSources(collectors, {
    period: chain.period,
    highestNodeId,
    limits,
    onFault,
  })) {
    const facts = chain.nodes.get(nodeId);
    if (facts !== undefined) yield derive(facts, told);
  }
}

/** What derives single nodes, for who wants to know of a few only. */
export function nodeDeriver({
  chain,
  ruleSet,
  scope,
  now = Number.POSITIVE_INFINITY,
}: Pick<DerivationRequest, "chain" | "ruleSet" | "scope" | "now">): (
  facts: NodeFacts,
  told: readonly ToldHeartbeat[],
) => NodeDerivation {
  const { schedule, period } = chain;
  const [from, end] = [periodStart(schedule, period), periodEnd(schedule, period)];
  const selection = { digestOf: heartbeatDigest(scope), from, until: end + ruleSet.uptime.afterPeriodSeconds };
  return (facts, told) => {
    const { counted, conflicting } = selectHeartbeats(facts, told, selection);
    const log = createNodeLog();
    const meter = createNodeMeter({ start: from, end }, ruleSet, log);
    meterNode(meter, { ...facts, heartbeats: counted });
    const measured = readNodeMeter(meter);
    const terms = facts.terms.find(({ fromPeriod, untilPeriod }) => fromPeriod <= period && period < untilPeriod);
    return {
      nodeId: facts.nodeId,
      terms,
      measurement: terms && measured && { ...placeOf(terms), ...measured },
      history: readNodeLog(log, meter, Math.min(now, selection.until)),
      conflicts: conflicting,
    };
  };
}

function placeOf({ nodeId, farmId, termsIndex }: NodeTerms): Pick<Measurement, "nodeId" | "farmId" | "termsIndex"> {
  return { farmId, nodeId, termsIndex };
}
