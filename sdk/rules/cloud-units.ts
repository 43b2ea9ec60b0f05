import type { Capacity } from "./capacity.ts";

/** Bytes in a gigabyte of the farming rules: 2^30. (Billing of traffic counts 10^9 instead.) */
export const GIB = 2n ** 30n;

/** Cloud units are whole numbers of millionths: 7.75 CU is 7,750,000. */
export const MICRO = 1_000_000n;

/** What a node is rewarded for, in millionths of a unit. */
export interface CloudUnits {
  /** Compute units, in 10^-6 CU. */
  readonly cuMicro: bigint;
  /** Storage units, in 10^-6 SU. */
  readonly suMicro: bigint;
  /** Network units: GiB of public traffic, in 10^-6 NU. */
  readonly nuMicro: bigint;
}

/**
 * Turns resources into farming cloud units: with sizes in GiB, `CU = min(2·CRU, (MRU - 1) / 4, SRU / 50)`,
 * `SU = HRU / 1200 + SRU / 250` and `NU = NRU`.
 *
 * Source: threefoldtech/minting_v3 fc7e17d. Every division rounds down, in its order, so that the result is the
 * original's to the last millionth. SSD counts for CU and for SU alike.
 *
 * @param capacity What the node is paid for; sizes in bytes, 0 … 2^64 - 1
 * @param nruBytes Public traffic of the period in bytes, in and out, 0 … 2^64 - 1
 * @example A node of 8 cores, 32 GiB memory and 1 TiB SSD has 7.75 CU, limited by its memory, and 4.096 SU.
 */
export function cloudUnits(capacity: Capacity, nruBytes: bigint): CloudUnits {
  return { cuMicro: computeUnits(capacity), suMicro: storageUnits(capacity), nuMicro: (nruBytes * MICRO) / GIB };
}

function computeUnits({ cru, mruBytes, sruBytes }: Capacity): bigint {
  const byCores = BigInt(cru) * 2n * GIB * MICRO;
  // One GiB is kept for the operating system. The original underflows below that; here nothing is left to compute with.
  const byMemory = mruBytes < GIB ? 0n : ((mruBytes - GIB) * MICRO) / 4n;
  const bySsd = (sruBytes * MICRO) / 50n;
  return smallest(byCores, byMemory, bySsd) / GIB;
}

function storageUnits({ sruBytes, hruBytes }: Capacity): bigint {
  return ((hruBytes * MICRO) / 1200n + (sruBytes * MICRO) / 250n) / GIB;
}

function smallest(first: bigint, ...others: bigint[]): bigint {
  return others.reduce((least, value) => (value < least ? value : least), first);
}
