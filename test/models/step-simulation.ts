import type { AccountBooks, Accumulators } from "../../sdk/rules/account.ts";

/** Seconds of coverage above the reserve, and the discounted price in tenths: list price first. */
const LADDER = [
  [0n, 10n],
  [45n * 86_400n, 8n],
  [90n * 86_400n, 7n],
  [180n * 86_400n, 6n],
  [540n * 86_400n, 4n],
] as const;

/** An account after some steps: what it holds, what was charged so far, and for how many steps it could pay. */
export interface Simulated {
  readonly grains: bigint;
  readonly charged: Accumulators;
  readonly steps: number;
}

/** An account that is charged step by step, as docs/accounts.md §3 says it: nothing is computed ahead. */
export function simulateSteps({ balance, referenceTftPerUsd, rates, charged }: AccountBooks, count: number): Simulated {
  const { discountableUsdPerSecond: rd, plainUsdPerSecond: rp } = rates;
  const pending = rates.pendingDiscountableUsdPerSecond + rates.pendingPlainUsdPerSecond;
  const second = 10n * (rd + rp + pending) * referenceTftPerUsd;
  const reserve = (second * 4n * 14n * 86_400n) / 10n;
  let grains = balance * 10n ** 15n;
  if (rd + rp === 0n) return { grains, charged, steps: count };
  let { discountable, plain } = charged;
  let steps = 0;
  for (; steps < count; steps++) {
    const level = LADDER.findLast(
      ([coverage, tenths]) => grains - (rd * tenths + rp * 10n) >= reserve + second * coverage,
    );
    const [forDiscountable, forPlain] = level === undefined ? [4n, 4n] : [level[1], 10n];
    const charge = rd * forDiscountable + rp * forPlain;
    if (charge > grains) break;
    grains -= charge;
    discountable += forDiscountable;
    plain += forPlain;
  }
  return { grains, charged: { discountable, plain }, steps };
}
