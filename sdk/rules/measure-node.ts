import { createNodeMeter, meterNode, readNodeMeter } from "./meter-node.ts";
import type { MeasuredNode, NodeEvidence } from "./meter-node.ts";
import type { RuleSet } from "./rule-sets.ts";

/**
 * What all evidence of one node proves about one period; "undefined" when no heartbeat lies in it, because then the node
 * gets no leaf.
 *
 * @param period Unix times in seconds; `start` belongs to the period, `end` to the next one
 * @throws UptimeEventOrderError when heartbeats or power events are not in order
 */
export function measureNode(
  evidence: NodeEvidence,
  period: { readonly start: number; readonly end: number },
  ruleSet: Pick<RuleSet, "uptime">,
): MeasuredNode | undefined {
  const meter = createNodeMeter(period, ruleSet);
  meterNode(meter, evidence);
  return readNodeMeter(meter);
}
