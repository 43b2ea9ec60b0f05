import type { DeriveMeasurements } from "../../sdk/audit/check-measurements.ts";
import { GridError } from "../../sdk/grid-error.ts";
import type { GridSource } from "../../sdk/network/connect-deployment.ts";
import { ruleSetOf } from "../../sdk/rules/rule-sets.ts";
import { deriveMeasurements } from "./derive-measurements.ts";
import type { HeartbeatSource, SourceFault } from "./heartbeat-source.ts";
import { readChainFacts } from "./read-chain-facts.ts";

/** Derives for an audit what attestors derive, from all heartbeats that collectors have together. */
export function auditDerivation(source: GridSource, collectors: readonly HeartbeatSource[]): DeriveMeasurements {
  const { provider, book } = source;
  const scope = { chainId: BigInt(book.chainId), directory: book.contracts.Directory };
  return async (period, ruleSetId) => {
    const chain = await readChainFacts(source, { period, toBlock: await provider.getBlockNumber() });
    const derived = await deriveMeasurements({ ruleSet: ruleSetOf(ruleSetId), collectors, chain, scope });
    const [fault] = derived.faults;
    if (fault !== undefined) throw new EvidenceIncompleteError(fault);
    return derived.measurements;
  };
}

/** A collector could not be read to the end, or not be believed: leaves cannot be compared with what it has. */
export class EvidenceIncompleteError extends GridError {
  override readonly name = "EvidenceIncompleteError";

  constructor({ source, message }: SourceFault) {
    super(`The heartbeats of ${source} cannot be audited: ${message}`, {
      hint: "Try again, name another collector, or audit without --heartbeats.",
    });
  }
}
