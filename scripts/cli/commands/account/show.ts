import type { Delegates } from "../../../../sdk/escrow/read-delegates.ts";
import { readDelegates } from "../../../../sdk/escrow/read-delegates.ts";
import type { AccountReading } from "../../../../sdk/escrow/read-account.ts";
import { readAccount } from "../../../../sdk/escrow/read-account.ts";
import type { StreamReading } from "../../../../sdk/escrow/read-streams.ts";
import { readStreamsOfAccount } from "../../../../sdk/escrow/read-streams.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import { formatUsdShort } from "../../../../sdk/oracle/format-usd.ts";
import { allRates, LEVELS } from "../../../../sdk/rules/account.ts";
import { usdPerTftOf } from "../../../../sdk/rules/price.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { fields, table } from "../../table.ts";
import { plainTft } from "../rewards/words.ts";
import { balanceTft, forecastTable, MONTH, plainBalance, usdText } from "./words.ts";

/** What the sentence after a status says. */
const STATUS_WORDS = {
  active: "",
  paused: ": it is within its reserve, workloads stand still; pay in, or close streams",
  exhausted: ": its streams are dead; pay in and open new ones",
} as const;

/** Shows an account: the page that a tenant looks at. */
export async function run(context: GridContext, { id }: { id: number }): Promise<Answer> {
  const account = await readAccount(context, id);
  const [delegates, streams] = await Promise.all([
    readDelegates(context, id, Number(account.quote.timestamp)),
    readStreamsOfAccount(context, id),
  ]);
  const open = streams.filter(({ status }) => status !== "ended");
  return {
    document: toDocument(account, delegates, streams),
    text: [
      fields(describe(account, delegates)),
      ...(allRates(account.rates) > 0n ? [forecastTable(account.forecasts, account.quote)] : []),
      ...(open.length > 0 ? [table(STREAM_HEAD, open.map(streamRow))] : []),
      ...delegateTables(delegates),
    ].join("\n"),
    hints: hintsFor(account),
  };
}

function describe(account: AccountReading, { pendingOwner }: Delegates): Record<string, string> {
  const { accountId, owner, status, balance, reserve, rates, creditUnits, quote, isPriceStale } = account;
  return {
    account: `${accountId}`,
    owner,
    ...(pendingOwner !== undefined && { "offered to": pendingOwner }),
    status: status + STATUS_WORDS[status],
    balance: `${balanceTft(balance)} TFT`,
    reserve: `${balanceTft(reserve)} TFT`,
    ...(creditUnits > 0n && { credits: `${formatTft(creditUnits)} TFT` }),
    "list price": `${usdText(allRates(rates) * MONTH)} USD in 30 days`,
    discount: discountText(account),
    "USD per TFT": `${formatUsdShort(usdPerTftOf(quote.tftPerUsd))}${isPriceStale ? "; STALE" : ""}`,
  };
}

function discountText({ status, level, rates, forecasts }: AccountReading): string {
  if (allRates(rates) === 0n) return "nothing is reserved";
  if (status !== "active" || level === 0) return "none";
  const { discountFallsAt } = forecasts.atPresentPrice;
  const until = discountFallsAt === undefined ? "" : ` until ${formatTime(discountFallsAt)}`;
  return `${discountPercent(level)} %${until}`;
}

function discountPercent(level: number): number {
  return 100 - 10 * Number(LEVELS[level]?.step.discountable ?? 10n);
}

function hintsFor({ accountId, creditUnits, status }: AccountReading): string[] {
  return [
    ...(creditUnits > 0n ? [`Add the credits: tfgrid account credits --id ${accountId}`] : []),
    ...(status === "active" ? [] : [`Pay in: tfgrid account deposit --id ${accountId} --amount TFT`]),
  ];
}

const STREAM_HEAD = ["stream", "farm", "USD in 30 days", "status", "owed, not settled"];

function streamRow(stream: StreamReading): string[] {
  const { streamId, farmId, discountableUsdPerSecond, plainUsdPerSecond, status, owedUnits } = stream;
  return [
    `${streamId}`,
    farmId === 0 ? "none" : `${farmId}`,
    usdText((discountableUsdPerSecond + plainUsdPerSecond) * MONTH),
    status,
    `${formatTft(owedUnits)} TFT`,
  ];
}

function delegateTables({ managers, operators }: Delegates): string[] {
  const limit = (usdPerSecond: bigint) => `${usdText(usdPerSecond * MONTH)} USD`;
  const managerRows = managers.map(({ manager, maxUsdPerSecond, expiresAt }) => [
    manager,
    limit(maxUsdPerSecond),
    formatTime(expiresAt),
  ]);
  const operatorRows = operators.map(({ operator, maxUsdPerSecond, maxChargeUnits, expiresAt }) => [
    operator,
    limit(maxUsdPerSecond),
    `${formatTft(maxChargeUnits)} TFT`,
    formatTime(expiresAt),
  ]);
  return [
    ...(managerRows.length > 0 ? [table(["manager", "all streams in 30 days", "until"], managerRows)] : []),
    ...(operatorRows.length > 0
      ? [table(["operator", "its streams in 30 days", "may charge", "until"], operatorRows)]
      : []),
  ];
}

function toDocument(account: AccountReading, delegates: Delegates, streams: readonly StreamReading[]) {
  const { accountId, owner, status, level, balance, reserve, rates, creditUnits, forecasts, quote } = account;
  return {
    account: accountId,
    owner,
    pendingOwner: delegates.pendingOwner,
    status,
    balanceTft: plainBalance(balance),
    reserveTft: plainBalance(reserve),
    creditsTft: plainTft(creditUnits),
    discountPercent: status === "active" && allRates(rates) > 0n ? discountPercent(level) : 0,
    rates,
    usdPerTft: formatUsdShort(usdPerTftOf(quote.tftPerUsd)),
    isPriceStale: account.isPriceStale,
    forecasts,
    streams,
    managers: delegates.managers,
    operators: delegates.operators,
  };
}
