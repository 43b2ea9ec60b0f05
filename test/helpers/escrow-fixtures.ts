import type { Signer } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { ROLES } from "../../sdk/access/roles.ts";
import type {
  ServiceStruct,
  StreamRequestStruct,
} from "../../typechain-types/contracts/interfaces/IEscrow.sol/IEscrow.ts";
import { Escrow__factory } from "../../typechain-types/factories/contracts/reservation/Escrow__factory.ts";
import { Forecasts__factory } from "../../typechain-types/factories/contracts/reservation/Forecasts__factory.ts";
import { Pricing__factory } from "../../typechain-types/factories/contracts/reservation/Pricing__factory.ts";
import { FreePriceFeed__factory } from "../../typechain-types/factories/test/contracts/FreePriceFeed__factory.ts";
import { gridWithFarms } from "./directory-fixtures.ts";

export type EscrowContext = Awaited<ReturnType<typeof emptyEscrow>>;

export const UNITS_PER_TFT = 10_000_000n;
/** Balances are kept in 10^-16 TFT. */
export const BALANCE_PER_UNIT = 10n ** 9n;

export const WINDOW = 3600;
export const NOTICE = 30 * 24 * 3600;

/** 0.04 USD per TFT, as TFT per USD with 12 decimals. */
export const PRICE = 25n * 10n ** 12n;

/** The ends of what a price can be: 0.0001 and 1,000 USD per TFT. */
export const HIGHEST_PRICE = 10n ** 16n;
export const LOWEST_PRICE = 10n ** 9n;

/** 10^-6 USD per second: 2.592 USD, or 64.8 TFT, in 30 days. */
export const RATE = 10n ** 12n;
/** What that rate costs at list price, in TFT units. */
export const UNITS_PER_SECOND = 250n;
/** 40 % of it for 14 days, and what is held for a deployment window. */
export const RESERVE = 100n * 14n * 86_400n;
export const HELD = UNITS_PER_SECOND * BigInt(WINDOW);

/** What the tenant deposits: enough for list price, too little for a discount. */
export const DEPOSIT = 100n * UNITS_PER_TFT;

export const FAR_FUTURE = 2n ** 40n - 1n;
export const LIMITS = { maxRate: 10n * RATE, maxCharge: 1000n * UNITS_PER_TFT, expiresAt: FAR_FUTURE };

/** Prices of the real grid's genesis: 10, 5, 4 and 0.25 mUSD per hour, 1.5 mUSD per GB. */
export const GENESIS_PRICES = {
  cuRate: 10n ** 16n / 3600n,
  suRate: (5n * 10n ** 15n) / 3600n,
  ipv4Rate: (4n * 10n ** 15n) / 3600n,
  nameRate: (25n * 10n ** 13n) / 3600n,
  trafficUsdPerGb: 15n * 10n ** 14n,
  dedicatedBps: 5000n,
  certifiedBps: 12_500n,
};

export const STATUS = { none: 0n, pending: 1n, running: 2n, stopped: 3n, dead: 4n, ended: 5n };
export const SETTLEMENT = { settled: 0n, notStarted: 1n, foreign: 2n, notTiling: 3n, outdated: 4n, stopUnproven: 5n };

/** An escrow without accounts; the operator is the proof of service, too. Pricing version 1 gives 50 % to the farm, 40 % to the foundation and 10 % to the stakers. */
export async function emptyEscrow(connection: NetworkConnection<string>) {
  const context = await gridWithFarms(connection);
  const { grid, deployer, admin, policyManager, governor, guardian, verifiers, booker } = context;
  const { TFT: tft, AccessManager: access, Directory: directory } = grid;
  const feed = await new FreePriceFeed__factory(deployer).deploy(PRICE);
  const pricing = await new Pricing__factory(deployer).deploy(NOTICE, access);
  const escrow = await new Escrow__factory(deployer).deploy(tft, feed, pricing, directory, booker, WINDOW, access);
  const forecasts = await new Forecasts__factory(deployer).deploy(escrow, feed);

  const selectorOf = (name: "pauseOpening" | "endOpening") => escrow.interface.getFunction(name).selector;
  const versioning = (["add", "retire"] as const).map((name) => pricing.interface.getFunction(name).selector);
  const asAdmin = access.connect(admin);
  await asAdmin.setTargetFunctionRole(pricing, versioning, ROLES.policyManager.id);
  await asAdmin.setTargetFunctionRole(escrow, [selectorOf("pauseOpening")], ROLES.guardian.id);
  await asAdmin.setTargetFunctionRole(escrow, [selectorOf("endOpening")], ROLES.governor.id);

  const [foundation, stakers] = [verifiers[0]!, verifiers[1]!] as const;
  const split = { farmBps: 5000n, foundationBps: 4000n, stakersBps: 1000n, ...payees(foundation, stakers) };
  await pricing.connect(policyManager).add(GENESIS_PRICES, split);

  const parties = {
    tenant: context.nodeKey,
    otherTenant: context.otherKey,
    operator: booker,
    manager: context.otherFarmer,
    provider: context.otherPayout,
    foundation,
    stakers,
  };
  await tft.connect(governor).setMinter(admin, 2n ** 63n, 1n);
  for (const party of [parties.tenant, parties.otherTenant, parties.manager, context.stranger]) {
    await tft.connect(admin).mint(party, 1_000_000n * UNITS_PER_TFT);
    await tft.connect(party).approve(escrow, 2n ** 256n - 1n);
  }
  return { ...context, ...parties, guardian, tft, feed, pricing, escrow, forecasts, split };
}

