import { expect } from "chai";
import fc from "fast-check";
import { id } from "ethers";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import hre from "hardhat";
import type { CapacityStruct } from "../../typechain-types/contracts/interfaces/IDirectory.ts";
import { HIGHEST_PRICE, PRICE, STATUS, UNITS_PER_TFT } from "../helpers/escrow-fixtures.ts";
import { GIB } from "../helpers/nodes.ts";
import {
  availabilityOf,
  fundedTenants,
  KIND,
  NO_CAPACITY,
  REASON,
  reservationOf,
  signAvailability,
  STATE,
} from "../helpers/reservation-fixtures.ts";
import type { ReservationContext } from "../helpers/reservation-fixtures.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;
const { time } = networkHelpers;

const RUNS = 12;
const STEPS = 60;
const ANY_RATE = 2n ** 64n - 1n;
const IPS_OF_FARM = 12n;
const NAMES = ["mycelium", "hyphae"];

/** What is done, by a number that also chooses on what: most of what comes up by chance is refused, as it should be. */
const step = fc.record({ action: fc.nat({ max: 17 }), pick: fc.nat(), amount: fc.nat({ max: 8 }) });
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function tenants() {
  return fundedTenants(connection);
}

describe("Reservations in any order", () => {
  it("hold exactly what live ones have, and can all be left (H1 to H5)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: STEPS, maxLength: STEPS }), async (steps) => {
        const context = await networkHelpers.loadFixture(tenants);
        for (const each of steps) {
          await attempt(() => act(context, each));
          await expectFacts(context);
        }
        await expectEverybodyLeaves(context);
      }),
      { numRuns: RUNS, seed: 20_260_331 },
    );
  });
});

/** One action of somebody, rightful or not. */
async function act(context: ReservationContext, { action, pick, amount }: Step): Promise<unknown> {
  const { reservations, escrow, names, feed, proof, farmer, tenant, otherTenant } = context;
  const sender = pick % 2 === 0 ? tenant : otherTenant;
  const accountId = pick % 2 === 0 ? 1n : 2n;
  const streamId = BigInt(1 + ((pick >> 2) % (Number(await escrow.streamCount()) + 1)));
  const as = reservations.connect(sender);
  const asPayer = reservations.connect((await escrow.streamOf(streamId)).accountId === 2n ? otherTenant : tenant);
  const nodeId = BigInt(1 + ((pick >> 1) % 2));
  const part = partOf(1 + (amount % 4));
  const actions: (() => Promise<unknown>)[] = [
    () => as.reserve(reservationOf({ accountId, nodeId, capacity: part, ipv4Count: BigInt(amount % 3) })),
    () => as.reserve(reservationOf({ accountId, nodeId, capacity: part, ipv4Count: 0n })),
    () => as.reserve(reservationOf({ accountId, nodeId, isDedicated: true, capacity: NO_CAPACITY, ipv4Count: 0n })),
    () => acknowledgeAny(context, streamId),
    () => acknowledgeAny(context, streamId),
    () => acknowledgeAny(context, streamId),
    () => asPayer.updateHash(streamId, id(`deployment ${pick}`)),
    async () => {
      await attempt(() => acknowledgeAny(context, streamId));
      await asPayer.resize(streamId, part, BigInt(amount % 5), id(`size ${pick}`), ANY_RATE);
    },
    async () => {
      await attempt(() => acknowledgeAny(context, streamId));
      await asPayer.resize(streamId, part, 0n, id(`size ${pick}`), ANY_RATE);
    },
    () => asPayer.withdrawUpdate(streamId),
    () => asPayer.cancel(streamId),
    () => as.release(streamId),
    () => escrow.connect(sender).close(streamId),
    () => time.increase(1 + amount * 600),
    () => feed.set(amount === 0 && pick % 2 === 0 ? HIGHEST_PRICE : PRICE),
    () => names.connect(sender).reserve(accountId, NAMES[amount % 2]!, ANY_RATE),
    () => names.connect(sender).release(NAMES[amount % 2]!),
    () => (amount < 1 ? proof.connect(farmer).giveNotice(nodeId) : proof.connect(farmer).withdrawNotice(nodeId)),
  ];
  return actions[action]!();
}

function partOf(amount: number): CapacityStruct {
  const share = BigInt(amount);
  return { cru: share, mru: share * GIB, sru: share * 64n * GIB, hru: 0n };
}

async function acknowledgeAny({ reservations, escrow, nodeKey, otherKey }: ReservationContext, streamId: bigint) {
  const { nodeId } = await escrow.streamOf(streamId);
  const { requestedAt, deploymentHash } = await reservations.updateOf(streamId);
  const awaited = requestedAt === 0n ? (await reservations.reservationOf(streamId)).deploymentHash : deploymentHash;
  return reservations.connect(nodeId === 1n ? nodeKey : otherKey).acknowledge(streamId, awaited, "0x");
}

/** What a contract refuses changes nothing; whatever else goes wrong does not pass. */
async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("reverted with custom error"))) throw error;
    return false;
  }
}

