import type { Signer } from "ethers";
import { encodeBytes32String, id, ZeroAddress } from "ethers";
import fc from "fast-check";
import { AVAILABILITY_TYPES, proofOfServiceDomain } from "../../../sdk/service/availability.ts";
import { signAcknowledgement, signVoucher } from "../../../sdk/reservations/node-signatures.ts";
import type { CapacityStruct } from "../../../typechain-types/contracts/interfaces/IDirectory.ts";
import type { PricesStruct, SplitStruct } from "../../../typechain-types/contracts/interfaces/IPricing.ts";
import { UNITS_PER_TFT } from "../../helpers/escrow-fixtures.ts";
import { GIB } from "../../helpers/nodes.ts";
import { NO_CAPACITY } from "../../helpers/reservation-fixtures.ts";
import { plain } from "../../helpers/struct.ts";
import { signByMembers } from "../../helpers/signatures.ts";
import { approveAll, reportPrice } from "./tenancy-world.ts";
import type { Tenancy, TenancyWorld } from "./tenancy-world.ts";

const ANY_RATE = 2n ** 64n - 1n;
const DAY = 86_400;

/** What a step is about. */
interface Scene extends TenancyWorld, Tenancy {
  readonly pick: number;
  readonly amount: number;
  readonly tenant: Signer;
  readonly accountId: number;
  readonly nodeId: number;
  /** Of this tenancy: any of its streams. */
  readonly streamId: number;
  readonly payer: Signer;
}

const ACTIONS = {
  reserve: (scene: Scene) => reserve(scene, {}),
  reserveWithIps: (scene: Scene) => reserve(scene, { ipv4Count: 1 + (scene.amount % 3) }),
  dedicate: (scene: Scene) => reserve(scene, { isDedicated: true, capacity: NO_CAPACITY }),
  acknowledge,
  acknowledgeAgain: acknowledge,
  acknowledgeOnceMore: acknowledge,
  updateHash: ({ grid, payer, streamId, pick }: Scene) =>
    grid.Reservations.connect(payer).updateHash(streamId, id(`deployment ${pick}`)),
  resize: async (scene: Scene) => {
    await attempt(() => acknowledge(scene));
    await refreshPrice(scene);
    const { grid, payer, streamId, amount, pick } = scene;
    return grid.Reservations.connect(payer).resize(
      streamId,
      partOf(1 + (amount % 4)),
      amount % 5,
      id(`size ${pick}`),
      ANY_RATE,
    );
  },
  withdrawUpdate: ({ grid, payer, streamId }: Scene) => grid.Reservations.connect(payer).withdrawUpdate(streamId),
  cancel: ({ grid, payer, streamId }: Scene) => grid.Reservations.connect(payer).cancel(streamId),
  release: ({ grid, farmer, streamId }: Scene) => grid.Reservations.connect(farmer).release(streamId),
  close: ({ grid, payer, streamId }: Scene) => grid.Escrow.connect(payer).close(streamId),
  setDailyTraffic: ({ grid, payer, streamId, amount }: Scene) =>
    grid.Reservations.connect(payer).setDailyTraffic(streamId, BigInt(amount) * GIB),
  chargeTraffic,
  waitMinutes: ({ travel, amount }: Scene) => travel(1 + amount * 600),
  waitDays: ({ travel, amount }: Scene) => travel((1 + amount) * DAY),
  waitMonths: ({ travel, amount }: Scene) => travel(20 * (1 + amount) * DAY),
  reportPrice: (scene: Scene) => reportPrice(scene, String(0.07 + scene.amount * 0.003)),
  reserveName: async (scene: Scene) => {
    await refreshPrice(scene);
    const { grid, tenant, accountId, farmId, amount } = scene;
    return grid.Names.connect(tenant).reserve(accountId, nameOf(farmId, amount), ANY_RATE);
  },
  releaseName: ({ grid, tenant, farmId, amount }: Scene) => grid.Names.connect(tenant).release(nameOf(farmId, amount)),
  notice: ({ grid, farmer, nodeId, amount }: Scene) =>
    amount < 3
      ? grid.ProofOfService.connect(farmer).giveNotice(nodeId)
      : grid.ProofOfService.connect(farmer).withdrawNotice(nodeId),
  request: ({ grid, farmer, nodeId }: Scene) => grid.ProofOfService.connect(farmer).request(nodeId),
  deposit: ({ grid, tenant, accountId, amount }: Scene) =>
    grid.Escrow.connect(tenant).deposit(accountId, BigInt(1 + amount * amount * 10) * UNITS_PER_TFT),
  credit: ({ grid, tenant, accountIds, amount }: Scene) =>
    grid.Escrow.connect(tenant).credit(accountIds[amount % 2]!, BigInt(1 + amount)),
  addCredits: ({ grid, tenant, accountId }: Scene) => grid.Escrow.connect(tenant).addCredits(accountId),
  withdraw: ({ grid, tenant, accountId, amount }: Scene) =>
    grid.Escrow.connect(tenant).withdraw(accountId, tenant, BigInt(1 + amount * 5) * UNITS_PER_TFT + 7n),
  transfer: async (scene: Scene) => {
    const { grid, tenant, accountId, amount } = scene;
    const escrow = grid.Escrow.connect(tenant);
    await escrow.transferAccount(accountId, amount === 0 ? ZeroAddress : tenant);
    if (amount < 4) return;
    await escrow.acceptAccount(accountId);
    if (amount > 4) await approveAll(scene, tenant, accountId);
  },
  settle,
  settleAgain: settle,
  settleOnceMore: settle,
  payFarm: ({ grid, farmId, farmer }: Scene) => grid.Escrow.connect(farmer).payFarm(farmId),
  payProvider: ({ grid, provider_, farmer }: Scene) => grid.Escrow.connect(farmer).payProvider(provider_),
  payPool: ({ grid, farmer, pick }: Scene) => grid.Escrow.connect(farmer).payPool(1 + (pick % 3)),
  changePricing,
};

