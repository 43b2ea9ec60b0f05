import { parseEther } from "ethers";
import { toCall } from "../../sdk/network/to-call.ts";
import { GIB } from "../../sdk/rules/cloud-units.ts";
import type { ReplayRun } from "../replay/run.ts";
import { acknowledge, deposit, movePrice, openAccount, reservePart } from "../tenancy/actions.ts";
import { newTenancy, send } from "../tenancy/run.ts";
import type { QuotedReservation, TenancyRun } from "../tenancy/run.ts";

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

/** Leaves a tenant with TFT, an account of the escrow, a reservation that runs and one that waits for its node. */
export async function prepareTenant(replay: ReplayRun): Promise<LocalTenancy> {
  const run = await newTenancy(replay);
  await movePrice(run, parseEther("0.08"));
  await mintTft(run);
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

/** Nobody has claimed yet: the governor mints what the tenant begins with, and never again. */
async function mintTft(run: TenancyRun): Promise<void> {
  const { grid, chain } = run;
  const { governor } = chain;
  const [minter, tenant] = [await governor.getAddress(), await chain.tenant(0).getAddress()];
  const allow = (units: bigint) => toCall("TFT", "setMinter", grid.TFT.setMinter.populateTransaction(minter, units, 0));
  await send(run, governor, "set minter", allow(FUNDS));
  await send(run, governor, "mint", toCall("TFT", "mint", grid.TFT.mint.populateTransaction(tenant, FUNDS)));
  await send(run, governor, "set minter", allow(0n));
}
