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
