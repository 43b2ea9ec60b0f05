import type { AuditDocument } from "../../sdk/audit/audit-document.ts";
import type { PeriodSchedule } from "../../sdk/rules/minting-period.ts";
import type { Outcome } from "../../sdk/rules/reward.ts";

/*
 * What the replay found, as the job that runs the chain hands it to `statementText` and `statementJson`. Farm and node
 * ids are those of the real grid, amounts are in 10^-7 TFT ("units"), times in seconds.
 */

/** Everything the replay has to tell. */
export interface ReplayResult {
  /** When periods begin and how long they are; years and percentages are counted by it. */
  readonly schedule: PeriodSchedule;
  readonly farms: readonly FarmResult[];
  /** One row per node and period, in any order. A node that moved has rows under both farms. */
  readonly nodePeriods: readonly NodePeriodResult[];
  readonly comparison: Comparison;
  /** Where chain and real grid differ, in the order to be printed. */
  readonly differences: readonly Difference[];
  /** Measurements that the library refused to put into a leaf. */
  readonly refusedInput: readonly RefusedInput[];
  /** Gas by kind of transaction, in the order to be printed. */
  readonly gas: readonly GasUse[];
  readonly check: Check;
  /** Audits of the months that went through the whole network. */
  readonly audits: readonly AuditDocument[];
  /** What a reader should know, one sentence each. */
  readonly notes: readonly string[];
}

/** A farm and what its payout address holds in the end. */
export interface FarmResult {
  readonly farmId: number;
  readonly name: string;
  /** The payout address on the chain, in hex. */
  readonly payout: string;
  readonly balanceUnits: bigint;
}

/** What the chain paid for one node in one period, corrections included, and the measurement that decided it. */
export interface NodePeriodResult {
  readonly farmId: number;
  readonly nodeId: number;
  readonly period: number;
  /** As measured; more than the period is counted as the period. */
  readonly uptimeSeconds: number;
  /** Compute units of the measured capacity, in 10^-6 CU, also where nothing was paid. */
  readonly cuMicro: bigint;
  /** Storage units of the measured capacity, in 10^-6 SU, also where nothing was paid. */
  readonly suMicro: bigint;
  readonly outcome: Outcome;
  /** The least uptime that was paid, in per mille, 0 for none. */
  readonly minimumUptimePermille: number;
  readonly paidUnits: bigint;
}

/** How many amounts are those of the real grid, to the last unit. */
export interface Comparison {
  /** Published receipts, each recomputed alone. */
  readonly receiptsAsMinted: Share;
  /** Nodes and periods before corrections, against what was minted first. */
  readonly nodePeriodsAsMinted: Share;
  /** Nodes and periods after corrections, against what was paid in the end. */
  readonly nodePeriodsAsPaid: Share;
}

/** So many of so many. */
export interface Share {
  readonly equal: number;
  readonly total: number;
}

/** A node and period for which the chain paid another amount than the real grid. */
export interface Difference {
  readonly period: number;
  readonly farmId: number;
  readonly nodeId: number;
  readonly realGridUnits: bigint;
  readonly paidUnits: bigint;
  readonly reason: string;
}

/** A measurement that cannot be: what was stated, what the library said to it, and what took its place. */
export interface RefusedInput {
  readonly period: number;
  readonly farmId: number;
  readonly nodeId: number;
  readonly statedUptimeSeconds: bigint;
  readonly usedUptimeSeconds: number;
  /** The message of the error that the library threw. */
  readonly error: string;
}

/** Gas of all transactions of one kind. */
export interface GasUse {
  /** What they did, for instance "claim rewards". */
  readonly action: string;
  readonly transactions: number;
  readonly gas: bigint;
}

/** The same total, found in three ways that share nothing but the chain. */
export interface Check {
  /** Sum of the receipts in the chain's events. */
  readonly receiptsUnits: bigint;
  /** Sum of the token balances of the payout addresses. */
  readonly balancesUnits: bigint;
  /** Sum of what the library computes anew from the terms and measurements in the chain's events. */
  readonly recomputedUnits: bigint;
}

/** Whether the three totals agree to the unit. A replay that fails this has failed. */
export function isAgreed({ receiptsUnits, balancesUnits, recomputedUnits }: Check): boolean {
  return receiptsUnits === balancesUnits && receiptsUnits === recomputedUnits;
}
