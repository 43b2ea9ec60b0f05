/** What a node offers, in the numbers of either the contracts or the library. */
interface Capacity {
  readonly cru: bigint | number;
  readonly mru: bigint | number;
  readonly sru: bigint | number;
  readonly hru: bigint | number;
}

const GIB = 2 ** 30;

/** Capacity for people, rounded to tenths of a GiB: "8 cores, 64.0 GiB memory, 953.9 GiB SSD, 0.0 GiB HDD". */
export function formatCapacity({ cru, mru, sru, hru }: Capacity): string {
  return `${cru} cores, ${formatGib(mru)} memory, ${formatGib(sru)} SSD, ${formatGib(hru)} HDD`;
}

/** Bytes in GiB, rounded to tenths: "64.0 GiB". */
export function formatGib(bytes: bigint | number): string {
  return `${(Number(bytes) / GIB).toFixed(1)} GiB`;
}
