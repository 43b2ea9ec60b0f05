import type { Log } from "ethers";
import type { SignerSetRotatedEvent } from "../../typechain-types/contracts/farming/Attestors.ts";
import type { MeasurementTimingStructOutput } from "../../typechain-types/contracts/farming/Measurements.ts";
import { foldNodeEvents } from "../directory/fold-node-events.ts";
import type { NodeHistory } from "../directory/fold-node-events.ts";
import type { PlacedDirectoryEvent } from "../directory/read-directory-events.ts";
import { readDirectoryEvents } from "../directory/read-directory-events.ts";
import { FOREVER } from "../farming/policy-structs.ts";
import { readPolicies } from "../farming/read-policies.ts";
import type { AddressBook } from "../network/address-book.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import { firstBlockAt } from "../network/first-block-at.ts";
import type { BlockRange, PlacedEvent } from "../network/read-logs.ts";
import { readEvents } from "../network/read-logs.ts";
import type { RewardFacts } from "../rewards/reward-of-leaf.ts";
import { periodStart } from "../rules/minting-period.ts";
import type { PeriodSchedule } from "../rules/minting-period.ts";
import { LogsIncompleteError } from "./logs-incomplete-error.ts";

/** A numbered set of attestors. */
export interface AttestorSet {
  /** The log that says that it was decided on. */
  readonly log: Log;
  readonly version: number;
  readonly members: readonly string[];
  /** So many of them must sign. */
  readonly threshold: number;
  /** Unix time from which it speaks. */
  readonly activeFrom: number;
}

/** What Measurements was deployed with; times in seconds. */
export interface MeasurementsTiming {
  readonly submissionDelaySeconds: number;
  readonly publicationTimeSeconds: number;
  readonly reviewWindowSeconds: number;
}

/** What the chain's events tell of the deployment, as far as a period depends on it. */
export interface GridRecord extends RewardFacts {
  readonly schedule: PeriodSchedule;
  readonly timing: MeasurementsTiming;
  /** The contract whose members sign measurements. */
  readonly attestors: string;
  readonly sets: readonly AttestorSet[];
  /** The periods that FarmingRewards pays, both ends included. */
  readonly paidPeriods: { readonly first: number; readonly last: number };
  /** What happened to payout addresses, in the order of the chain. */
  readonly payoutEvents: readonly PlacedDirectoryEvent[];
  /** Whether anybody but FarmingRewards may ever create TFT. */
  readonly hasOtherMinters: boolean;
}

const TERMS_EVENTS = ["NodeRegistered", "TermsOpened", "TermsEnded", "TermsVerified"] as const;
const PAYOUT_EVENTS = ["FarmCreated", "FarmPayoutChangeScheduled", "FarmPayoutChangeCancelled"] as const;

/** Reads it. What decides about the period's rewards is taken as it was when the period began: nothing later may count. */
export async function readGridRecord(source: GridSource, period: number, range: BlockRange): Promise<GridRecord> {
  const { grid, book } = source;
  const { Directory, Measurements, FarmingRewards, Attestors, TFT } = grid;
  const [started, measuring, paying, lastPeriods, rotations, minters, policies, payoutEvents] = await Promise.all([
    first(readEvents(Directory, Directory.filters.DirectoryStarted, range), "beginning of Directory"),
    first(readEvents(Measurements, Measurements.filters.MeasurementsStarted, range), "beginning of Measurements"),
    first(readEvents(FarmingRewards, FarmingRewards.filters.RewardsStarted, range), "beginning of FarmingRewards"),
    readEvents(FarmingRewards, FarmingRewards.filters.LastPeriodSet, range),
    readEvents(Attestors, Attestors.filters.SignerSetRotated, range),
    readEvents(TFT, TFT.filters.MinterSet, range),
    readPolicies(source),
    readDirectoryEvents(source, PAYOUT_EVENTS, range),
  ]);
  const schedule = toSchedule(started.schedule);
  const nodes = await readNodesBefore(source, periodStart(schedule, period), range);
  return {
    schedule,
    timing: toTiming(measuring.timing),
    attestors: measuring.attestors,
    sets: rotations.map(toAttestorSet),
    paidPeriods: { first: Number(paying.firstPeriod), last: lastPeriodOf(lastPeriods) },
    payoutEvents,
    hasOtherMinters: minters.some(({ values }) => isOther(book, values)),
    termsOf: (nodeId, termsIndex) => nodes.get(nodeId)?.terms[termsIndex],
    policies: new Map(policies.map(({ policyId, rates }) => [policyId, rates])),
    periodLengthSeconds: schedule.lengthSeconds,
  };
}

/** The event that a contract leaves when it is deployed, and that is therefore never missing. */
async function first<Values>(events: Promise<readonly PlacedEvent<Values>[]>, what: string): Promise<Values> {
  const [event] = await events;
  if (event === undefined) throw new LogsIncompleteError(`the ${what} is missing`);
  return event.values;
}

/** The nodes as they were at a moment (unix seconds), by their numbers. */
async function readNodesBefore(
  source: GridSource,
  unixSeconds: number,
  { fromBlock }: BlockRange,
): Promise<Map<number, NodeHistory>> {
  const toBlock = (await firstBlockAt(source.provider, unixSeconds, fromBlock)) - 1;
  const nodes = foldNodeEvents(await readDirectoryEvents(source, TERMS_EVENTS, { fromBlock, toBlock }));
  return new Map(nodes.map((node) => [node.nodeId, node]));
}

function toSchedule({ start, duration }: { start: bigint; duration: bigint }): PeriodSchedule {
  return { startSeconds: Number(start), lengthSeconds: Number(duration) };
}

function toTiming(timing: MeasurementTimingStructOutput): MeasurementsTiming {
  return {
    submissionDelaySeconds: Number(timing.submissionDelay),
    publicationTimeSeconds: Number(timing.publicationTime),
    reviewWindowSeconds: Number(timing.reviewWindow),
  };
}

function toAttestorSet({ values, log }: PlacedEvent<SignerSetRotatedEvent.OutputObject>): AttestorSet {
  return {
    log,
    version: Number(values.version),
    members: [...values.members],
    threshold: Number(values.threshold),
    activeFrom: Number(values.activeFrom),
  };
}

function lastPeriodOf(events: readonly PlacedEvent<{ lastPeriod: bigint }>[]): number {
  return Math.min(FOREVER, ...events.map(({ values }) => Number(values.lastPeriod)));
}

function isOther({ contracts }: AddressBook, { minter, capacity }: { minter: string; capacity: bigint }): boolean {
  return capacity > 0n && minter.toLowerCase() !== contracts.FarmingRewards.toLowerCase();
}
