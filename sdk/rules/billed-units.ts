import type { Capacity } from "./capacity.ts";
import { GIB, MICRO } from "./cloud-units.ts";
import type { CloudUnits } from "./cloud-units.ts";
import { divideUp } from "./divide-up.ts";

/** What a tenant is charged for, in millionths of a unit. */
export type BilledUnits = Pick<CloudUnits, "cuMicro" | "suMicro">;

/**
 * Turns resources into billed cloud units: with sizes in GiB,
 * `CU = min(max(MRU / 4, CRU / 2), max(MRU / 8, CRU), max(MRU / 2, CRU / 4))` and `SU = HRU / 1200 + SRU / 200`.
 * These are other units than those of farming ({@link cloudUnits}): the tenant pays for the shape that suits him best.
 *
 * Source: threefoldtech/tfchain 33046d6 pallet-smart-contract/src/cost.rs. Rounded up to the next millionth, once, so
 * that nothing is reserved for free.
 *
 * @param capacity What is reserved; sizes in bytes, 0 … 2^64 - 1
 * @example 4 cores, 8 GiB memory and 50 GiB SSD are 2 CU and 0.25 SU.
 */
export function billedUnitsUp({ cru, mruBytes, sruBytes, hruBytes }: Capacity): BilledUnits {
  return {
    cuMicro: divideUp(computeEighths(BigInt(cru) * GIB, mruBytes) * MICRO, 8n * GIB),
    suMicro: divideUp((hruBytes + 6n * sruBytes) * MICRO, 1200n * GIB),
  };
}

/** Eighths keep all three shapes whole. A core stands for 2^30, as a GiB of memory does. */
function computeEighths(cores: bigint, memory: bigint): bigint {
  const balanced = greater(2n * memory, 4n * cores);
  const manyCores = greater(4n * memory, 2n * cores);
  const muchMemory = greater(memory, 8n * cores);
  return lesser(balanced, lesser(manyCores, muchMemory));
}

function greater(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

function lesser(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
