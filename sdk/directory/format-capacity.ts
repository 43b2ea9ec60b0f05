import type { Capacity } from "../rules/capacity.ts";

const GIB = 2 ** 30;

/** Capacity for people, rounded to tenths of a GiB: "8 cores, 64.0 GiB memory, 953.9 GiB SSD, 0.0 GiB HDD". */
export function formatCapacity({ cru, mruBytes, sruBytes, hruBytes }: Capacity): string {
  return `${cru} cores, ${formatGib(mruBytes)} memory, ${formatGib(sruBytes)} SSD, ${formatGib(hruBytes)} HDD`;
}

/** Bytes in GiB, rounded to tenths: "64.0 GiB". */
export function formatGib(bytes: bigint): string {
  return `${(Number(bytes) / GIB).toFixed(1)} GiB`;
}
