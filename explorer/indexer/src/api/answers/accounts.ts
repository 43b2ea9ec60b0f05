import { z } from "zod";
import { address, integer, occurrence, tftUnits, unixSeconds, usdPerSecond } from "./common.ts";

const accountRates = z.object({
  discountableUsdPerSecond: usdPerSecond,
  plainUsdPerSecond: usdPerSecond,
  pendingDiscountableUsdPerSecond: usdPerSecond,
  pendingPlainUsdPerSecond: usdPerSecond,
});

/** An account of the escrow at the time of the last block: sdk/rules applied to what its events tell. */
export const account = z.object({
  accountId: z.int(),
  owner: address,
  pendingOwner: address.optional(),
  status: z.enum(["active", "paused", "exhausted"]),
  balance: integer.describe("In 10^-16 TFT"),
  reserve: integer.describe("Below what it pauses, in 10^-16 TFT"),
  level: z.int().min(0).max(4).describe("Of the discount ladder; 0 is list price"),
  rates: accountRates.describe("Of its streams that are not dead"),
  creditUnits: tftUnits,
  forecast: z.object({
    discountFallsAt: unixSeconds.optional(),
    pausesAt: unixSeconds.optional(),
    exhaustsAt: unixSeconds.optional(),
  }),
  books: z
    .object({
      balance: integer,
      index: integer,
      referenceTftPerUsd: integer,
      charged: z.object({ discountable: integer, plain: integer }),
      epoch: integer,
      rates: accountRates,
    })
    .describe("As it was last written: AccountBooks of sdk/rules"),
  reservations: z.object({ pending: z.int(), active: z.int(), paused: z.int(), closed: z.int() }),
  opened: occurrence,
});

/** Something that changed an account's money. */
export const accountEntry = z.object({
  kind: z.enum(["deposit", "credit", "creditsAdded", "withdrawal", "refund", "exhausted"]),
  tftUnits: tftUnits.optional(),
  counterparty: address.optional().describe("Who paid, or who received"),
  happened: occurrence,
});

export type Account = z.infer<typeof account>;
export type AccountEntry = z.infer<typeof accountEntry>;
