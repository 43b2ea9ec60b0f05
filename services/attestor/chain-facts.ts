import type { NodeTerms } from "../../sdk/directory/node-terms.ts";
import type { NodeKey } from "../../sdk/heartbeats/node-keys.ts";
import type { IpInterval, PowerEvent } from "../../sdk/rules/meter-node.ts";
import type { PeriodSchedule } from "../../sdk/rules/minting-period.ts";

/** What the chain says of a node that its measurement depends on. */
export interface NodeFacts {
  readonly nodeId: number;
  /** In the order of time. */
  readonly keys: readonly NodeKey[];
  /** All its terms; their place is their number. */
  readonly terms: readonly NodeTerms[];
  /** Power targets and states in the order of the chain; of those before the period, what still holds when it begins. */
  readonly powerEvents: readonly PowerEvent[];
  /** One for each public address that was reserved on it. */
  readonly ipIntervals: readonly IpInterval[];
}

/** What the chain says of nodes, as far as one period depends on it. The same events give the same facts, whoever reads. */
export interface ChainFacts {
  readonly schedule: PeriodSchedule;
  readonly period: number;
  readonly nodes: ReadonlyMap<number, NodeFacts>;
}
