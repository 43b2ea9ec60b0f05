import type { IndexerClient } from "../../../../sdk/indexer/indexer-client.ts";
import { readAllPages } from "../../../../sdk/indexer/read-all-pages.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import { listReceipts } from "../../../../sdk/rewards/list-receipts.ts";
import type { RewardReceipt } from "../../../../sdk/rewards/list-receipts.ts";
import { payoutState } from "../../../../sdk/rewards/payout-state.ts";
import type { Outcome } from "../../../../sdk/rules/reward.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import { chooseIndexer } from "../../choose-indexer.ts";
import type { GridContext } from "../../context.ts";
import { table } from "../../table.ts";
import { readDocument } from "../../text-file.ts";
import { formatCents, parsePrices, valueInCents } from "./prices.ts";
import type { Prices } from "./prices.ts";
import { counted, outcomeWords, plainTft } from "./words.ts";

interface Flags {
  readonly farm: number;
  readonly period?: number;
  /** Unix seconds of the first day's beginning. */
  readonly from?: number;
  /** Unix seconds of the last day's beginning. */
  readonly to?: number;
  readonly prices?: string;
  readonly csv?: boolean;
  readonly indexer?: string;
}

/** A receipt, and what it was worth on its day in hundredths of the currency. */
interface Row {
  readonly receipt: RewardReceipt;
  readonly cents: bigint | undefined;
}

/** Lists what a farm was paid. */
export async function run(context: GridContext, flags: Flags): Promise<Answer> {
  const { grid, folder } = context;
  const prices = flags.prices === undefined ? undefined : await readDocument(folder, flags.prices, parsePrices);
  const { owedUnits, payout } = await payoutState(grid, flags.farm);
  const client = await chooseIndexer(context, flags.indexer);
  const all = await (client === undefined ? listReceipts(context, flags.farm) : receiptsOf(client, flags.farm));
  const receipts = all.filter(isWanted(flags));
  const rows = receipts.map((receipt) => ({ receipt, cents: prices && valueInCents(prices, receipt) }));
  const units = receipts.reduce((sum, receipt) => sum + receipt.units, 0n);
  const totals = [
    `Total: ${formatTft(units)} TFT in ${counted(receipts.length, "receipt")}${worth(rows, prices)}.`,
    ...(owedUnits > 0n
      ? [`Of all its receipts ${formatTft(owedUnits)} TFT are owed to the farm, not minted yet.`]
      : []),
  ];
  return {
    document: {
      farm: flags.farm,
      payout,
      receipts: rows.map((row) => toDocument(row, prices)),
      totalUnits: units,
      totalTft: plainTft(units),
      ...(prices && { currency: prices.currency, totalValue: formatCents(sumCents(rows)) }),
      owedUnits,
    },
    text: flags.csv ? toCsv(rows, prices) : [table(head(prices), rows.map(toTableRow)), ...totals].join("\n"),
    hints: flags.csv ? totals : [],
  };
}

async function receiptsOf(client: IndexerClient, farm: number): Promise<RewardReceipt[]> {
  const receipts = await readAllPages((page) => client.listReceipts({ farm, ...page }));
  return receipts.map(({ tftUnits, outcome, settled: { block, at, transaction }, ...place }) => ({
    ...place,
    units: BigInt(tftUnits),
    outcome: outcome as Outcome,
    transaction,
    block,
    settledAt: at,
  }));
}

function isWanted({ period, from = 0, to }: Flags) {
  const end = to === undefined ? Number.POSITIVE_INFINITY : to + 86_400;
  return (receipt: RewardReceipt): boolean =>
    (period === undefined || receipt.period === period) && receipt.settledAt >= from && receipt.settledAt < end;
}

function worth(rows: readonly Row[], prices: Prices | undefined): string {
  return prices === undefined ? "" : `, worth ${formatCents(sumCents(rows))} ${prices.currency} when they were paid`;
}

function sumCents(rows: readonly Row[]): bigint {
  return rows.reduce((sum, { cents = 0n }) => sum + cents, 0n);
}

function head(prices: Prices | undefined): string[] {
  return [
    "time (UTC)",
    "transaction",
    "node",
    "period",
    "TFT",
    ...(prices === undefined ? [] : [prices.currency]),
    "note",
  ];
}

function toTableRow({ receipt, cents }: Row): string[] {
  const { settledAt, transaction, nodeId, period, units } = receipt;
  const value = cents === undefined ? [] : [formatCents(cents)];
  return [
    formatTime(settledAt),
    transaction,
    String(nodeId),
    String(period),
    formatTft(units),
    ...value,
    note(receipt),
  ];
}

function note({ batch, outcome }: RewardReceipt): string {
  const kind = batch === 0 ? [] : [`correction (batch ${batch})`];
  const why = outcome === "paid" ? [] : [outcomeWords(outcome)];
  return [...kind, ...why].join(", ");
}

function toDocument({ receipt, cents }: Row, prices: Prices | undefined) {
  const { settledAt, transaction, block, farmId, nodeId, period, batch, position, units, outcome } = receipt;
  return {
    time: formatTime(settledAt),
    transaction,
    block,
    farm: farmId,
    node: nodeId,
    period,
    batch,
    position,
    units,
    tft: plainTft(units),
    outcome,
    ...(prices && cents !== undefined && { currency: prices.currency, value: formatCents(cents) }),
  };
}

function toCsv(rows: readonly Row[], prices: Prices | undefined): string {
  const columns = ["time_utc", "transaction", "farm", "node", "period", "tft", "note"];
  const value = prices === undefined ? [] : [`value_${prices.currency.toLowerCase()}`];
  const lines = rows.map(({ receipt, cents }) => {
    const { settledAt, transaction, farmId, nodeId, period, units } = receipt;
    const paid = [formatTime(settledAt), transaction, farmId, nodeId, period, plainTft(units), quoted(note(receipt))];
    return [...paid, ...(cents === undefined ? [] : [formatCents(cents)])].join(",");
  });
  return [[...columns, ...value].join(","), ...lines].join("\n");
}

function quoted(text: string): string {
  return text.includes(",") ? `"${text}"` : text;
}
