import type { AddressBook } from "../network/address-book.ts";
import { periodEnd, periodStart } from "../rules/minting-period.ts";
import type { Outcome } from "../rules/reward.ts";
import type { AuditedProposal } from "./check-signatures.ts";
import { finalAtOf } from "./check-timing.ts";
import { unitsOf } from "./group-payments.ts";
import type { Payment } from "./group-payments.ts";
import type { AuditedSigner } from "./judge-signatures.ts";
import type { ClaimedLeaf } from "./read-claims.ts";
import type { GridRecord } from "./read-grid-record.ts";

/**
 * What an audit of a period found. It holds nothing but what the chain tells, in the chain's order, so that two audits of the
 * same chain are the same text. Times are unix seconds; amounts are TFT units, as text.
 */
export interface AuditDocument {
  readonly format: "tfgrid-audit-1";
  readonly chainId: number;
  readonly contracts: Readonly<Record<AuditedContract, string>>;
  readonly period: number;
  readonly startsAt: number;
  readonly endsAt: number;
  /** All attempts at all batches. */
  readonly batches: readonly AuditedBatch[];
  /** Every leaf of the period that was claimed. */
  readonly claims: readonly AuditedClaim[];
  /** What came of the claims, one for each farm and transaction; leaves of other periods that went along are counted in. */
  readonly payments: readonly AuditedPayment[];
  readonly totals: AuditTotals;
  /** One sentence each; empty when all agrees. */
  readonly differences: readonly string[];
}

const AUDITED_CONTRACTS = [
  "Directory",
  "FarmingPolicies",
  "Attestors",
  "Measurements",
  "FarmingRewards",
  "TFT",
] as const;

type AuditedContract = (typeof AUDITED_CONTRACTS)[number];

/** An attempt at a batch. */
export interface AuditedBatch {
  readonly batch: number;
  readonly attempt: number;
  readonly ruleSetId: number;
  readonly root: string;
  readonly count: number;
  readonly dataHash: string;
  /** The transaction that proposed it. */
  readonly transaction: string;
  readonly proposedAt: number;
  /** Null while leaves are missing, or for ever if they never came. */
  readonly publishedAt: number | null;
  readonly rejectedAt: number | null;
  /** Null where it never became final: leaves are missing, or it was rejected. */
  readonly finalAt: number | null;
  readonly statedBy: AuditedProposal["by"];
  readonly attestorSetVersion: number;
  readonly signaturesNeeded: number;
  readonly signers: readonly AuditedSigner[];
}

/** A claimed leaf. */
export interface AuditedClaim {
  readonly nodeId: number;
  readonly farmId: number;
  readonly batch: number;
  readonly position: number;
  readonly units: string;
  readonly outcome: Outcome;
  readonly transaction: string;
}

/** What a farm was paid in a transaction. */
export interface AuditedPayment {
  readonly farmId: number;
  readonly transaction: string;
  readonly payout: string | null;
  readonly units: string;
  readonly mintedUnits: string;
  readonly owedUnits: string;
}

/** What a period comes to. */
export interface AuditTotals {
  /** Nodes that were measured, in the batches that count. */
  readonly nodes: number;
  readonly settledNodes: number;
  readonly units: string;
  /** Nodes whose leaf was compared with what was derived anew; null when nothing was. */
  readonly derivedNodes: number | null;
}

/** What the steps of an audit found. */
export interface AuditFindings {
  readonly book: AddressBook;
  readonly record: GridRecord;
  readonly period: number;
  readonly proposals: readonly AuditedProposal[];
  readonly claims: readonly ClaimedLeaf[];
  readonly payments: readonly Payment[];
  readonly nodes: number;
  readonly derivedNodes: number | undefined;
  readonly differences: readonly string[];
}

/** Puts the findings into the form in which they are published. */
export function toAuditDocument(findings: AuditFindings): AuditDocument {
  const { book, record, period, proposals, claims, payments, nodes, derivedNodes, differences } = findings;
  const contracts = AUDITED_CONTRACTS.map((name) => [name, book.contracts[name]]);
  const units = claims.reduce((sum, claim) => sum + claim.units, 0n);
  return {
    format: "tfgrid-audit-1",
    chainId: book.chainId,
    contracts: Object.fromEntries(contracts) as AuditDocument["contracts"],
    period,
    startsAt: periodStart(record.schedule, period),
    endsAt: periodEnd(record.schedule, period),
    batches: proposals.map((proposal) => toBatch(record, proposal)),
    claims: claims.map(toClaim),
    payments: payments.map(toPayment),
    totals: {
      nodes,
      settledNodes: new Set(claims.map(({ nodeId }) => nodeId)).size,
      units: units.toString(),
      derivedNodes: derivedNodes ?? null,
    },
    differences,
  };
}

function toBatch({ timing }: GridRecord, { attempt, by, needed, signers }: AuditedProposal): AuditedBatch {
  const { batch, ruleSetId, root, count, dataHash, proposedAt, publication, rejection, attestorSetVersion } = attempt;
  return {
    batch,
    attempt: attempt.attempt,
    ruleSetId,
    root,
    count,
    dataHash,
    transaction: attempt.proposal.transactionHash,
    proposedAt,
    publishedAt: publication?.at ?? null,
    rejectedAt: rejection?.at ?? null,
    finalAt: finalAtOf(attempt, timing) ?? null,
    statedBy: by,
    attestorSetVersion,
    signaturesNeeded: needed,
    signers,
  };
}

function toClaim({ nodeId, farmId, batch, position, units, outcome, log }: ClaimedLeaf): AuditedClaim {
  const transaction = log.transactionHash;
  return { nodeId, farmId, batch, position, units: units.toString(), outcome, transaction };
}

function toPayment(payment: Payment): AuditedPayment {
  const { farmId, leaves, mint, owed } = payment;
  return {
    farmId,
    transaction: leaves[0]?.log.transactionHash ?? "",
    payout: mint?.to ?? owed?.payout ?? null,
    units: unitsOf(payment).toString(),
    mintedUnits: (mint?.units ?? 0n).toString(),
    owedUnits: (owed?.units ?? 0n).toString(),
  };
}
