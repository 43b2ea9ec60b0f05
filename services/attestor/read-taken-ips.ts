import type { Log } from "ethers";
import { groupBy } from "../../sdk/group-by.ts";
import type { GridSource } from "../../sdk/network/connect-deployment.ts";
import { readEvents } from "../../sdk/network/read-logs.ts";
import type { BlockRange } from "../../sdk/network/read-logs.ts";

/** A public address that a reservation on a node got, and gave back unless it still holds it. */
export interface TakenIp {
  readonly nodeId: number;
  readonly taken: Log;
  readonly freed: Log | undefined;
}

/** The addresses that reservations on nodes hold or held, in the order in which they were taken. */
export async function readTakenIps(
  { grid }: GridSource,
  range: BlockRange,
  nodeIds?: readonly number[],
): Promise<TakenIp[]> {
  const { PublicIps, Reservations } = grid;
  const byReservations = [null, null, await Reservations.getAddress()];
  const [reserved, taken, freed] = await Promise.all([
    readEvents(Reservations, Reservations.filters.Reserved, range),
    readEvents(PublicIps, PublicIps.filters.PublicIpTaken, range, byReservations),
    readEvents(PublicIps, PublicIps.filters.PublicIpFreed, range, byReservations),
  ]);
  const nodeOf = new Map(reserved.map(({ values }) => [values.reservationId, Number(values.nodeId)]));
  // A reservation may get the same address again after it gave it back: the first one back ends the first holding.
  const back = groupBy(freed, ({ values }) => holdingOf(values));
  return taken.flatMap(({ values, log }) => {
    const ended = back.get(holdingOf(values))?.shift();
    const nodeId = nodeOf.get(values.holder);
    const isWanted = nodeId !== undefined && (nodeIds?.includes(nodeId) ?? true);
    return isWanted ? [{ nodeId, taken: log, freed: ended?.log }] : [];
  });
}

function holdingOf({ farmId, ip, holder }: { farmId: bigint; ip: bigint; holder: bigint }): string {
  return `${farmId} ${ip} ${holder}`;
}
