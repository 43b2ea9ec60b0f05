import { z } from "zod";
import { parseDocument } from "../../../../sdk/measurements/parse-document.ts";
import { NO_CAPACITY } from "../../../../sdk/rules/capacity.ts";
import type { Capacity } from "../../../../sdk/rules/capacity.ts";
import { GIB } from "../../../../sdk/rules/cloud-units.ts";
import { bigNumber } from "./big-number.ts";

const u32 = bigNumber(32).transform(Number);
const u64 = bigNumber(64);
const seconds = u32.refine((value) => value > 0, "must be above 0");
const priceMusd = bigNumber(32).refine((value) => value > 0n, "must be above 0");
const percent = u32.refine((value) => value <= 100, "must be at most 100");

const resources = { cru: u32, mru_bytes: u64, sru_bytes: u64, hru_bytes: u64 };
const bill = { seconds_elapsed: seconds, tft_price_musd: priceMusd, balance_tft_units: u64 };
const traffic = { nru_bytes: u64, window_seconds: u32, price_nu_usd_1e7: u64 };

// Each kind of bill is known by the fields of its input, so none may have others.

const computeUnits = z.strictObject({ cru: u32, mru_gib: u32 }).transform(({ cru, mru_gib }) => {
  return { ...NO_CAPACITY, cru, mruBytes: BigInt(mru_gib) * GIB };
});

const node = z
  .strictObject({
    ...resources,
    ...bill,
    public_ips: u32,
    unbilled_nru_usd_1e7: u64.default(0n),
    rented_node: z.boolean().default(false),
    price_cu_usd_1e7: u64,
    price_su_usd_1e7: u64,
    price_ipu_usd_1e7: u64,
    certified: z.boolean().default(false),
  })
  .transform((input) => ({
    ...toBill(input),
    reserved: { capacity: input.rented_node ? NO_CAPACITY : toCapacity(input), ipv4Count: input.public_ips },
    unbilledUsdUnits: input.unbilled_nru_usd_1e7,
    cuUsdUnits: input.price_cu_usd_1e7,
    suUsdUnits: input.price_su_usd_1e7,
    ipv4UsdUnits: input.price_ipu_usd_1e7,
    certified: input.certified,
  }));

const rent = z
  .strictObject({
    ...resources,
    ...bill,
    price_cu_usd_1e7: u64,
    price_su_usd_1e7: u64,
    dedicated_percent: percent,
  })
  .transform((input) => ({
    ...toBill(input),
    capacity: toCapacity(input),
    cuUsdUnits: input.price_cu_usd_1e7,
    suUsdUnits: input.price_su_usd_1e7,
    dedicatedPercent: input.dedicated_percent,
  }));

const name = z
  .strictObject({ ...bill, price_unique_name_usd_1e7: u64 })
  .transform((input) => ({ ...toBill(input), nameUsdUnits: input.price_unique_name_usd_1e7 }));

const extraFee = z
  .strictObject({ fee_musd_per_month: u32, seconds_elapsed: seconds, tft_price_musd: priceMusd })
  .transform((input) => ({
    extraFeeMusdPerMonth: input.fee_musd_per_month,
    seconds: input.seconds_elapsed,
    priceMusd: input.tft_price_musd,
  }));

const trafficReport = z.strictObject(traffic).transform(toTraffic);

const goldTraffic = z
  .strictObject({ ...traffic, tft_price_musd: priceMusd })
  .transform((input) => ({ ...toTraffic(input), priceMusd: input.tft_price_musd }));

const boundedPrice = z
  .strictObject({
    cost_usd_1e7: u64,
    average_price_musd: bigNumber(32),
    min_price_musd: priceMusd,
    max_price_musd: priceMusd,
  })
  .transform((input) => ({
    costUsdUnits: input.cost_usd_1e7,
    averageMusd: input.average_price_musd,
    bounds: { minMusd: input.min_price_musd, maxMusd: input.max_price_musd },
  }));

