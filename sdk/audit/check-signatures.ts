import type { GridSource } from "../network/connect-deployment.ts";
import { attemptName } from "./words.ts";
import { rejectionsBefore } from "./check-timing.ts";
import { findProposalCalls } from "./find-proposal-calls.ts";
import type { ProposalCall } from "./find-proposal-calls.ts";
import { judgeSignatures } from "./judge-signatures.ts";
import type { AuditedSigner } from "./judge-signatures.ts";
import { LogsIncompleteError } from "./logs-incomplete-error.ts";
import type { BatchAttempt } from "./read-attempts.ts";
import type { GridRecord } from "./read-grid-record.ts";

/** So many rejections a quorum has to accept before all attestors, or the admin, may overrule the guardian. */
const REJECTIONS_BEFORE_OVERRULE = 2;

/** Who stated what an attempt proposes. */
export interface AuditedProposal {
  readonly attempt: BatchAttempt;
  /** `unknown` when the proposing transaction carries no call that fits. */
  readonly by: "quorum" | "allAttestors" | "admin" | "unknown";
  /** So many signatures are needed. */
  readonly needed: number;
  /** Those whose signatures are good and who were attestors, each once. */
  readonly signers: readonly AuditedSigner[];
  readonly differences: readonly string[];
}

/** Finds out who stated what was proposed, for all attempts of a period. */
export async function checkSignatures(
  source: GridSource,
  record: GridRecord,
  attempts: readonly BatchAttempt[],
): Promise<AuditedProposal[]> {
  return Promise.all(
    attempts.map(async (attempt) => {
      const found = await checkAttempt(source, record, attempt);
      return { ...found, differences: [...found.differences, ...checkOverrule(attempts, attempt)] };
    }),
  );
}

/** @throws LogsIncompleteError when the endpoint does not give the transaction that proposed */
async function checkAttempt(source: GridSource, record: GridRecord, attempt: BatchAttempt): Promise<AuditedProposal> {
  const { transactionHash } = attempt.proposal;
  const transaction = await source.provider.getTransaction(transactionHash);
  if (transaction === null) throw new LogsIncompleteError(`transaction ${transactionHash} is missing`);

  const calls = findProposalCalls(source.grid.Measurements.interface, transaction.data, attempt);
  const found = await Promise.all(calls.map((call) => checkCall(source, record, attempt, call)));
  return found.find(({ differences }) => differences.length === 0) ?? found[0] ?? toUnknown(attempt);
}

async function checkCall(
  source: GridSource,
  record: GridRecord,
  attempt: BatchAttempt,
  { proposal, signatures }: ProposalCall,
): Promise<AuditedProposal> {
  if (signatures === undefined) return { attempt, by: "admin", needed: 0, signers: [], differences: [] };

  const judged = await judgeSignatures(source, record, attempt, { proposal, signatures });
  return { attempt, by: proposal.isUnanimous ? "allAttestors" : "quorum", ...judged };
}

function toUnknown(attempt: BatchAttempt): AuditedProposal {
  const { transactionHash } = attempt.proposal;
  const difference = `${attemptName(attempt)}: no signatures over it are in transaction ${transactionHash}, which proposed it.`;
  return { attempt, by: "unknown", needed: 0, signers: [], differences: [difference] };
}

/** What cannot be rejected needs rejections before it. */
function checkOverrule(attempts: readonly BatchAttempt[], attempt: BatchAttempt): string[] {
  const rejections = rejectionsBefore(attempts, attempt);
  if (!attempt.isUnrejectable || rejections >= REJECTIONS_BEFORE_OVERRULE) return [];
  return [
    `${attemptName(attempt)} overrules the guardian after ${rejections} rejections; ${REJECTIONS_BEFORE_OVERRULE} are needed.`,
  ];
}
