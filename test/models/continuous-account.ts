import type { AccountRates } from "../../sdk/rules/account.ts";
import { Fraction } from "./fraction.ts";

const DAY = 86_400n;
const MONTH = 30n * DAY;

/** What is charged of the discountable rate, in tenths, above how much coverage in seconds: from the top of the ladder. */
const LADDER = [
  [4n, 18n * MONTH],
  [6n, 6n * MONTH],
  [7n, 3n * MONTH],
  [8n, (3n * MONTH) / 2n],
  [10n, 0n],
] as const;

const NONE: AccountRates = {
  discountableUsdPerSecond: 0n,
  plainUsdPerSecond: 0n,
  pendingDiscountableUsdPerSecond: 0n,
  pendingPlainUsdPerSecond: 0n,
};

/**
 * The design's account without any rounding: the index flows, the balance is an exact rational number of grains, and levels
 * change at the very moment at which a threshold is reached. Events come in the order of time.
 */
export class ContinuousAccount {
  grains = new Fraction(0n);
  rates = NONE;
  isExhausted = false;
  reference: bigint;
  #index: bigint;

  constructor(index: bigint, referenceTftPerUsd: bigint) {
    this.#index = index;
    this.reference = referenceTftPerUsd;
  }

  get isActive(): boolean {
    return !this.isExhausted && !this.#reserve(this.reference).exceeds(this.grains);
  }

  /** Charges up to an index, level by level. */
  flowTo(index: bigint): void {
    let left = new Fraction(index - this.#index);
    this.#index = index;
    const { discountableUsdPerSecond: discountable, plainUsdPerSecond: plain } = this.rates;
    if (discountable + plain === 0n) return;
    for (const [tenths, coverage] of LADDER)
      left = this.#flow(left, new Fraction(discountable * tenths + plain * 10n), this.#threshold(coverage));
    left = this.#flow(left, new Fraction((discountable + plain) * 4n), new Fraction(0n));
    this.isExhausted = left.numerator > 0n;
  }

  /** An action of the owner after which thresholds follow the average, now: after {@link flowTo}. */
  write(addedGrains: bigint, rates: AccountRates, averageTftPerUsd: bigint): void {
    const { isActive: wasActive, reference: old } = this;
    this.isExhausted = false;
    this.grains = this.grains.plus(new Fraction(addedGrains));
    this.rates = rates;
    const staysActiveAt = (reference: bigint) => !this.#reserve(reference).exceeds(this.grains);
    const isHeld = wasActive && staysActiveAt(old) && !staysActiveAt(averageTftPerUsd);
    this.reference = isHeld ? this.#withoutDiscount(old) : averageTftPerUsd;
  }

  /** The least whole price from `least` on at which the account gets no discount. */
  #withoutDiscount(least: bigint): bigint {
    const { numerator, denominator } = this.grains;
    const perPrice = denominator * (this.#allRates() * 10n * (LADDER[3][1] + (4n * 14n * DAY) / 10n));
    const price = (numerator + perPrice - 1n) / perPrice;
    return price > least ? price : least;
  }

  /** Spends down to a threshold, or for what is left of the index. Returns what is left then. */
  #flow(left: Fraction, perIndex: Fraction, threshold: Fraction): Fraction {
    if (!this.grains.exceeds(threshold)) return left;
    const lasts = this.grains.minus(threshold).over(perIndex);
    const spent = left.exceeds(lasts) ? lasts : left;
    this.grains = this.grains.minus(spent.times(perIndex));
    return left.minus(spent);
  }

  #threshold(coverage: bigint): Fraction {
    return this.#reserve(this.reference).plus(new Fraction(10n * this.#allRates() * this.reference * coverage));
  }

  #reserve(tftPerUsd: bigint): Fraction {
    return new Fraction(10n * this.#allRates() * tftPerUsd * 14n * DAY * 4n, 10n);
  }

  #allRates(): bigint {
    const { discountableUsdPerSecond, plainUsdPerSecond } = this.rates;
    const { pendingDiscountableUsdPerSecond, pendingPlainUsdPerSecond } = this.rates;
    return discountableUsdPerSecond + plainUsdPerSecond + pendingDiscountableUsdPerSecond + pendingPlainUsdPerSecond;
  }
}