const discount = z
  .strictObject({
    amount_due_tft_units: u64,
    seconds_elapsed: seconds,
    balance_tft_units: u64,
    certified: z.boolean().default(false),
  })
  .transform((input) => ({
    dueTftUnits: input.amount_due_tft_units,
    seconds: input.seconds_elapsed,
    balanceTftUnits: input.balance_tft_units,
    certified: input.certified,
  }));

const percentage = z.strictObject({ percent, value: u64 });

const farmerSplit = z
  .strictObject({ amount_tft_units: u64 })
  .transform((input) => ({ amountTftUnits: input.amount_tft_units }));

const split = z
  .strictObject({ amount_tft_units: u64, provider_take_percent: z.array(percent).default([]) })
  .transform((input) => ({ amountTftUnits: input.amount_tft_units, takesPercent: input.provider_take_percent }));

const oneProviderSplit = z
  .strictObject({ amount_tft_units: u64, provider_take_percent: percent })
  .transform((input) => ({ amountTftUnits: input.amount_tft_units, takePercent: input.provider_take_percent }));

const service = z
  .strictObject({
    base_fee_musd_per_hour: bigNumber(32),
    variable_amount_musd: bigNumber(32),
    window_seconds: u32,
    tft_price_musd: priceMusd,
  })
  .transform((input) => ({
    baseFeeMusdPerHour: input.base_fee_musd_per_hour,
    variableMusd: input.variable_amount_musd,
    windowSeconds: input.window_seconds,
    priceMusd: input.tft_price_musd,
  }));

const serviceLimit = z
  .strictObject({ window_seconds: u32, variable_fee_musd: bigNumber(32) })
  .transform((input) => ({ windowSeconds: input.window_seconds, variableFeeMusdPerHour: input.variable_fee_musd }));

const rows = z.array(
  z.union(
    [
      row("computeUnits", computeUnits),
      row("node", node),
      row("rent", rent),
      row("name", name),
      row("extraFee", extraFee),
      row("traffic", trafficReport),
      row("goldTraffic", goldTraffic),
      row("boundedPrice", boundedPrice),
      row("discount", discount),
      row("percentage", percentage),
      // Only their names tell the present split from the older one without solution providers.
      row("farmerSplit", farmerSplit).refine(({ id, rule }) => id.startsWith("dist29") || rule.includes(">=2.9")),
      row("split", split),
      row("oneProviderSplit", oneProviderSplit),
      row("service", service),
      row("serviceLimit", serviceLimit),
    ],
    "this is no bill of a known kind",
  ),
);

/** A bill with its name and kind, and with the names of the fields that its answer should have. */
export type BillingRow = z.output<typeof rows>[number];

/** What each kind of bill is computed from. */
export type BillingInputs = { readonly [Row in BillingRow as Row["kind"]]: Row["input"] };

/** Reads the bills. */
export function parseBillingRows(text: string): BillingRow[] {
  return parseDocument(rows, text, "an array of bills");
}

/** Of what a row expects only the names of the fields are read: rows of one kind ask for more or less. */
function row<Kind extends string, Input extends z.ZodType>(kind: Kind, input: Input) {
  return z
    .object({
      id: z.string(),
      rule: z.string().default(""),
      input,
      expected: z.record(z.string(), z.unknown()).optional(),
    })
    .transform(({ expected, ...rest }) => ({ ...rest, kind, asked: expected && Object.keys(expected) }));
}

function toCapacity(input: { [Name in keyof typeof resources]: z.output<(typeof resources)[Name]> }): Capacity {
  return { cru: input.cru, mruBytes: input.mru_bytes, sruBytes: input.sru_bytes, hruBytes: input.hru_bytes };
}

function toBill(input: { [Name in keyof typeof bill]: z.output<(typeof bill)[Name]> }) {
  return {
    seconds: input.seconds_elapsed,
    priceMusd: input.tft_price_musd,
    balanceTftUnits: input.balance_tft_units,
  };
}

function toTraffic(input: { [Name in keyof typeof traffic]: z.output<(typeof traffic)[Name]> }) {
  return {
    nruBytes: input.nru_bytes,
    windowSeconds: input.window_seconds,
    nuUsdUnits: input.price_nu_usd_1e7,
  };
}
