import { expect } from "chai";
import { reservationNow } from "../../../explorer/indexer/src/reservations/reservation-now.ts";
import { statementOf } from "../../../explorer/indexer/src/reservations/statement.ts";
import { CLOSE_REASONS, RESERVATION_KINDS, RESERVATION_STATES } from "../../../sdk/reservations/read-reservation.ts";
import type { TimedQuote } from "../../../sdk/rules/account-forecast.ts";
import type { CapacityStructOutput } from "../../../typechain-types/contracts/interfaces/IDirectory.ts";
import { plain } from "../../helpers/struct.ts";
import { factsOf } from "./expect-money.ts";
import type { Moment } from "./expect-money.ts";
import type { Tables } from "./read-tables.ts";

type ReservationRow = Tables["reservations"][number];

/** Every reservation: what it is, where it stands, what waits and what it holds. */
export async function expectReservations(moment: Moment, quote: TimedQuote): Promise<void> {
  const { grid, tables, blockTag } = moment;
  const { Reservations } = grid;
  for (const row of tables.reservations) {
    const { reservationId } = row;
    const [told, standing, update, ips, traffic] = await Promise.all([
      Reservations.reservationOf(reservationId, { blockTag }),
      Reservations.stateOf(reservationId, { blockTag }),
      Reservations.updateOf(reservationId, { blockTag }),
      Reservations.ipsOf(reservationId, { blockTag }),
      Reservations.trafficOf(reservationId, { blockTag }),
    ]);
    const what = `reservation ${reservationId}`;
    expect(row.kind, what).to.equal(RESERVATION_KINDS[Number(told.kind)]);
    expect(row.reason, what).to.equal(CLOSE_REASONS[Number(told.reason)]);
    expect(BigInt(row.streamId), what).to.equal(told.streamId);
    expect(row.deploymentHash, what).to.equal(told.deploymentHash);
    expect([BigInt(row.cru), row.mruBytes, row.sruBytes, row.hruBytes], what).to.deep.equal([...told.capacity]);
    expect(reservationNow(reservationFacts(tables, row), quote), what).to.deep.equal({
      state: RESERVATION_STATES[Number(standing.state)],
      reason: CLOSE_REASONS[Number(standing.reason)],
    });
    expect(updateOf(row), what).to.deep.equal(toldUpdate(update, told));
    const held = tables.ips.filter(({ holder }) => holder === BigInt(reservationId)).map(({ ip }) => BigInt(ip));
    expect(held, what).to.have.members(ips);
    expect([row.dailyTrafficBytes, row.chargedTrafficBytes], what).to.deep.equal([
      traffic.dailyBytes,
      traffic.chargedBytes,
    ]);
    expectStatement(tables, row);
  }
  for (const { nodeId, reservationId } of tables.dedications) {
    expect(BigInt(reservationId ?? 0)).to.equal(await Reservations.dedicationOf(nodeId, { blockTag }));
  }
}

/** Names and who has them, notices and requests, and the terms of pricing versions. */
export async function expectNamesAndNotices({ grid, tables, blockTag }: Moment): Promise<void> {
  for (const { name, streamId, freeAt } of tables.names) {
    expect(freeAt === null ? name : "").to.equal(await grid.Names.nameOf(streamId, { blockTag }));
    const holding = await grid.Names.holdingOf(name, { blockTag });
    const isLatest = tables.names.every((each) => each.name !== name || each.streamId <= streamId);
    if (isLatest) expect([holding.streamId, holding.freeAt]).to.deep.equal(holdingOf(streamId, freeAt));
  }
  for (const { nodeId, requestedAt, noticeEndsAt } of tables.services) {
    expect(BigInt(requestedAt ?? 0)).to.equal(await grid.ProofOfService.requestedAt(nodeId, { blockTag }));
    expect(BigInt(noticeEndsAt ?? 0)).to.equal(await grid.ProofOfService.noticeEndsAt(nodeId, { blockTag }));
  }
  expect(tables.pricings).to.have.lengthOf(Number(await grid.Pricing.latest({ blockTag })));
  for (const row of tables.pricings) {
    const { version, closableAt } = row;
    const prices = plain(await grid.Pricing.pricesOf(version, { blockTag }));
    for (const [name, price] of Object.entries(prices)) {
      expect(BigInt(row[name as "cuRate"]), `${name} of version ${version}`).to.equal(price);
    }
    expect(BigInt(closableAt ?? 0)).to.equal(await grid.Pricing.closableAt(version, { blockTag }));
  }
}

function holdingOf(streamId: number, freeAt: number | null): bigint[] {
  return freeAt === null ? [BigInt(streamId), 0n] : [0n, BigInt(freeAt)];
}

function reservationFacts(tables: Tables, row: ReservationRow) {
  const stream = tables.streams.find(({ streamId }) => streamId === row.streamId)!;
  const { nodeId, pricingVersion } = stream;
  return {
    ...factsOf(tables, stream),
    reservation: row,
    dedication: tables.reservations.find(({ reservationId }) => reservationId === row.dedicationId) ?? null,
    noticeEndsAt: tables.services.find((each) => each.nodeId === nodeId)?.noticeEndsAt ?? null,
    closableAt: tables.pricings.find(({ version }) => version === pricingVersion)?.closableAt ?? null,
    deploymentWindowSeconds: tables.openings[0]!.deploymentWindowSeconds,
  };
}

function updateOf(row: ReservationRow) {
  if (row.updateAt === null) return undefined;
  return {
    streamId: BigInt(row.updateStreamId!),
    capacity: [BigInt(row.updateCru!), row.updateMruBytes, row.updateSruBytes, row.updateHruBytes],
    deploymentHash: row.updateDeploymentHash,
    requestedAt: BigInt(row.updateAt),
  };
}

interface ToldUpdate {
  readonly capacity: CapacityStructOutput;
  readonly streamId: bigint;
  readonly requestedAt: bigint;
  readonly deploymentHash: string;
}

/** The contract keeps no capacity of a change of the hash alone: it stays what it is. */
function toldUpdate({ capacity, streamId, requestedAt, deploymentHash }: ToldUpdate, present: ToldReservation) {
  if (requestedAt === 0n) return undefined;
  const covered = streamId === present.streamId ? present.capacity : capacity;
  return { streamId, capacity: [...covered], deploymentHash, requestedAt };
}

interface ToldReservation {
  readonly capacity: CapacityStructOutput;
  readonly streamId: bigint;
}

/** The statement of a reservation is that of all streams that paid for it. */
function expectStatement(tables: Tables, { reservationId }: ReservationRow): void {
  const own = tables.reservationStreams.filter((each) => each.reservationId === reservationId);
  const ids = own.map(({ streamId }) => streamId);
  const statement = statementOf(tables.streams.filter(({ streamId }) => ids.includes(streamId)));
  const parts = tables.settlements.filter(({ streamId }) => ids.includes(streamId));
  const farmUnits = parts.reduce((sum, each) => sum + each.farmUnits, 0n);
  expect(statement.farmUnits, `statement of reservation ${reservationId}`).to.equal(farmUnits);
}