/** H1, H2 and H3: what nodes, farms and names are held for. */
async function expectFacts(context: ReservationContext): Promise<void> {
  const { reservations, escrow, directory, publicIps, names } = context;
  const count = Number(await escrow.streamCount());
  const booked = new Map([1n, 2n].map((nodeId) => [nodeId, [0n, 0n, 0n, 0n]]));
  let ips = 0n;
  for (let streamId = 1n; streamId <= count; streamId++) {
    const [state] = await reservations.stateOf(streamId);
    if (state === STATE.none) continue;
    const held = await reservations.ipsOf(streamId);
    const { kind, reason, capacity } = await reservations.reservationOf(streamId);
    if (reason !== REASON.none) expect(held).to.have.lengthOf(0);
    if (reason !== REASON.none) continue;
    ips += BigInt(held.length);
    const { nodeId } = await escrow.streamOf(streamId);
    const { requestedAt, streamId: later, capacity: asked } = await reservations.updateOf(streamId);
    const isResize = requestedAt !== 0n && later !== (await reservations.reservationOf(streamId)).streamId;
    const covered = capacity.map((each, index) => (isResize && asked[index]! > each ? asked[index]! : each));
    if (kind === KIND.included) continue;
    booked.set(
      nodeId,
      booked.get(nodeId)!.map((sum, index) => sum + covered[index]!),
    );
  }
  for (const [nodeId, amount] of booked) expect([...(await directory.bookedOf(nodeId))]).to.deep.equal(amount);
  expect((await publicIps.countOf(1n)).freeCount).to.equal(IPS_OF_FARM - ips);
  for (const name of NAMES) {
    const { streamId } = await names.holdingOf(name);
    if (streamId !== 0n) expect(await names.nameOf(streamId)).to.equal(name);
    if (streamId !== 0n) expect((await escrow.streamOf(streamId)).status).to.equal(STATUS.running);
  }
}

/** H4 and H5: every tenant cancels all, everything is settled, all money leaves. */
async function expectEverybodyLeaves(context: ReservationContext): Promise<void> {
  const { reservations, escrow, names, directory, publicIps, tft, tenant, otherTenant } = context;
  const owners = new Map<bigint, HardhatEthersSigner>([
    [1n, tenant],
    [2n, otherTenant],
  ]);
  const count = Number(await escrow.streamCount());
  for (let streamId = 1n; streamId <= count; streamId++) {
    const owner = owners.get((await escrow.streamOf(streamId)).accountId)!;
    const [state] = await reservations.stateOf(streamId);
    if (state === STATE.none) continue;
    const { reason } = await reservations.reservationOf(streamId);
    if (reason === REASON.none) await reservations.connect(owner).cancel(streamId);
  }
  for (const name of NAMES) {
    const { streamId, accountId } = await names.holdingOf(name);
    if (streamId !== 0n) await names.connect(owners.get(accountId)).release(name);
  }
  for (const nodeId of [1n, 2n]) expect([...(await directory.bookedOf(nodeId))]).to.deep.equal([0n, 0n, 0n, 0n]);
  expect((await publicIps.countOf(1n)).freeCount).to.equal(IPS_OF_FARM);
  await settleAll(context, count);
  for (const [accountId, owner] of owners) await withdrawAll(context, accountId, owner);
  for (const farmId of [1n, 2n]) if ((await escrow.farmCreditsOf(farmId)) > 0n) await escrow.payFarm(farmId);
  const [foundationUnits, stakersUnits] = await escrow.poolOf(1n);
  if (foundationUnits + stakersUnits > 0n) await escrow.payPool(1n);
  // Less than a unit per settlement and account stays.
  expect(await tft.balanceOf(escrow)).to.be.at.most(BigInt(count) + 2n);
}

async function settleAll(context: ReservationContext, count: number): Promise<void> {
  const { escrow, proof } = context;
  for (let streamId = 1n; streamId <= count; streamId++) {
    const { status, nodeId } = await escrow.streamOf(streamId);
    if (status !== STATUS.stopped && status !== STATUS.dead) continue;
    const from = Number(await escrow.settledTo(streamId));
    const [to, stopIndex] =
      status === STATUS.stopped
        ? [Number(await escrow.stoppedAt(streamId)), 0n]
        : [await time.latest(), await stopIndexOf(context, streamId)];
    const availability = availabilityOf(from, to, { nodeId, stopIndex });
    const signatures = nodeId === 0n ? [] : await signAvailability(context, availability);
    await proof.settle(escrow, [streamId], availability, signatures);
    expect(await escrow.owedTo(streamId)).to.equal(0n);
  }
}

/** The price index at which the epoch of a dead stream ended. */
async function stopIndexOf({ escrow }: ReservationContext, streamId: bigint): Promise<bigint> {
  const { accountId, epoch } = await escrow.streamOf(streamId);
  const ended = await escrow.queryFilter(escrow.filters.AccountExhausted(accountId, epoch));
  if (ended.length > 0) return ended[0]!.args.index;
  // Not written yet: any write of the account does.
  await escrow.connect(await ethers.getSigner(await escrow.ownerOf(accountId))).deposit(accountId, 1n);
  return stopIndexOf({ escrow } as ReservationContext, streamId);
}

async function withdrawAll({ escrow, forecasts }: ReservationContext, accountId: bigint, owner: HardhatEthersSigner) {
  const as = escrow.connect(owner);
  if ((await escrow.creditsOf(accountId)) > 0n) await as.addCredits(accountId);
  const units = (await forecasts.stateOf(accountId)).balance / 10n ** 9n;
  if (units > 0n) await as.withdraw(accountId, owner, units);
  expect(units).to.be.at.most(2000n * UNITS_PER_TFT);
}
