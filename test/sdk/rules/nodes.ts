import type { Capacity } from "../../../sdk/rules/capacity.ts";
import { GIB } from "../../../sdk/rules/cloud-units.ts";

/** Resources in GiB. */
export function inGib(cru: number, mru: bigint, sru: bigint, hru = 0n): Capacity {
  return { cru, mruBytes: mru * GIB, sruBytes: sru * GIB, hruBytes: hru * GIB };
}
