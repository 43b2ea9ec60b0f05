import { readPolicies } from "../../sdk/farming/read-policies.ts";
import type { HeartbeatScope } from "../../sdk/heartbeats/heartbeat.ts";
import type { GridSource } from "../../sdk/network/connect-deployment.ts";
import { readEvents } from "../../sdk/network/read-logs.ts";
import { rewardOfLeaf } from "../../sdk/rewards/reward-of-leaf.ts";
import type { LeafWorth } from "../../sdk/rewards/reward-of-leaf.ts";
import type { RuleSet } from "../../sdk/rules/rule-sets.ts";
import type { NodeDerivation } from "./derive-measurements.ts";
import { nodeDeriver } from "./derive-measurements.ts";
import type { HeartbeatSource, SourceFault } from "./heartbeat-source.ts";
import { readChainFacts } from "./read-chain-facts.ts";
import { askPatiently, faultOf, SOURCE_LIMITS } from "./read-source.ts";
import type { SourceLimits } from "./read-source.ts";

export interface PreviewRequest {
  readonly farmId: number;
  readonly period: number;
  readonly ruleSet: RuleSet;
  readonly collectors: readonly HeartbeatSource[];
  readonly scope: HeartbeatScope;
  /** Unix seconds. */
  readonly now: number;
  readonly limits?: SourceLimits;
}

/** What a node is about to be paid for a period, with the evidence. */
export interface NodePreview extends NodeDerivation {
  /** What its leaf would be worth; undefined without one. */
  readonly worth: LeafWorth | undefined;
}

/** What a farm is about to be paid. */
export interface FarmPreview {
  /** The nodes that work for the farm in the period, by their numbers. */
  readonly nodes: readonly NodePreview[];
  readonly faults: readonly SourceFault[];
}

/** Derives what attestors would derive now for the nodes of a farm, and what that is worth. */
export async function previewFarm(source: GridSource, request: PreviewRequest): Promise<FarmPreview> {
  const { farmId, period } = request;
  const nodeIds = await nodesWithTerms(source, farmId);
  const toBlock = await source.provider.getBlockNumber();
  const [chain, policies] = await Promise.all([
    readChainFacts(source, { period, nodeIds, toBlock }),
    readPolicies(source),
  ]);
  const derive = nodeDeriver({ ...request, chain });
  const facts = {
    termsOf: (nodeId: number, termsIndex: number) => chain.nodes.get(nodeId)?.terms[termsIndex],
    policies: new Map(policies.map(({ policyId, rates }) => [policyId, rates])),
    periodLengthSeconds: chain.schedule.lengthSeconds,
  };
  const faults: SourceFault[] = [];
  const nodes: NodePreview[] = [];
  for (const node of chain.nodes.values()) {
    const derived = derive(node, await toldOf(request, node.nodeId, faults));
    if (derived.terms?.farmId !== farmId) continue;
    nodes.push({ ...derived, worth: derived.measurement && rewardOfLeaf(facts, period, derived.measurement) });
  }
  return { nodes, faults };
}

/** Those that ever had terms with the farm. */
async function nodesWithTerms({ grid, provider, book }: GridSource, farmId: number): Promise<number[]> {
  const { Directory } = grid;
  const range = { fromBlock: book.deployedAtBlock, toBlock: await provider.getBlockNumber() };
  const opened = await readEvents(Directory, Directory.filters.TermsOpened, range, [null, farmId]);
  return [...new Set(opened.map(({ values }) => Number(values.nodeId)))].sort((a, b) => a - b);
}

/** What all collectors tell of a node. One that failed is not asked for the next node. */
async function toldOf(
  { collectors, period, limits = SOURCE_LIMITS }: PreviewRequest,
  nodeId: number,
  faults: SourceFault[],
) {
  const asked = collectors.filter(({ name }) => !faults.some(({ source }) => source === name));
  const told = await Promise.all(
    asked.map(async (collector) => {
      try {
        return await askPatiently(limits, () => collector.readNode({ period, nodeId }));
      } catch (error) {
        faults.push(faultOf(collector, error));
        return [];
      }
    }),
  );
  const ofNode = told.flat().filter((heartbeat) => heartbeat.nodeId === nodeId);
  return ofNode.map((heartbeat) => ({ heartbeat, refuse: () => undefined }));
}
