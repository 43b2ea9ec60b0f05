import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { accountNow } from "../../../explorer/indexer/src/escrow/account-now.ts";
import { booksOf } from "../../../explorer/indexer/src/escrow/books.ts";
import { streamNow } from "../../../explorer/indexer/src/escrow/stream-now.ts";
import { quoteOf } from "../../../explorer/indexer/src/oracle/price-state.ts";
import { STREAM_STATUSES } from "../../../sdk/escrow/read-streams.ts";
import type { Grid } from "../../../sdk/network/grid.ts";
import type { AccountForecast, TimedQuote } from "../../../sdk/rules/account-forecast.ts";
import type { AccountRates } from "../../../sdk/rules/account.ts";
import { ACCOUNT_STATUSES } from "../../../sdk/rules/account.ts";
import { divideUp } from "../../../sdk/rules/divide-up.ts";
import { poolShares } from "../../../sdk/rules/stream.ts";
import type { Tables } from "./read-tables.ts";

/** The contracts at one block, and what the index tells as of it. */
export interface Moment {
  readonly grid: Grid;
  readonly tables: Tables;
  readonly blockTag: number;
  /** Unix time of the block. */
  readonly now: number;
}

type StreamRow = Tables["streams"][number];

/** What the price feed says. */
export async function expectPrice({ grid, tables, blockTag, now }: Moment): Promise<TimedQuote> {
  const quote = quoteOf(tables.feeds[0], now);
  const { index, tftPerUsd, averageTftPerUsd } = await grid.MedianPriceFeed.quote({ blockTag });
  expect(quote).to.deep.equal({ timestamp: BigInt(now), index, tftPerUsd, averageTftPerUsd });
  return quote;
}

/** Every account: who has it, what was written, what it is now and what will come. */
export async function expectAccounts(moment: Moment, quote: TimedQuote): Promise<void> {
  const { grid, tables, blockTag } = moment;
  const { Escrow, Forecasts } = grid;
  expect(tables.accounts).to.have.lengthOf(Number(await Escrow.accountCount({ blockTag })));
  for (const row of tables.accounts) {
    const { accountId } = row;
    const [owner, books, credits, state] = await Promise.all([
      Escrow.ownerOf(accountId, { blockTag }),
      Escrow.booksOf(accountId, { blockTag }),
      Escrow.creditsOf(accountId, { blockTag }),
      Forecasts.stateOf(accountId, { blockTag }),
    ]);
    const what = `account ${accountId}`;
    expect(row.owner, what).to.equal(owner.toLowerCase());
    expect(row.creditUnits, what).to.equal(credits);
    expect(booksOf(row), what).to.deep.equal({
      balance: books.balance,
      index: books.index,
      referenceTftPerUsd: books.referenceTftPerUsd,
      charged: { discountable: books.charged.discountable, plain: books.charged.plain },
      epoch: books.charged.epoch,
      rates: ratesOf(books.rates),
    });
    const { forecasts, ...present } = accountNow(row, quote);
    expect(present, what).to.deep.equal({
      status: ACCOUNT_STATUSES[Number(state.status)],
      balance: state.balance,
      reserve: state.reserve,
      level: Number(state.level),
      rates: ratesOf(state.rates),
    });
    const prices: [AccountForecast, bigint][] = [
      [forecasts.atPresentPrice, quote.tftPerUsd],
      [forecasts.at20PercentLess, divideUp(quote.tftPerUsd * 10n, 8n)],
      [forecasts.atHalfPrice, quote.tftPerUsd * 2n],
    ];
    for (const [forecast, price] of prices) {
      const told = await Forecasts.forecastOf(accountId, price, { blockTag });
      expect(momentsOf(forecast), what).to.deep.equal([told.discountFallsAt, told.pausesAt, told.exhaustsAt]);
    }
  }
}

/** Who may act for an account. */
export async function expectDelegates({ grid, tables, blockTag }: Moment): Promise<void> {
  for (const row of tables.delegates) {
    const { accountId, delegate } = row;
    const isPresent = row.generation === tables.accounts.find((each) => each.accountId === accountId)!.generation;
    const told =
      row.kind === "manager"
        ? await grid.Escrow.managerLimitsOf(accountId, delegate, { blockTag })
        : await grid.Escrow.operatorLimitsOf(accountId, delegate, { blockTag });
    const stored = row.kind === "manager" ? [row.maxRate] : [row.maxRate, row.maxCharge];
    const expected = [...stored, BigInt(row.expiresAt)].map((each) => (isPresent ? each : 0n));
    expect([...told], `${row.kind} of account ${accountId}`).to.deep.equal(expected);
  }
}

