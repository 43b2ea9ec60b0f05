import { parseMeasurements, writeMeasurements } from "../../sdk/measurements/measurements-document.ts";
import { RULE_SETS } from "../../sdk/rules/rule-sets.ts";
import { LeafValueDoesNotFitError } from "../../sdk/rules/leaf.ts";
import type { HostileInput, PlannedPeriod } from "./plan-batches.ts";
import type { ReplayRun } from "./run.ts";

/**
 * Offers what the receipts really state to the library, as an attestor's file of measurements would. It has to refuse; the
 * plan holds the possible values that are used instead.
 */
export function offerHostileInput({ refused, say }: ReplayRun, { period, primary, hostile }: PlannedPeriod): void {
  for (const input of hostile) {
    const measurement = primary.find(({ receiptId }) => receiptId === input.receiptId)?.measurement;
    if (measurement === undefined) throw new Error(`Receipt ${input.receiptId} is not planned.`);
    const text = writeMeasurements({ period, ruleSetId: RULE_SETS.conformance.id, measurements: [measurement] });
    const { nodeId, farmId, statedUptimeSeconds, usedUptimeSeconds } = input;
    const error = refusalOf(withStatedUptime(text, input));
    refused.push({ period, nodeId, farmId, statedUptimeSeconds, usedUptimeSeconds, error });
  }
  if (hostile.length > 0) say(`Period ${period}: ${hostile.length} impossible uptimes refused and replaced`);
}

function withStatedUptime(text: string, { statedUptimeSeconds, usedUptimeSeconds }: HostileInput): string {
  return text.replace(`"uptimeSeconds":${usedUptimeSeconds}`, `"uptimeSeconds":"${statedUptimeSeconds}"`);
}

/** What the library says to it. */
function refusalOf(text: string): string {
  try {
    parseMeasurements(text);
  } catch (error) {
    if (error instanceof LeafValueDoesNotFitError) return error.message;
    throw error;
  }
  throw new Error("The library took an impossible uptime.");
}
