import { id } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import type { ReservationRequest } from "../../../sdk/reservations/reservation-request.ts";
import { createFarmAndWait } from "../../../sdk/directory/create-farm.ts";
import { ipOf } from "../../helpers/reservation-fixtures.ts";
import { registerNode } from "../../helpers/nodes.ts";
import { deployment } from "../directory/directory-fixture.ts";

export type ReservationFixture = Awaited<ReturnType<typeof offeredNode>>;

const GIB = 2n ** 30n;
const UNITS_PER_TFT = 10_000_000n;

/** Later than any test gets, in unix seconds. */
export const FAR_FUTURE = 2 ** 39;

export const HASH = id("deployment");

/** A part of node 1 with an address, under no name. */
export const REQUEST: Omit<ReservationRequest, "accountId"> = {
  nodeId: 1,
  isDedicated: false,
  capacity: { cru: 2, mruBytes: 4n * GIB, sruBytes: 256n * GIB, hruBytes: 0n },
  ipv4Count: 1,
  provider: undefined,
  deploymentHash: HASH,
  ref: undefined,
  mostUsdPerSecond: 10n ** 16n,
  dailyTrafficBytes: 0n,
};

/** What a newcomer pays in and allows. */
export const OPENING = {
  units: 1000n * UNITS_PER_TFT,
  deadline: FAR_FUTURE,
  maxUsdPerSecond: 10n ** 16n,
  maxChargeUnits: 100n * UNITS_PER_TFT,
  expiresAt: FAR_FUTURE,
};

/** Node 1 of farm 1 is free, and the tenant holds TFT. */
export async function offeredNode(connection: NetworkConnection<string>) {
  const context = await deployment(connection);
  const { grid, book, provider: rpc, governor, admin, farmer, payout, otherKey: tenant, stranger } = context;
  const { farmId } = await createFarmAndWait(grid, farmer, { name: "alpha", payout: payout.address });
  await registerNode(grid, context);
  await grid.PublicIps.connect(farmer).add(farmId, [1, 2, 3].map(ipOf));
  await grid.TFT.connect(governor).setMinter(admin, 10n ** 13n, 0n);
  for (const party of [tenant, stranger]) await grid.TFT.connect(admin).mint(party, 10_000n * UNITS_PER_TFT);
  return { ...context, tenant, farmId, source: { grid, book, provider: rpc } };
}