const actionNames = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[];

/** What is done, and by numbers on what: much of what comes up by chance is refused, as it should be. */
export const step = fc.record({
  action: fc.constantFrom(...actionNames),
  pick: fc.nat({ max: 1000 }),
  amount: fc.nat({ max: 8 }),
});
export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** One action of somebody, rightful or not; returns whether the contracts let it happen. */
export async function act(world: TenancyWorld & Tenancy, { action, pick, amount }: Step): Promise<boolean> {
  const own = await streamsOf(world);
  const streamId = own[pick % Math.max(1, own.length)] ?? 1;
  const { accountId } = await world.grid.Escrow.streamOf(streamId);
  const scene: Scene = {
    ...world,
    ...{ pick, amount, streamId },
    tenant: world.tenants[pick % 2]!,
    accountId: world.accountIds[pick % 2]!,
    nodeId: world.nodeIds[(pick >> 1) % 2]!,
    payer: world.tenants[Number(accountId) === world.accountIds[1] ? 1 : 0],
  };
  return attempt(() => ACTIONS[action](scene));
}

/** Streams that this tenancy's accounts opened, the latest ones first: they are the likeliest to be alive. */
async function streamsOf({ grid, accountIds }: TenancyWorld & Tenancy): Promise<number[]> {
  const opened = await grid.Escrow.queryFilter(grid.Escrow.filters.StreamOpened());
  const own = opened.filter(({ args }) => accountIds.includes(Number(args.accountId)));
  return own.map(({ args }) => Number(args.streamId)).slice(-5);
}

interface Wish {
  readonly isDedicated?: boolean;
  readonly capacity?: CapacityStruct;
  readonly ipv4Count?: number;
}

async function reserve(scene: Scene, { isDedicated = false, capacity, ipv4Count = 0 }: Wish) {
  await refreshPrice(scene);
  const { grid, tenant, accountId, nodeId, pick, amount, provider_ } = scene;
  return grid.Reservations.connect(tenant).reserve({
    accountId,
    nodeId,
    isDedicated,
    ipv4Count,
    provider: pick % 3 === 0 ? provider_ : ZeroAddress,
    capacity: capacity ?? partOf(1 + (amount % 3)),
    deploymentHash: id(`deployment ${pick}`),
    ref: pick % 5 === 0 ? encodeBytes32String(`ref ${pick}`) : encodeBytes32String(""),
    mostRate: ANY_RATE,
    dailyTrafficBytes: amount % 2 === 0 ? 0n : BigInt(amount) * GIB,
  });
}

