import type { Capacity } from "../../sdk/rules/capacity.ts";
import { effectiveCapacity } from "../../sdk/rules/reward.ts";
import { type ReplayPolicy, policyInForce } from "./replay-rule.ts";
import type { RealGrid, RealNode, RealNodeStep } from "./real-grid.ts";

/** A farm, with the first period in which it has a node. */
export interface PlannedFarm {
  readonly farmId: number;
  readonly name: string;
  readonly firstPeriod: number;
}

/** A node as it is registered, and what became of it. Periods are counted as on the real grid. */
export interface PlannedNode {
  readonly nodeId: number;
  readonly firstFarmId: number;
  readonly firstPeriod: number;
  readonly lastPeriod: number;
  readonly isCertified: boolean;
  /** What it is registered with: its capacity in the first period. */
  readonly baseline: Capacity;
  /** Every later change of the measured capacity, oldest first; all stay within what the terms allow. */
  readonly capacityChanges: readonly { readonly period: number; readonly capacity: Capacity }[];
}

/** One thing to tell the chain about farms, nodes and policies. All ids are those of the real grid. */
export type DirectoryAction =
  | { readonly kind: "addPolicy"; readonly policy: ReplayPolicy }
  | { readonly kind: "createFarm"; readonly farmId: number; readonly name: string }
  | { readonly kind: "registerNode"; readonly nodeId: number; readonly farmId: number; readonly capacity: Capacity }
  | { readonly kind: "certifyNode"; readonly nodeId: number }
  | { readonly kind: "moveNode"; readonly nodeId: number; readonly fromFarmId: number; readonly toFarmId: number }
  | { readonly kind: "adoptPolicy"; readonly nodeId: number; readonly policy: ReplayPolicy };

/** An action and the period in which it is sent: one before the first in which it shall hold. */
export type PlannedAction = DirectoryAction & { readonly sendIn: number };

/** Farms in ascending order, each with the first period in which it is needed. */
export function planFarms(grid: RealGrid): PlannedFarm[] {
  return grid.farms.map(({ id, name }) => {
    const steps = grid.nodes.flatMap(({ history }) => history.filter(({ farmId }) => farmId === id));
    return { farmId: id, name, firstPeriod: Math.min(...steps.map(({ fromPeriod }) => fromPeriod)) };
  });
}

/**
 * Nodes in ascending order.
 * @throws CapacityOverTermsError if a node's capacity ever outgrows what its first terms pay for.
 */
export function planNodes(grid: RealGrid): PlannedNode[] {
  return grid.nodes.map((node) => {
    const { first, last } = endsOf(node);
    requireWithinTerms(node, first.capacity);
    return {
      nodeId: node.id,
      firstFarmId: first.farmId,
      firstPeriod: first.fromPeriod,
      lastPeriod: last.toPeriod,
      isCertified: node.isCertified,
      baseline: first.capacity,
      capacityChanges: node.history.slice(1).filter(isNewCapacity(node)).map(toChange),
    };
  });
}

/** Everything to send, in the order in which it must be sent. */
export function planActions(grid: RealGrid): PlannedAction[] {
  const nodes = planNodes(grid);
  const policies = planPolicies(nodes);
  const actions: PlannedAction[] = [
    ...policies.map(({ policy, fromPeriod }) => ({ kind: "addPolicy" as const, policy, sendIn: fromPeriod - 1 })),
    ...planFarms(grid).map(createFarm),
    ...nodes.flatMap(joinActions),
    ...grid.nodes.flatMap(moveActions),
    ...policies.flatMap((change) => nodes.filter(isUnderOlderPolicy(change)).map(adoption(change))),
  ];
  return actions.sort((a, b) => a.sendIn - b.sendIn);
}

/**
 * Which of a node's numbered terms hold in a period, counted from 0. Every action about a node opens new terms; two in
 * one period leave the first of them without a period.
 */
