import { z } from "zod";
import { GridError } from "../../../../sdk/grid-error.ts";
import { parseDocument } from "../../../../sdk/measurements/parse-document.ts";
import type { RewardReceipt } from "../../../../sdk/rewards/list-receipts.ts";

const day = z.iso.date();
const price = z.string().regex(/^\d+(\.\d+)?$/, 'must be a number in quotation marks, such as "0.0123"');

const pricesFile = z.strictObject({
  /** What the prices are in, such as EUR. */
  currency: z.string().regex(/^[A-Za-z]{2,8}$/, "must be 2 to 8 letters, such as EUR"),
  /** Price of one TFT by day in UTC; a day without one takes the latest before it. */
  prices: z.record(day, price),
});

/** Prices of a TFT, days ascending. */
export interface Prices {
  readonly currency: string;
  readonly days: readonly { readonly day: string; readonly price: string }[];
}

/** Reads `{"currency": "EUR", "prices": {"2024-01-31": "0.0123"}}`. */
export function parsePrices(text: string): Prices {
  const { currency, prices } = parseDocument(pricesFile, text, "a file of prices");
  const days = Object.entries(prices).map(([day, price]) => ({ day, price }));
  return { currency, days: days.sort((a, b) => (a.day < b.day ? -1 : 1)) };
}

/** What a receipt was worth when it was paid, in hundredths of the currency, rounded to the nearest. */
export function valueInCents({ days, currency }: Prices, { settledAt, units }: RewardReceipt): bigint {
  const today = new Date(settledAt * 1000).toISOString().slice(0, 10);
  const found = days.findLast(({ day }) => day <= today);
  if (found === undefined) throw new PriceMissingError(today, currency);
  const [whole = "0", fraction = ""] = found.price.split(".");
  const scale = 10n ** BigInt(fraction.length) * UNITS_PER_TFT;
  return (2n * units * BigInt(`${whole}${fraction}`) * 100n + scale) / (2n * scale);
}

/** Hundredths as a decimal number. */
export function formatCents(cents: bigint): string {
  return `${cents / 100n}.${(cents % 100n).toString().padStart(2, "0")}`;
}

const UNITS_PER_TFT = 10_000_000n;

/** The file of prices begins too late. */
export class PriceMissingError extends GridError {
  override readonly name = "PriceMissingError";

  constructor(day: string, currency: string) {
    super(`The file of prices has no ${currency} price for ${day} or before.`, {
      hint: "Add one, or list later receipts with --from.",
    });
  }
}