async function acknowledge({ grid, farmer, streamId, nodeIds, nodeKeys }: Scene) {
  const { Reservations, Escrow } = grid;
  const reservationId = await reservationOf(grid, streamId);
  const [{ nodeId }, update, present] = await Promise.all([
    Escrow.streamOf(streamId),
    Reservations.updateOf(reservationId),
    Reservations.reservationOf(reservationId),
  ]);
  const isFirst = update.requestedAt === 0n;
  const statement = {
    reservationId,
    streamId: isFirst ? reservationId : Number(update.streamId),
    deploymentHash: isFirst ? present.deploymentHash : update.deploymentHash,
  };
  const signature = await signAcknowledgement(grid, nodeKeys[Number(nodeId) === nodeIds[0] ? 0 : 1], statement);
  return Reservations.connect(farmer).acknowledge(reservationId, statement.deploymentHash, signature);
}

/** The reservation that a stream was opened for, if it was opened for a change. */
async function reservationOf({ Reservations }: Scene["grid"], streamId: number): Promise<number> {
  const requested = await Reservations.queryFilter(Reservations.filters.UpdateRequested(undefined, streamId));
  return Number(requested[0]?.args.reservationId ?? streamId);
}

async function chargeTraffic({ grid, farmer, streamId, nodeIds, nodeKeys, amount }: Scene) {
  const { nodeId } = await grid.Escrow.streamOf(streamId);
  const { chargedBytes } = await grid.Reservations.trafficOf(streamId);
  const totalBytes = chargedBytes + BigInt(amount) * 10n ** 9n + 12_345n;
  const key = nodeKeys[Number(nodeId) === nodeIds[0] ? 0 : 1];
  const signature = await signVoucher(grid, key, { reservationId: streamId, totalBytes });
  return grid.Reservations.connect(farmer).chargeTraffic(streamId, totalBytes, signature);
}

/** By a statement that ends now or a little earlier, of a node that was not always there. */
async function settle({ grid, provider, farmer, attestors, streamId, amount, now }: Scene) {
  const { Escrow, ProofOfService } = grid;
  const [{ nodeId, status }, from, stoppedAt, present] = await Promise.all([
    Escrow.streamOf(streamId),
    Escrow.settledTo(streamId),
    Escrow.stoppedAt(streamId),
    now(),
  ]);
  const to = status === 3n ? Number(stoppedAt) : present - Math.min(amount * 1000, (present - Number(from)) >> 1);
  const length = to - Number(from);
  const servedSeconds = nodeId === 0n ? length : Math.max(0, Math.floor((length * (8 - (amount % 3))) / 8));
  const stopIndex = await stopIndexOf(grid, streamId);
  const availability = { nodeId, from, to, servedSeconds, stopIndex, setVersion: 1n };
  const { chainId } = await provider.getNetwork();
  const domain = proofOfServiceDomain(chainId, await ProofOfService.getAddress());
  const signatures = nodeId === 0n ? [] : await signByMembers(attestors, domain, AVAILABILITY_TYPES, availability);
  return ProofOfService.connect(farmer).settle(Escrow, [streamId], availability, signatures);
}

/** The price index at which the epoch of a stream ended, as far as the account was written since; else 0. */
async function stopIndexOf({ Escrow }: Scene["grid"], streamId: number): Promise<bigint> {
  const { accountId, epoch, status } = await Escrow.streamOf(streamId);
  if (status === 3n) return 0n;
  const ended = await Escrow.queryFilter(Escrow.filters.AccountExhausted(accountId, epoch));
  return ended[0]?.args.index ?? 0n;
}

/** A new version, and often the end of the one before. */
async function changePricing({ grid, admin, amount }: Scene) {
  const pricing = grid.Pricing.connect(admin);
  const latest = await pricing.latest();
  const [prices, split] = await Promise.all([pricing.pricesOf(latest), pricing.splitOf(latest)]);
  const dearer = { ...plain(prices), cuRate: prices.cuRate + BigInt(amount) } as PricesStruct;
  if (amount < 3) return pricing.add(dearer, plain(split) as unknown as SplitStruct);
  return pricing.retire(latest - 1n);
}

/** Nothing new is opened at a stale price. */
async function refreshPrice(scene: Scene): Promise<void> {
  const { isStale } = await scene.grid.MedianPriceFeed.quote();
  if (isStale) await reportPrice(scene, String(0.06 + scene.amount * 0.005));
}

function partOf(amount: number) {
  const share = BigInt(amount);
  return { cru: share, mru: share * GIB, sru: share * 64n * GIB, hru: 0n };
}

function nameOf(farmId: number, amount: number): string {
  return `mycelium-${farmId}-${amount % 2}`;
}

/** What a contract refuses changes nothing; whatever else goes wrong does not pass. */
async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "CALL_EXCEPTION")) throw error;
    return false;
  }
}