export function termsIndexAt(actions: readonly PlannedAction[], nodeId: number, period: number): number {
  const isInForce = (action: PlannedAction) => "nodeId" in action && action.nodeId === nodeId && action.sendIn < period;
  return actions.filter(isInForce).length - 1;
}

interface PolicyChange {
  readonly policy: ReplayPolicy;
  readonly fromPeriod: number;
}

/** The policies that were in force while there were nodes, each with its first such period. */
function planPolicies(nodes: readonly PlannedNode[]): PolicyChange[] {
  const first = Math.min(...nodes.map(({ firstPeriod }) => firstPeriod));
  const last = Math.max(...nodes.map(({ lastPeriod }) => lastPeriod));
  const changes: PolicyChange[] = [];
  for (let period = first; period <= last; period++) {
    const policy = policyInForce(period);
    if (changes.at(-1)?.policy !== policy) changes.push({ policy, fromPeriod: period });
  }
  return changes;
}

function isUnderOlderPolicy({ fromPeriod }: PolicyChange) {
  return (node: PlannedNode) => node.firstPeriod < fromPeriod && node.lastPeriod >= fromPeriod;
}

function adoption({ policy, fromPeriod }: PolicyChange) {
  return ({ nodeId }: PlannedNode): PlannedAction => ({ kind: "adoptPolicy", nodeId, policy, sendIn: fromPeriod - 1 });
}

function createFarm({ farmId, name, firstPeriod }: PlannedFarm): PlannedAction {
  return { kind: "createFarm", farmId, name, sendIn: firstPeriod - 1 };
}

function joinActions({ nodeId, firstFarmId, baseline, isCertified, firstPeriod }: PlannedNode): PlannedAction[] {
  const sendIn = firstPeriod - 1;
  const register: PlannedAction = { kind: "registerNode", nodeId, farmId: firstFarmId, capacity: baseline, sendIn };
  return isCertified ? [register, { kind: "certifyNode", nodeId, sendIn }] : [register];
}

function moveActions({ id, history }: RealNode): PlannedAction[] {
  return history.flatMap((step, index) => {
    const fromFarmId = history[index - 1]?.farmId ?? step.farmId;
    if (fromFarmId === step.farmId) return [];
    return [{ kind: "moveNode" as const, nodeId: id, fromFarmId, toFarmId: step.farmId, sendIn: step.fromPeriod - 1 }];
  });
}

function endsOf({ id, history }: RealNode): { first: RealNodeStep; last: RealNodeStep } {
  const first = history[0];
  const last = history.at(-1);
  if (first === undefined || last === undefined) throw new Error(`node ${id} has no history`);
  return { first, last };
}

function toChange({ fromPeriod, capacity }: RealNodeStep) {
  return { period: fromPeriod, capacity };
}

function isNewCapacity({ history }: RealNode) {
  return (step: RealNodeStep) => {
    const previous = history[history.indexOf(step) - 1];
    return previous !== undefined && !RESOURCES.every((key) => previous.capacity[key] === step.capacity[key]);
  };
}

const RESOURCES = ["cru", "mruBytes", "sruBytes", "hruBytes"] as const;

/** Terms pay for up to 1 % more than they state, per resource; more would need new terms. */
function requireWithinTerms({ id, history }: RealNode, baseline: Capacity): void {
  for (const { fromPeriod, capacity } of history) {
    const payable = effectiveCapacity(capacity, baseline);
    const excess = RESOURCES.find((resource) => payable[resource] !== capacity[resource]);
    if (excess === undefined) continue;
    throw new CapacityOverTermsError(id, fromPeriod, excess, capacity[excess], payable[excess]);
  }
}

/** Thrown when a node was measured with more than its terms pay for, so that replaying it needs new terms. */
export class CapacityOverTermsError extends Error {
  override readonly name = "CapacityOverTermsError";

  constructor(nodeId: number, period: number, resource: string, measured: bigint | number, payable: bigint | number) {
    super(
      `${resource} of node ${nodeId} grows to ${measured} in period ${period}, above the ${payable} that its terms ` +
        "pay for: plan new terms for it",
    );
  }
}
