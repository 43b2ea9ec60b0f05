import { parseEther } from "ethers";
import { GIB } from "../../sdk/rules/cloud-units.ts";
import type { ReplayRun } from "../replay/run.ts";
import { acknowledge, deposit, movePrice, openAccount, reservePart } from "../tenancy/actions.ts";
import { newTenancy } from "../tenancy/run.ts";
import type { QuotedReservation } from "../tenancy/run.ts";
import type { Gift } from "./mint-tft.ts";

const TFT = 10n ** 7n;

/** What the tenant begins with, and how much of it he deposits. */
const FUNDS = 10_000n * TFT;
const DEPOSIT = 1000n * TFT;

/** Nodes of the real grid, a part of each is reserved; the first one acknowledges. */
const HOSTS = [577, 654] as const;

/** The tenant of the local chain. */
export interface LocalTenancy {
  readonly accountId: number;
  readonly reservations: readonly LocalReservation[];
}

export interface LocalReservation {
  readonly reservationId: number;
  /** As the chain numbers it. */
  readonly nodeId: number;
  readonly state: "active" | "pending";
}

/** What the tenant needs before anything else. */
export async function tenantGift({ chain }: ReplayRun): Promise<Gift> {
  return { to: await chain.tenant(0).getAddress(), units: FUNDS };
}

/** Leaves a tenant who has TFT with an account of the escrow, a reservation that runs and one that waits for its node. */
export async function prepareTenant(replay: ReplayRun): Promise<LocalTenancy> {
  const run = await newTenancy(replay);
  await movePrice(run, parseEther("0.08"));
  const tenant = await openAccount(run, "the tenant", run.chain.tenant(0));
  await deposit(run, tenant, DEPOSIT);
  const capacity = { cru: 2, mruBytes: 4n * GIB, sruBytes: 50n * GIB, hruBytes: 0n };
  const part = { capacity, ipv4Count: 0, dailyTrafficBytes: 0n };
  const active = await reservePart(run, tenant, { ...part, realNodeId: HOSTS[0] });
  await acknowledge(run, active);
  const pending = await reservePart(run, tenant, { ...part, realNodeId: HOSTS[1] });
  const shown = ({ reservationId, realNodeId }: QuotedReservation, state: LocalReservation["state"]) => {
    return { reservationId, nodeId: replay.nodes.onChain(realNodeId), state };
  };
  return { accountId: tenant.accountId, reservations: [shown(active, "active"), shown(pending, "pending")] };
}
