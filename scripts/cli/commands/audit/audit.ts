import type { AuditDocument, AuditedBatch } from "../../../../sdk/audit/audit-document.ts";
import { auditPeriod } from "../../../../sdk/audit/audit-period.ts";
import { formatPeriod, formatTime } from "../../../../sdk/network/format-time.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import { auditDerivation } from "../../../../services/attestor/audit-derivation.ts";
import { collectorSource } from "../../../../services/attestor/collector-source.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { fields, table } from "../../table.ts";

interface Flags {
  readonly period: number;
  /** URLs of collectors. */
  readonly heartbeats: readonly string[];
}

/** Audits a period; the answer is bad news unless all agrees. */
export async function run(context: GridContext, { period, heartbeats }: Flags): Promise<Answer> {
  const collectors = heartbeats.map(collectorSource);
  const deriveMeasurements = collectors.length === 0 ? undefined : auditDerivation(context, collectors);
  const document = await auditPeriod(context, { period, deriveMeasurements });
  const { differences, batches } = document;
  return {
    document,
    text: [summary(context, document), table(HEAD, batches.map(toRow)), verdict(document)].join("\n"),
    isFailure: differences.length > 0,
  };
}

function summary({ book }: GridContext, { period, totals, payments, claims }: AuditDocument): string {
  const sum = (units: readonly string[]) => formatTft(units.reduce((all, one) => all + BigInt(one), 0n));
  return fields({
    period: formatPeriod(book.schedule, period),
    "nodes measured": String(totals.nodes),
    "nodes settled": `${totals.settledNodes}, in ${claims.length} claimed leaves`,
    "claims recomputed": `${sum([totals.units])} TFT`,
    "minted with them": `${sum(payments.map(({ mintedUnits }) => mintedUnits))} TFT`,
    ...(totals.derivedNodes !== null && { "compared with heartbeats": `${totals.derivedNodes} nodes` }),
    "owed since": `${sum(payments.map(({ owedUnits }) => owedUnits))} TFT`,
  });
}

const HEAD = ["batch", "attempt", "leaves", "stated by", "became", "root"];

function toRow(batch: AuditedBatch): string[] {
  return [
    String(batch.batch),
    String(batch.attempt),
    String(batch.count),
    statedBy(batch),
    outcomeOf(batch),
    batch.root,
  ];
}

function statedBy({ statedBy: by, signers, signaturesNeeded }: AuditedBatch): string {
  switch (by) {
    case "quorum":
    case "allAttestors":
      return `${signers.length} attestors, ${signaturesNeeded} needed`;
    case "admin":
      return "the measurement admin";
    case "unknown":
      return "not known";
  }
}

function outcomeOf({ publishedAt, rejectedAt, finalAt }: AuditedBatch): string {
  if (rejectedAt !== null) return `rejected ${formatTime(rejectedAt)}`;
  if (publishedAt === null || finalAt === null) return "not published as a whole";
  return `final ${formatTime(finalAt)}`;
}

function verdict({ differences }: AuditDocument): string {
  if (differences.length === 0) return "All agrees.";
  const count = differences.length === 1 ? "1 difference" : `${differences.length} differences`;
  return [`${count}:`, ...differences].join("\n");
}
