import type { Grid } from "../../sdk/network/grid.ts";
import type { WantedResources } from "../../sdk/rules/quote.ts";
import type { Rates } from "../../sdk/rules/rates.ts";
import type { Call } from "../../sdk/network/call.ts";
import { sendCallAndWait } from "../../sdk/network/call.ts";
import { blockTime } from "../../sdk/network/block-time.ts";
import type { Signer, TransactionReceipt } from "ethers";
import type { ReplayChain } from "../replay/run-chain.ts";
import { GasLedger } from "../replay/run-gas.ts";
import type { ReplayRun } from "../replay/run.ts";

/** Somebody who reserves capacity. */
export interface Tenant {
  readonly name: string;
  readonly signer: Signer;
  readonly accountId: number;
}

/** What a tenant asked for, and what the library said it would cost. */
export interface QuotedReservation {
  readonly reservationId: number;
  readonly accountId: number;
  readonly realFarmId: number;
  readonly realNodeId: number;
  readonly wanted: WantedResources;
  readonly providerBps: number;
  readonly rates: Rates;
}

/** What attestors stated when a stream was settled. */
export interface StatedService {
  readonly streamId: number;
  /** Unix time in seconds. */
  readonly to: number;
  readonly servedSeconds: number;
}

/** Tenants on the chain of a replay, under way. */
export interface TenancyRun {
  readonly chain: ReplayChain;
  readonly grid: Grid;
  /** The replay whose farms and nodes are reserved. */
  readonly replay: ReplayRun;
  readonly gas: GasLedger;
  readonly say: (line: string) => void;
  /** When it began, unix time in seconds. */
  readonly startedAt: number;
  /** The first block of it. */
  readonly fromBlock: number;
  readonly tenants: Tenant[];
  readonly reservations: QuotedReservation[];
  readonly services: StatedService[];
}

/** Tenants of whom none has done anything yet. */
export async function newTenancy(replay: ReplayRun): Promise<TenancyRun> {
  const { chain, grid, say } = replay;
  const [startedAt, latest] = [await blockTime(chain.provider), await chain.provider.getBlockNumber()];
  const books = { tenants: [], reservations: [], services: [] };
  return { chain, grid, replay, gas: new GasLedger(), say, startedAt, fromBlock: latest + 1, ...books };
}

/** Sends a call, waits for it and takes its gas down. */
export async function send(
  { gas }: TenancyRun,
  signer: Signer,
  action: string,
  call: Promise<Call>,
): Promise<TransactionReceipt> {
  const receipt = await sendCallAndWait(signer, await call);
  gas.add(action, receipt);
  return receipt;
}
