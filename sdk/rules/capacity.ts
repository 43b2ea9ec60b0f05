/** What a 3Node offers: logical cores, and memory, SSD and HDD in bytes. */
export interface Capacity {
  /** Logical (hyper-threaded) cores, 0 … 2^32 - 1. */
  readonly cru: number;
  /** Memory in bytes, 0 … 2^64 - 1. */
  readonly mruBytes: bigint;
  /** SSD in bytes, 0 … 2^64 - 1. */
  readonly sruBytes: bigint;
  /** HDD in bytes, 0 … 2^64 - 1. */
  readonly hruBytes: bigint;
}

/** What a tenant pays for on a node that he rents as a whole, addresses aside. */
export const NO_CAPACITY: Capacity = { cru: 0, mruBytes: 0n, sruBytes: 0n, hruBytes: 0n };
