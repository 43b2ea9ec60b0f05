import { MaxUint256 } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { createFarmAndWait } from "../../../sdk/directory/create-farm.ts";
import { approveOperatorAndWait } from "../../../sdk/escrow/approve-operator.ts";
import { depositAndWait } from "../../../sdk/escrow/deposit.ts";
import { openAccountAndWait } from "../../../sdk/escrow/open-account.ts";
import { deployment } from "../directory/directory-fixture.ts";

export type EscrowFixture = Awaited<ReturnType<typeof fundedAccounts>>;

export const UNITS_PER_TFT = 10_000_000n;

/** Later than any test gets, in unix seconds. */
export const FAR_FUTURE = 2 ** 39;

/** 10^-6 USD per second: 2.592 USD in 30 days. */
export const RATE = 10n ** 12n;

/** What the operator may do. */
export const LIMITS = {
  maxUsdPerSecond: 10n * RATE,
  maxChargeUnits: 1000n * UNITS_PER_TFT,
  expiresAt: FAR_FUTURE,
};

/** Account 1 is the tenant's and holds 1,000 TFT; the operator is approved; farms 1 and 2 exist. */
export async function fundedAccounts(connection: NetworkConnection<string>) {
  const context = await deployment(connection);
  const { grid, book, provider: rpc, governor, admin, farmer, otherFarmer, payout, otherPayout, stranger } = context;
  const parties = { tenant: context.otherKey, operator: context.booker, provider: context.nodeKey };
  const { farmId } = await createFarmAndWait(grid, farmer, { name: "alpha", payout: payout.address });
  const other = await createFarmAndWait(grid, otherFarmer, { name: "beta", payout: otherPayout.address });

  await grid.TFT.connect(governor).setMinter(admin, 10n ** 13n, 0n);
  for (const party of [parties.tenant, stranger]) {
    await grid.TFT.connect(admin).mint(party, 10_000n * UNITS_PER_TFT);
  }
  await grid.TFT.connect(parties.tenant).approve(grid.Escrow, MaxUint256);
  const { accountId } = await openAccountAndWait(grid, parties.tenant);
  await depositAndWait(grid, parties.tenant, { accountId, units: 1000n * UNITS_PER_TFT });
  await approveOperatorAndWait(grid, parties.tenant, { accountId, operator: parties.operator.address, ...LIMITS });
  return {
    ...context,
    ...parties,
    source: { grid, book, provider: rpc },
    accountId,
    farmId,
    otherFarmId: other.farmId,
  };
}

/** A stream of account 1 to farm 1 that runs; its provider gets a tenth. */
export async function runStream({ grid, operator, provider, accountId, farmId }: EscrowFixture): Promise<number> {
  const escrow = grid.Escrow.connect(operator);
  await escrow.open({
    accountId,
    farmId,
    nodeId: 1,
    provider,
    providerBps: 1000,
    pricingVersion: 1,
    discountableRate: RATE,
    plainRate: 0n,
  });
  const streamId = await escrow.streamCount();
  await escrow.start(streamId);
  return Number(streamId);
}

/** An hour of which all was served, settled. */
export async function settleHour(
  { ethers, networkHelpers }: NetworkConnection<string>,
  { grid }: EscrowFixture,
  streamId: number,
): Promise<void> {
  const from = Number(await grid.Escrow.settledTo(streamId));
  const to = from + 3600;
  await networkHelpers.time.increaseTo(to);
  const service = { nodeId: 1, from, to, servedSeconds: 3600, isRequested: false, stopIndex: 0 };
  const proofOfService = await grid.Escrow.PROOF_OF_SERVICE();
  await networkHelpers.setBalance(proofOfService, 10n ** 18n);
  await grid.Escrow.connect(await ethers.getImpersonatedSigner(proofOfService)).settle([streamId], service);
}
