import type { NodeTerms } from "../directory/node-terms.ts";
import { readNodesOfFarm } from "../directory/read-directory.ts";
import { readPolicies } from "../farming/read-policies.ts";
import type { NumberedPolicy } from "../farming/read-policies.ts";
import type { CollectorClient } from "../heartbeats/collector-client.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import { mapInParallel } from "../network/map-in-parallel.ts";
import type { Signal } from "./signal.ts";

/** Collectors are asked for so many nodes at once. */
const PARALLEL_READS = 6;

/** A node is at risk when it may be down for less than this part of what its policy allows in a period. */
const RISK = 1 / 4;

/**
 * Which nodes of a farm may lose the running period's reward for want of uptime. Of several collectors the one that knows
 * the most heartbeats is believed, because attestors read them together.
 * @throws CollectorError when none of them answers
 */
export async function uptimeSignals(
  source: GridSource,
  farmId: number,
  collectors: readonly CollectorClient[],
): Promise<Signal[]> {
  const [nodes, policies, period] = await Promise.all([
    readNodesOfFarm(source, farmId),
    readPolicies(source),
    source.grid.Directory.currentPeriod(),
  ]);
  const inForce = nodes.flatMap(({ terms }) => terms.filter((one) => isInForce(one, Number(period))));
  const signals = await mapInParallel(inForce, PARALLEL_READS, async (terms) => {
    const thresholdPermille = minimumUptime(terms, policies);
    const allowedSeconds = (source.book.schedule.lengthSeconds * (1000 - thresholdPermille)) / 1000;
    const question = { nodeId: terms.nodeId, period: Number(period), thresholdPermille };
    const affordableSeconds = await mostAffordable(collectors, question);
    if (thresholdPermille === 0 || affordableSeconds >= allowedSeconds * RISK) return [];
    return [{ kind: "thresholdAtRisk", nodeId: terms.nodeId, period: Number(period), affordableSeconds } as const];
  });
  return signals.flat();
}

function isInForce({ fromPeriod, untilPeriod }: NodeTerms, period: number): boolean {
  return fromPeriod <= period && period < untilPeriod;
}

function minimumUptime({ policyId, isCertified }: NodeTerms, policies: readonly NumberedPolicy[]): number {
  const rates = policies.find((policy) => policy.policyId === policyId)?.rates;
  return (isCertified ? rates?.minimumUptimeCertifiedPermille : rates?.minimumUptimeDiyPermille) ?? 0;
}

interface UptimeQuestion {
  readonly nodeId: number;
  readonly period: number;
  readonly thresholdPermille: number;
}

/** How long the node may still be down, in seconds; 0 when the threshold is out of reach already. */
async function mostAffordable(
  collectors: readonly CollectorClient[],
  { nodeId, period, thresholdPermille }: UptimeQuestion,
): Promise<number> {
  const asked = collectors.map((collector) => collector.readUptime(nodeId, period, thresholdPermille));
  const answers = await Promise.allSettled(asked);
  const known = answers.flatMap((one) => (one.status === "fulfilled" ? [one.value.affordableSeconds ?? 0] : []));
  const failed = answers.find((one) => one.status === "rejected");
  if (known.length === 0 && failed !== undefined) throw failed.reason;
  return Math.max(...known);
}
