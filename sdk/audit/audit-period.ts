import { GridError } from "../grid-error.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import type { AuditDocument } from "./audit-document.ts";
import { toAuditDocument } from "./audit-document.ts";
import { checkClaims } from "./check-claims.ts";
import { checkLeaves } from "./check-leaves.ts";
import { checkMeasurements } from "./check-measurements.ts";
import type { DeriveMeasurements } from "./check-measurements.ts";
import { checkMints } from "./check-mints.ts";
import { checkSignatures } from "./check-signatures.ts";
import { checkTiming } from "./check-timing.ts";
import { groupPayments } from "./group-payments.ts";
import { acceptedBatches, placedLeaves } from "./period-leaves.ts";
import { readAttempts } from "./read-attempts.ts";
import { readClaims } from "./read-claims.ts";
import { readGridRecord } from "./read-grid-record.ts";
import type { GridRecord } from "./read-grid-record.ts";
import { rebuildBatch } from "./rebuild-batch.ts";
import type { RebuiltBatch } from "./rebuild-batch.ts";
import { requireCompleteLogs } from "./require-complete-logs.ts";

export interface AuditPeriodParameters {
  readonly period: number;
  /** Given, each leaf is compared with what this derives. */
  readonly deriveMeasurements?: DeriveMeasurements | undefined;
}

/**
 * Audits a period from the chain's events alone: that its leaves are those that enough attestors signed, at the right times
 * and for terms that cover the period, and that every claim paid what the rules of this library give, once, to whom it should.
 * @throws NothingProposedError, LogsIncompleteError
 */
export async function auditPeriod(
  source: GridSource,
  { period, deriveMeasurements }: AuditPeriodParameters,
): Promise<AuditDocument> {
  const { provider, book } = source;
  const range = { fromBlock: book.deployedAtBlock, toBlock: await provider.getBlockNumber() };
  const record = await readGridRecord(source, period, range);
  const attempts = await readAttempts(source, period, range);
  const rebuilt = attempts.map(rebuildBatch);
  const batches = acceptedBatches(rebuilt);
  const events = await readClaims(source, period, range);
  const claims = events.filter((event) => event.kind === "leaf").filter((leaf) => leaf.period === period);
  await requireCompleteLogs(source, range.toBlock, { period, attempts, batches, claims });
  if (attempts.length === 0) throw new NothingProposedError(period);

  const proposals = await checkSignatures(source, record, attempts);
  const { payments, strays } = groupPayments(events);
  const ofPeriod = payments.filter(({ leaves }) => leaves.some((leaf) => leaf.period === period));
  const derived = deriveMeasurements && (await checkMeasurements(period, batches, deriveMeasurements));
  return toAuditDocument({
    book,
    record,
    period,
    proposals,
    claims,
    payments: ofPeriod,
    nodes: countNodes(batches),
    derivedNodes: derived?.nodes,
    differences: [
      ...checkContracts(source, record),
      ...rebuilt.flatMap(({ differences }) => differences),
      ...proposals.flatMap(({ differences }) => differences),
      ...checkTiming(record, attempts),
      ...checkLeaves(record, period, batches),
      ...checkClaims(record, period, batches, claims),
      ...checkMints(record, { payments: ofPeriod, strays }),
      ...(derived?.differences ?? []),
    ],
  });
}

/** The attestors whom Measurements asks must be those of the address book. */
function checkContracts({ book }: GridSource, { attestors }: GridRecord): string[] {
  const { Attestors } = book.contracts;
  const isSame = attestors.toLowerCase() === Attestors.toLowerCase();
  return isSame ? [] : [`Measurements asks the attestors of ${attestors}; the address book names ${Attestors}.`];
}

function countNodes(batches: readonly RebuiltBatch[]): number {
  const nodes = new Set<number>();
  for (const { measurement } of placedLeaves(batches)) nodes.add(measurement.nodeId);
  return nodes.size;
}

/** There is nothing to audit. */
export class NothingProposedError extends GridError {
  override readonly name = "NothingProposedError";

  constructor(period: number) {
    super(`Nothing was proposed for period ${period}: there is nothing to audit.`, {
      hint: `\`tfgrid period status --period ${period}\` says when its measurements are expected.`,
    });
  }
}
