import type { GridSource } from "../network/connect-deployment.ts";
import { mapInParallel } from "../network/map-in-parallel.ts";
import type { BlockRange } from "../network/read-logs.ts";
import { readEvents } from "../network/read-logs.ts";
import type { ReservationReading } from "./read-reservation.ts";
import { readReservation } from "./read-reservation.ts";

/** So many reservations are read at once. */
const PARALLEL_READS = 4;

/** All reservations of an account, in the order in which they were made. */
export async function listReservationsOfAccount(source: GridSource, accountId: number): Promise<ReservationReading[]> {
  return readAll(source, await reservedIds(source, await rangeOf(source), [null, accountId]));
}

/** All reservations on a node, likewise. */
export async function listReservationsOfNode(source: GridSource, nodeId: number): Promise<ReservationReading[]> {
  return readAll(source, await reservedIds(source, await rangeOf(source), [null, null, nodeId]));
}

/** All reservations that pay a farm, likewise. */
export async function listReservationsOfFarm(source: GridSource, farmId: number): Promise<ReservationReading[]> {
  const { Escrow } = source.grid;
  const range = await rangeOf(source);
  const [opened, reserved] = await Promise.all([
    readEvents(Escrow, Escrow.filters.StreamOpened, range, [null, null, farmId]),
    reservedIds(source, range, []),
  ]);
  const ofFarm = new Set(opened.map(({ values }) => Number(values.streamId)));
  // A reservation has the number of its first stream.
  return readAll(
    source,
    reserved.filter((reservationId) => ofFarm.has(reservationId)),
  );
}

async function reservedIds({ grid }: GridSource, range: BlockRange, indexed: readonly unknown[]): Promise<number[]> {
  const { Reservations } = grid;
  const reserved = await readEvents(Reservations, Reservations.filters.Reserved, range, indexed);
  return reserved.map(({ values }) => Number(values.reservationId));
}

function readAll({ grid }: GridSource, reservationIds: readonly number[]): Promise<ReservationReading[]> {
  return mapInParallel(reservationIds, PARALLEL_READS, (reservationId) => readReservation(grid, reservationId));
}

async function rangeOf({ provider, book }: GridSource): Promise<BlockRange> {
  return { fromBlock: book.deployedAtBlock, toBlock: await provider.getBlockNumber() };
}
