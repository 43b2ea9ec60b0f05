import { formatIp } from "../../../../sdk/directory/format-ip.ts";
import { formatPublicIp } from "../../../../sdk/directory/public-ip.ts";
import type { PooledIp } from "../../../../sdk/directory/read-public-ips.ts";
import { readPublicIps } from "../../../../sdk/directory/read-public-ips.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { isSame } from "../../consents.ts";
import { table } from "../../table.ts";
import { FarmMissingError } from "./farm-missing-error.ts";

/** Lists the public addresses that a farm offers. */
export async function run(context: GridContext, { farm }: { farm: number }): Promise<Answer> {
  if (farm > Number(await context.grid.Directory.farmCount())) throw new FarmMissingError(farm);
  const pool = await readPublicIps(context, farm);
  return {
    document: { farm, ips: pool.map((ip) => ipDocument(ip)) },
    text: pool.length === 0 ? `Farm ${farm} offers no public addresses.` : ipTable(context, pool),
  };
}

function ipDocument({ gateway, heldBy, ...ip }: PooledIp) {
  return { ip: formatPublicIp({ ...ip, gateway }), gateway: formatIp(gateway), heldBy };
}

function ipTable({ book }: GridContext, pool: readonly PooledIp[]): string {
  const holder = ({ heldBy }: PooledIp) => {
    if (heldBy === undefined) return "free";
    const isOurs = isSame(heldBy.booker, book.contracts.Reservations);
    return `reservation ${heldBy.reservationId}${isOurs ? "" : ` of ${heldBy.booker}`}`;
  };
  const rows = pool.map((ip) => [formatPublicIp(ip), formatIp(ip.gateway), holder(ip)]);
  return table(["address", "gateway", "held by"], rows);
}