/** Every stream: its terms, where it stands and what it is owed. */
export async function expectStreams(moment: Moment, quote: TimedQuote): Promise<void> {
  const { grid, tables, blockTag } = moment;
  const { Escrow } = grid;
  expect(tables.streams).to.have.lengthOf(Number(await Escrow.streamCount({ blockTag })));
  for (const row of tables.streams) {
    const { streamId } = row;
    const [told, owed, settledTo, held, stoppedAt, provider, isDead] = await Promise.all([
      Escrow.streamOf(streamId, { blockTag }),
      Escrow.owedTo(streamId, { blockTag }),
      Escrow.settledTo(streamId, { blockTag }),
      Escrow.heldOf(streamId, { blockTag }),
      Escrow.stoppedAt(streamId, { blockTag }),
      Escrow.providerOf(streamId, { blockTag }),
      Escrow.isDead(streamId, { blockTag }),
    ]);
    const what = `stream ${streamId}`;
    expect(
      [row.accountId, row.farmId, row.nodeId, row.pricingVersion, row.providerBps].map(BigInt),
      what,
    ).to.deep.equal([told.accountId, told.farmId, told.nodeId, told.pricingVersion, told.providerBps]);
    expect([row.discountableUsdPerSecond, row.plainUsdPerSecond, row.epoch], what).to.deep.equal([
      told.discountableRate,
      told.plainRate,
      told.epoch,
    ]);
    expect([row.operator, row.provider ?? ZeroAddress], what).to.deep.equal([
      told.operator.toLowerCase(),
      provider.toLowerCase(),
    ]);
    expect(row.status, what).to.equal(STREAM_STATUSES[Number(told.status)]);
    const isOpen = row.status === "pending" || row.status === "running";
    const present = streamNow(factsOf(tables, row), quote);
    expect(present, what).to.deep.equal({ status: isOpen && isDead ? "dead" : row.status, owedUnits: owed });
    expect(BigInt(row.settledTo), what).to.equal(settledTo);
    expect(row.status === "pending" ? row.heldUnits : 0n, what).to.equal(held);
    expect(row.status === "stopped" ? BigInt(row.stoppedAt!) : 0n, what).to.equal(stoppedAt);
  }
}

/** What farms, providers and pools have due; and that statements tell where all of it came from. */
export async function expectCredits({ grid, tables, blockTag }: Moment): Promise<void> {
  const { Escrow } = grid;
  for (const { farmId, tftUnits } of tables.farmCredits) {
    expect(tftUnits, `farm ${farmId}`).to.equal(await Escrow.farmCreditsOf(farmId, { blockTag }));
    const paid = tables.payments.filter((each) => each.farmId === farmId && each.kind === "reservation");
    const earned = sumOf(tables.streams.filter((each) => each.farmId === farmId).map(({ farmUnits }) => farmUnits));
    expect(tftUnits + sumOf(paid.map((each) => each.tftUnits)), `farm ${farmId}`).to.equal(earned);
  }
  for (const { provider, tftUnits } of tables.providerCredits) {
    expect(tftUnits).to.equal(await Escrow.providerCreditsOf(provider, { blockTag }));
  }
  for (const { pricingVersion, poolUnits, providerUnits } of tables.pools) {
    const split = tables.pricings.find(({ version }) => version === pricingVersion)!;
    const shares = poolShares({ pool: poolUnits, provider: providerUnits }, split);
    const [foundation, stakers] = await Escrow.poolOf(pricingVersion, { blockTag });
    expect(shares, `pool ${pricingVersion}`).to.deep.equal({ foundation, stakers });
  }
  for (const { streamId, ...row } of tables.streams) {
    const parts = tables.settlements.filter((each) => each.streamId === streamId);
    for (const share of ["farmUnits", "providerUnits", "poolUnits", "refundedUnits"] as const) {
      expect(sumOf(parts.map((each) => each[share])), `${share} of stream ${streamId}`).to.equal(row[share]);
    }
  }
}

/** A stream and what its state follows from. */
export function factsOf(tables: Tables, stream: StreamRow) {
  const { accountId, epoch } = stream;
  return {
    stream,
    account: tables.accounts.find((each) => each.accountId === accountId)!,
    epochEnd: tables.epochEnds.find((each) => each.accountId === accountId && each.epoch === epoch) ?? null,
  };
}

interface ToldRates {
  readonly discountable: bigint;
  readonly plain: bigint;
  readonly pendingDiscountable: bigint;
  readonly pendingPlain: bigint;
}

function ratesOf(told: ToldRates): AccountRates {
  return {
    discountableUsdPerSecond: told.discountable,
    plainUsdPerSecond: told.plain,
    pendingDiscountableUsdPerSecond: told.pendingDiscountable,
    pendingPlainUsdPerSecond: told.pendingPlain,
  };
}

/** The contract says 0 for never. */
function momentsOf({ discountFallsAt, pausesAt, exhaustsAt }: AccountForecast): bigint[] {
  return [discountFallsAt, pausesAt, exhaustsAt].map((at) => at ?? 0n);
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}
