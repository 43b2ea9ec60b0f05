import { formatCapacity } from "../../../../sdk/directory/format-capacity.ts";
import type { ReservationReading } from "../../../../sdk/reservations/read-reservation.ts";
import { GIB } from "../../../../sdk/rules/cloud-units.ts";
import type { Capacity } from "../../../../sdk/rules/capacity.ts";
import type { Rates } from "../../../../sdk/rules/rates.ts";
import { scaleUp } from "../../quantities.ts";
import { MONTH, usdText } from "../account/words.ts";

/** How much of a node; what is left out stays as it is, or is nothing. */
export interface SizeFlags {
  readonly cru?: number;
  /** GiB, as decimal text. */
  readonly mru?: string;
  readonly sru?: string;
  readonly hru?: string;
  readonly ips?: number;
}

/** Capacity that flags name, completed by another one. */
export function capacityOf({ cru, mru, sru, hru }: SizeFlags, otherwise: Capacity): Capacity {
  return {
    cru: cru ?? otherwise.cru,
    mruBytes: mru === undefined ? otherwise.mruBytes : scaleUp(mru, GIB),
    sruBytes: sru === undefined ? otherwise.sruBytes : scaleUp(sru, GIB),
    hruBytes: hru === undefined ? otherwise.hruBytes : scaleUp(hru, GIB),
  };
}

/** Both rates together, in 10^-18 USD per second. */
export function totalRate({ discountableUsdPerSecond, plainUsdPerSecond }: Rates): bigint {
  return discountableUsdPerSecond + plainUsdPerSecond;
}

/** What rates come to in 30 days, before any discount. */
export function monthly(rates: Rates): string {
  return `${usdText(totalRate(rates) * MONTH)} USD in 30 days`;
}

/** Where a reservation stands, in words. */
export function standing({ state, reason }: ReservationReading): string {
  return state === "closed" ? `closed: ${reason}` : state;
}

/** What is reserved, in words. */
export function sizeWords({ kind, capacity, ips }: ReservationReading): string {
  const addresses = ips.length === 0 ? "" : `, ${ips.join(", ")}`;
  return `${kind}: ${formatCapacity(capacity)}${addresses}`;
}