/** Account 1 is the tenant's and holds {@link DEPOSIT}; the operator is approved. */
export async function fundedAccount(connection: NetworkConnection<string>, units = DEPOSIT) {
  const context = await emptyEscrow(connection);
  return { ...context, accountId: await openAccount(context, context.tenant, units) };
}

/** Stream 1 of the account waits for its start. */
export async function pendingStream(connection: NetworkConnection<string>, units = DEPOSIT) {
  const context = await fundedAccount(connection, units);
  const streamId = await openStream(context);
  return { ...context, streamId, openedAt: await connection.networkHelpers.time.latest() };
}

/** Stream 1 runs since the latest block. */
export async function runningStream(connection: NetworkConnection<string>, units = DEPOSIT) {
  const context = await pendingStream(connection, units);
  await context.escrow.connect(context.operator).start(context.streamId);
  return { ...context, startedAt: await connection.networkHelpers.time.latest() };
}

/** Stream 1 runs, a small one waits, and the account holds one TFT more than the reserve. */
export async function scarceAccount(connection: NetworkConnection<string>) {
  const context = await runningStream(connection);
  const { escrow, tenant, accountId } = context;
  await escrow.connect(tenant).withdraw(accountId, tenant, DEPOSIT - RESERVE - UNITS_PER_TFT);
  const waiting = await openStream(context, { discountableRate: RATE / 1000n });
  return { ...context, waiting, openedAt: await connection.networkHelpers.time.latest() };
}

/** That account a little later: exhausted by a high price, before the deployment window of what waits is over. */
export async function exhaustedAccount(connection: NetworkConnection<string>) {
  const context = await scarceAccount(connection);
  const { time } = connection.networkHelpers;
  await time.setNextBlockTimestamp(context.openedAt + 1);
  await context.feed.set(HIGHEST_PRICE);
  await time.setNextBlockTimestamp(context.openedAt + 3300);
  await context.feed.set(PRICE);
  return context;
}

/** A further account with an approved operator. */
export async function openAccount({ escrow, operator }: EscrowContext, owner: Signer, units: bigint): Promise<bigint> {
  await escrow.connect(owner).openAccount();
  const accountId = await escrow.accountCount();
  if (units > 0n) await escrow.connect(owner).deposit(accountId, units);
  await escrow.connect(owner).approve(accountId, operator, LIMITS);
  return accountId;
}

/** What the operator asks for when a test does not say otherwise. */
export function requestOf(changes: Partial<StreamRequestStruct> = {}): StreamRequestStruct {
  return {
    accountId: 1n,
    farmId: 1n,
    nodeId: 1n,
    provider: "0x0000000000000000000000000000000000000000",
    providerBps: 0n,
    pricingVersion: 1n,
    discountableRate: RATE,
    plainRate: 0n,
    ...changes,
  };
}

export async function openStream(
  { escrow, operator }: Pick<EscrowContext, "escrow" | "operator">,
  changes: Partial<StreamRequestStruct> = {},
): Promise<bigint> {
  await escrow.connect(operator).open(requestOf(changes));
  return escrow.streamCount();
}

export async function runStream(context: EscrowContext, changes: Partial<StreamRequestStruct> = {}): Promise<bigint> {
  const streamId = await openStream(context, changes);
  await context.escrow.connect(context.operator).start(streamId);
  return streamId;
}

/** What the account holds by now and is not charged yet, in TFT units rounded down. */
export async function unitsOf({ forecasts }: Pick<EscrowContext, "forecasts">, accountId = 1n): Promise<bigint> {
  return (await forecasts.stateOf(accountId)).balance / BALANCE_PER_UNIT;
}

/** What a rate costs at list price for some time, in 10^-16 TFT: USD·10^-18 times TFT per USD·10^-12 are 10^-30 TFT. */
export function listPrice(rate: bigint, seconds: bigint | number, price = PRICE): bigint {
  return (rate * BigInt(seconds) * price) / 10n ** 14n;
}

/** A statement about these seconds of node 1, which nobody requested, all served unless said otherwise. */
export function serviceOf(from: number, to: number, changes: Partial<ServiceStruct> = {}): ServiceStruct {
  return { nodeId: 1n, from, to, servedSeconds: to - from, isRequested: false, stopIndex: 0n, ...changes };
}

function payees(foundation: { address: string }, stakers: { address: string }) {
  return { foundation: foundation.address, stakers: stakers.address };
}
