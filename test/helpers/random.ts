import fc from "fast-check";
import type { Capacity } from "../../sdk/rules/capacity.ts";

const GIB = 2n ** 30n;
const MAX_U24 = 2 ** 24 - 1;
const MAX_U32 = 2 ** 32 - 1;
const MAX_U40 = 2 ** 40 - 1;
const MAX_U64 = 2n ** 64n - 1n;

/** The same cases in every run: a failure is found again. */
const SEED = 20_180_331;

/** Bytes as machines have them, around whole gigabytes, and as nobody has them. */
export const bytes = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 45n }),
  fc.bigInt({ min: 0n, max: MAX_U64 }),
  fc.tuple(fc.bigInt({ min: 1n, max: 65_536n }), fc.bigInt({ min: -1n, max: 1n })).map(([gib, by]) => gib * GIB + by),
  fc.constantFrom(0n, 1n, GIB - 1n, GIB, MAX_U64),
);

export const capacity: fc.Arbitrary<Capacity> = fc.record({
  cru: fc.oneof(fc.integer({ min: 0, max: 512 }), fc.integer({ min: 0, max: MAX_U32 })),
  mruBytes: bytes,
  sruBytes: bytes,
  hruBytes: bytes,
});

/** A schedule and a period of it. */
export const scheduledPeriod = fc.record({
  startSeconds: fc.integer({ min: 0, max: MAX_U40 }),
  lengthSeconds: fc.integer({ min: 1, max: MAX_U24 }),
  period: fc.integer({ min: 0, max: MAX_U24 - 1 }),
});

export function sample<T>(arbitrary: fc.Arbitrary<T>, count: number): T[] {
  return fc.sample(arbitrary, { numRuns: count, seed: SEED });
}
