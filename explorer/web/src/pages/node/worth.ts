import type { NodeTerms } from "../../../../../sdk/directory/node-terms.ts";
import type { LeafWorth } from "../../../../../sdk/rewards/reward-of-leaf.ts";
import { rewardOfLeaf } from "../../../../../sdk/rewards/reward-of-leaf.ts";
import type { Violation } from "../../../../../sdk/rules/measurement.ts";
import type { Measurement, Terms } from "../../../../indexer/src/api/answers/nodes.ts";
import type { FarmingPolicy } from "../../../../indexer/src/api/answers/policies.ts";
import { toCapacity } from "../../shared/to-offered.ts";

/** What a node's rewards follow from. */
export interface NodeFacts {
  readonly terms: readonly Terms[];
  readonly policies: readonly FarmingPolicy[];
  readonly periodLengthSeconds: number;
}

/** What a measurement is worth by the rules; undefined when the terms that it names do not cover the period. */
export function worthOf(measurement: Measurement, facts: NodeFacts): LeafWorth | undefined {
  const { capacity, nruBytes, violation, corrects, ...rest } = measurement;
  return rewardOfLeaf(
    {
      termsOf: (nodeId, termsIndex) => termsOf(facts.terms[termsIndex], nodeId),
      policies: new Map(facts.policies.map((policy) => [policy.policyId, policy])),
      periodLengthSeconds: facts.periodLengthSeconds,
    },
    measurement.period,
    {
      ...rest,
      // The farm of a leaf is that of its terms.
      farmId: facts.terms[measurement.termsIndex]?.farmId ?? 0,
      violation: violation as Violation,
      capacity: toCapacity(capacity),
      nruBytes: BigInt(nruBytes),
      ...(corrects && { corrects }),
    },
  );
}

function termsOf(terms: Terms | undefined, nodeId: number): NodeTerms | undefined {
  return terms && { ...terms, nodeId, capacity: toCapacity(terms.capacity) };
}
