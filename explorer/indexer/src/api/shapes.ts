import { getAddress } from "viem";
import type { Capacity, Occurrence } from "./answers/common.ts";

interface CapacityColumns {
  readonly cru: number;
  readonly mruBytes: bigint;
  readonly sruBytes: bigint;
  readonly hruBytes: bigint;
}

/** Where something happened, of a row. */
export function toOccurrence({ block, at, transaction }: Occurrence): Occurrence {
  return { block, at, transaction };
}

/** Capacity, of a row. */
export function toCapacity({ cru, mruBytes, sruBytes, hruBytes }: CapacityColumns): Capacity {
  return { cru, mruBytes: String(mruBytes), sruBytes: String(sruBytes), hruBytes: String(hruBytes) };
}

/** An address as people know it, with its checksum; the tables have it in small letters. */
export function toAddress(stored: `0x${string}`): string {
  return getAddress(stored);
}
