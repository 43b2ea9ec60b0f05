import { ZeroAddress } from "ethers";
import type { StreamOpenedEvent } from "../../typechain-types/contracts/reservation/Escrow.ts";
import type { GridSource } from "../network/connect-deployment.ts";
import type { Grid } from "../network/grid.ts";
import { mapInParallel } from "../network/map-in-parallel.ts";
import { readEvents } from "../network/read-logs.ts";
import type { Rates } from "../rules/rates.ts";

/** So many streams are read at once. */
const PARALLEL_READS = 6;

/** Where a stream stands. The position in this list is the code on chain. */
export const STREAM_STATUSES = ["none", "pending", "running", "stopped", "dead", "ended"] as const;

export type StreamStatus = (typeof STREAM_STATUSES)[number];

/** A stream of money from an account to a farm. */
export interface StreamReading extends Rates {
  readonly streamId: number;
  readonly accountId: number;
  /** 0 for none: what it pays goes to the protocol pool. */
  readonly farmId: number;
  /** 0 for none: a name. */
  readonly nodeId: number;
  /** The contract that opened it. */
  readonly operator: string;
  /** The solution provider; undefined for none. */
  readonly provider: string | undefined;
  readonly pricingVersion: number;
  /** Dead as soon as its account is exhausted, even if nobody closed it. */
  readonly status: StreamStatus;
  /** What it is owed and not settled yet, in units of 10^-7 TFT, before it is considered for how long its node served. */
  readonly owedUnits: bigint;
  /** Unix time in seconds up to which it is settled; while it is pending, when it was opened. */
  readonly settledTo: number;
}

/** All streams of an account, in the order in which they were opened. */
export function readStreamsOfAccount(source: GridSource, accountId: number): Promise<StreamReading[]> {
  return readStreams(source, [null, accountId]);
}

/** All streams of a farm, likewise. */
export function readStreamsOfFarm(source: GridSource, farmId: number): Promise<StreamReading[]> {
  return readStreams(source, [null, null, farmId]);
}

async function readStreams(source: GridSource, indexed: readonly unknown[]): Promise<StreamReading[]> {
  const { grid, provider, book } = source;
  const range = { fromBlock: book.deployedAtBlock, toBlock: await provider.getBlockNumber() };
  const opened = await readEvents(grid.Escrow, grid.Escrow.filters.StreamOpened, range, indexed);
  return mapInParallel(opened, PARALLEL_READS, ({ values }) => readStream(grid, values));
}

async function readStream({ Escrow }: Grid, opened: StreamOpenedEvent.OutputObject): Promise<StreamReading> {
  const { streamId, accountId, farmId, operator, request } = opened;
  const [{ status }, isDead, owedUnits, settledTo] = await Promise.all([
    Escrow.streamOf(streamId),
    Escrow.isDead(streamId),
    Escrow.owedTo(streamId),
    Escrow.settledTo(streamId),
  ]);
  return {
    streamId: Number(streamId),
    accountId: Number(accountId),
    farmId: Number(farmId),
    nodeId: Number(request.nodeId),
    operator,
    provider: request.provider === ZeroAddress ? undefined : request.provider,
    pricingVersion: Number(request.pricingVersion),
    discountableUsdPerSecond: request.discountableRate,
    plainUsdPerSecond: request.plainRate,
    status: statusOf(Number(status), isDead),
    owedUnits,
    settledTo: Number(settledTo),
  };
}

function statusOf(code: number, isDead: boolean): StreamStatus {
  const status = STREAM_STATUSES[code] ?? "none";
  return isDead && (status === "pending" || status === "running") ? "dead" : status;
}
