import { readNodes } from "../../../../sdk/directory/read-directory.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import { readQuote } from "../../../../sdk/oracle/read-quote.ts";
import { formatUsdShort } from "../../../../sdk/oracle/format-usd.ts";
import type { PricingReading } from "../../../../sdk/pricing/read-pricing.ts";
import { readLatestPricing } from "../../../../sdk/pricing/read-pricing.ts";
import { depositToLast } from "../../../../sdk/rules/account-forecast.ts";
import { ratesOnNode, readOfferedNode } from "../../../../sdk/reservations/offered-node.ts";
import type { Capacity } from "../../../../sdk/rules/capacity.ts";
import { GIB } from "../../../../sdk/rules/cloud-units.ts";
import { usdPerTftOf } from "../../../../sdk/rules/price.ts";
import type { TimedQuote } from "../../../../sdk/rules/account-forecast.ts";
import {
  newBooks,
  quoteAccount,
  quoteLevels,
  reserveUnitsUp,
  unitsUp,
  wantedRatesUp,
} from "../../../../sdk/rules/quote.ts";
import type { QuotedAccount, QuotedLevel } from "../../../../sdk/rules/quote.ts";
import type { Rates } from "../../../../sdk/rules/rates.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { scaleUp } from "../../quantities.ts";
import { fields, table } from "../../table.ts";
import { forecastTable, MONTH, usdText } from "../account/words.ts";
import { NodeMissingError } from "../node/node-missing-error.ts";
import { plainTft } from "../rewards/words.ts";

const HOUR = 3600n;

interface Flags {
  readonly cru?: number;
  /** GiB, as decimal text. */
  readonly mru?: string;
  readonly sru?: string;
  readonly hru: string;
  readonly ips: number;
  readonly certified?: boolean;
  readonly dedicated?: boolean;
  readonly node?: number;
  /** TFT units. */
  readonly deposit?: bigint;
  /** Of 30 days. */
  readonly months?: number;
}

/** What was read and computed. */
interface Quoted {
  readonly pricing: PricingReading;
  readonly quote: TimedQuote;
  readonly rates: Rates;
  readonly levels: readonly QuotedLevel[];
  readonly reserveUnits: bigint;
  readonly deposit: { readonly units: bigint; readonly account: QuotedAccount } | undefined;
}

/** Shows what a reservation costs under the latest pricing version and at the present price of TFT. */
export async function run(context: GridContext, flags: Flags): Promise<Answer> {
  const [pricing, { quote, isStale }, window] = await Promise.all([
    readLatestPricing(context),
    readQuote(context.grid, context.provider),
    context.grid.Escrow.deploymentWindow(),
  ]);
  const rates = await ratesOf(context, flags, pricing);
  const quoted = compute(flags, { pricing, quote, rates }, Number(window));
  return {
    document: toDocument(quoted),
    text: textOf(quoted),
    hints: [
      ...(isStale ? ["The price of TFT is stale: nothing new is opened until the next one."] : []),
      ...(quoted.deposit === undefined ? ["Add --deposit TFT or --months N to see how long a deposit lasts."] : []),
    ],
  };
}

/** On a node, what it is and its farmer asks counts; else what the flags say. */
async function ratesOf(context: GridContext, flags: Flags, pricing: PricingReading): Promise<Rates> {
  const isDedicated = flags.dedicated ?? false;
  const wish = { ipv4Count: flags.ips, isDedicated, isCertified: flags.certified ?? false };
  if (flags.node === undefined) return wantedRatesUp({ ...wish, capacity: capacityOf(flags) }, pricing);
  const [history] = await readNodes(context, [flags.node]);
  if (history?.key === undefined) throw new NodeMissingError(flags.node);
  const node = await readOfferedNode(context.grid, history);
  const capacity = isDedicated ? node.capacity : capacityOf(flags);
  return ratesOnNode(node, { ...wish, capacity, country: undefined }, pricing);
}

function capacityOf({ cru, mru, sru, hru }: Flags): Capacity {
  if (cru === undefined || mru === undefined || sru === undefined) throw new QuoteIncompleteError();
  return { cru, mruBytes: scaleUp(mru, GIB), sruBytes: scaleUp(sru, GIB), hruBytes: scaleUp(hru, GIB) };
}

function compute(
  flags: Flags,
  { pricing, quote, rates }: Pick<Quoted, "pricing" | "quote" | "rates">,
  windowSeconds: number,
): Quoted {
  const levels = quoteLevels(rates, quote, windowSeconds);
  const units = flags.months === undefined ? flags.deposit : depositForMonths(rates, quote, levels, flags.months);
  const deposit = units === undefined ? undefined : { units, account: quoteAccount(rates, quote, units) };
  return { pricing, quote, rates, levels, reserveUnits: reserveUnitsUp(rates, quote), deposit };
}

/** What lasts so long, and with which the reservation can be made at all. */
function depositForMonths(rates: Rates, quote: TimedQuote, [list]: readonly QuotedLevel[], months: number): bigint {
  const lasting = depositToLast(newBooks(rates, quote, 0n), quote, quote.timestamp + BigInt(months) * MONTH);
  const least = list?.depositUnits ?? 0n;
  return lasting > least ? lasting : least;
}

function textOf(quoted: Quoted): string {
  const { pricing, quote, levels, reserveUnits, deposit } = quoted;
  return [
    fields({
      "pricing version": `${pricing.version}`,
      "USD per TFT": formatUsdShort(usdPerTftOf(quote.tftPerUsd)),
      reserve: `${formatTft(reserveUnits)} TFT: with less, workloads pause`,
    }),
    table(
      ["discount", "from a deposit of", "USD per hour", "USD in 30 days", "TFT per hour", "TFT in 30 days"],
      levels.map((level) => levelRow(level, quote)),
    ),
    ...(deposit === undefined ? [] : [depositText(quoted, deposit)]),
  ].join("\n");
}

function levelRow({ discountBps, usdPerSecond, depositUnits }: QuotedLevel, quote: TimedQuote): string[] {
  return [
    discountBps === 0 ? "none" : `${discountBps / 100} %`,
    `${formatTft(depositUnits)} TFT`,
    usdText(usdPerSecond * HOUR),
    usdText(usdPerSecond * MONTH),
    formatTft(unitsUp(usdPerSecond, HOUR, quote)),
    formatTft(unitsUp(usdPerSecond, MONTH, quote)),
  ];
}

function depositText({ levels, quote }: Quoted, { units, account }: NonNullable<Quoted["deposit"]>): string {
  const least = levels[0]?.depositUnits ?? 0n;
  if (units < least) {
    return `A deposit of ${formatTft(units)} TFT is too little to reserve this; ${formatTft(least)} TFT are needed.`;
  }
  const discount = levels[account.level]?.discountBps ?? 0;
  return [
    `A deposit of ${formatTft(units)} TFT begins ${discount === 0 ? "without discount" : `at ${discount / 100} % off`}:`,
    forecastTable(account.forecasts, quote),
  ].join("\n");
}

function toDocument({ pricing, quote, rates, levels, reserveUnits, deposit }: Quoted) {
  return {
    pricingVersion: pricing.version,
    usdPerTft: formatUsdShort(usdPerTftOf(quote.tftPerUsd)),
    rates,
    reserveTft: plainTft(reserveUnits),
    levels: levels.map(({ discountBps, usdPerSecond, depositUnits }) => ({
      discountPercent: discountBps / 100,
      depositTft: plainTft(depositUnits),
      usdPerHour: usdText(usdPerSecond * HOUR),
      usdPer30Days: usdText(usdPerSecond * MONTH),
      tftPerHour: plainTft(unitsUp(usdPerSecond, HOUR, quote)),
      tftPer30Days: plainTft(unitsUp(usdPerSecond, MONTH, quote)),
    })),
    deposit: deposit && { tft: plainTft(deposit.units), ...deposit.account },
  };
}

/** It is not said how much is wanted. */
export class QuoteIncompleteError extends GridError {
  override readonly name = "QuoteIncompleteError";

  constructor() {
    super("It is not said how much is wanted.", {
      hint: "Give --cru, --mru and --sru, or a whole node with --dedicated --node N.",
    });
  }
}
