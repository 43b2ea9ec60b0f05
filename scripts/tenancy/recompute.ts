import { ZeroAddress } from "ethers";
import { extractEvent, extractEvents } from "../../sdk/network/extract-event.ts";
import { readLatestPricing } from "../../sdk/pricing/read-pricing.ts";
import type { PricingReading } from "../../sdk/pricing/read-pricing.ts";
import { unitsUp } from "../../sdk/rules/quote.ts";
import { trafficUnitsDown } from "../../sdk/rules/rates.ts";
import { split } from "../../sdk/rules/split.ts";
import { settlementShares } from "../../sdk/rules/stream.ts";
import type { SettlementShares } from "../../sdk/rules/stream.ts";
import type { TimedQuote } from "../../sdk/rules/account-forecast.ts";
import { Ledger, adding, chargedUntil, moving, owedSince } from "./ledger.ts";
import type { LedgerStream, RecomputedAmount } from "./ledger.ts";
import type { TenancyRun } from "./run.ts";
import { firstPrice, listTransactions, priceAfter } from "./transactions.ts";
import type { EscrowTransaction } from "./transactions.ts";

/** A movement of money, as the rules have it. In units of 10^-7 TFT. */
export type Movement =
  | { readonly kind: "deposited" | "withdrawn" | "creditsAdded"; readonly accountId: number; readonly units: bigint }
  | ({ readonly kind: "settled" | "charged"; readonly stream: LedgerStream } & SettlementShares)
  | { readonly kind: "farmPaid"; readonly farmId: number; readonly units: bigint }
  | { readonly kind: "providerPaid"; readonly units: bigint };

/** The tenants' history by the rules of the library, from events and from what node and attestors signed. */
export interface Recomputation {
  readonly amounts: readonly RecomputedAmount[];
  readonly movements: readonly Movement[];
  /** What every account holds in the end, in 10^-16 TFT. */
  readonly balances: ReadonlyMap<number, bigint>;
}

interface Recomputing {
  readonly run: TenancyRun;
  readonly pricing: PricingReading;
  readonly windowSeconds: bigint;
  readonly ledger: Ledger;
  readonly movements: Movement[];
  /** Bytes of traffic that were charged, by stream. */
  readonly traffic: Map<number, bigint>;
}

/** A transaction under recomputation, and what the price feed says in its block. */
interface Step extends Recomputing, EscrowTransaction {
  readonly now: TimedQuote;
}

/** Recomputes every amount that the escrow booked since the tenants came. */
export async function recompute(run: TenancyRun): Promise<Recomputation> {
  const { grid } = run;
  const recomputing = {
    run,
    pricing: await readLatestPricing(run),
    windowSeconds: await grid.Escrow.deploymentWindow(),
    ledger: new Ledger(await firstPrice(run)),
    movements: [],
    traffic: new Map<number, bigint>(),
  };
  const { ledger, movements } = recomputing;
  const transactions = await listTransactions(run);
  for (const transaction of transactions) apply(recomputing, transaction);
  const now = ledger.quoteAt(transactions.at(-1)?.timestamp ?? run.startedAt);
  const balances = new Map(run.tenants.map(({ accountId }) => [accountId, ledger.balanceOf(accountId, now)]));
  return { amounts: ledger.amounts, movements, balances };
}

function apply(recomputing: Recomputing, transaction: EscrowTransaction): void {
  const price = priceAfter(recomputing.run, transaction);
  if (price !== undefined) recomputing.ledger.updatePrice(price);
  const step = { ...recomputing, ...transaction, now: recomputing.ledger.quoteAt(transaction.timestamp) };
  for (const applyEvents of [accounts, money, opened, started, charged, closed, settled, paid]) applyEvents(step);
}

function accounts({ run, receipt, ledger }: Step): void {
  const { Escrow } = run.grid;
  for (const { accountId } of extractEvents(Escrow, Escrow.filters.AccountOpened, receipt)) {
    ledger.openAccount(Number(accountId));
  }
}

function money(step: Step): void {
  const { run, receipt, ledger, now, movements } = step;
  const { Escrow } = run.grid;
  const kinds = [
    { kind: "deposited", sign: 1n, events: extractEvents(Escrow, Escrow.filters.Deposited, receipt) },
    { kind: "creditsAdded", sign: 1n, events: extractEvents(Escrow, Escrow.filters.CreditsAdded, receipt) },
    { kind: "withdrawn", sign: -1n, events: extractEvents(Escrow, Escrow.filters.Withdrawn, receipt) },
  ] as const;
  for (const { kind, sign, events } of kinds) {
    for (const { accountId, amount: units } of events) {
      ledger.writeAndFollow(recordOf(step), now, (found) => adding(found, sign * units));
      movements.push({ kind, accountId: Number(accountId), units });
    }
  }
}

function opened(step: Step): void {
  const { run, receipt, ledger, now, pricing, windowSeconds } = step;
  const { Escrow } = run.grid;
  for (const event of extractEvents(Escrow, Escrow.filters.StreamOpened, receipt)) {
    const { streamId, accountId, farmId, request, held } = event;
    const quoted = run.reservations.find(({ reservationId }) => BigInt(reservationId) === streamId);
    if (quoted === undefined) throw new Error(`Nobody reserved ${streamId}.`);
    const { rates, providerBps } = quoted;
    ledger.compare(`discountable rate of ${streamId}`, request.discountableRate, rates.discountableUsdPerSecond);
    ledger.compare(`plain rate of ${streamId}`, request.plainRate, rates.plainUsdPerSecond);
    const rate = rates.discountableUsdPerSecond + rates.plainUsdPerSecond;
    const heldUnits = unitsUp(rate, windowSeconds, now);
    ledger.compare(`held for ${streamId}`, held, heldUnits);
    ledger.writeAndFollow(recordOf(step), now, (found) =>
      moving(adding(found, -heldUnits), rates, { pending: 1n, active: 0n }),
    );
    ledger.streams.set(Number(streamId), {
      streamId: Number(streamId),
      accountId: Number(accountId),
      farmId: Number(farmId),
      rates,
      heldUnits,
      farmerBps: pricing.farmerBps,
      providerBps: request.provider === ZeroAddress ? 0 : providerBps,
      status: "pending",
      settledTo: step.timestamp,
      charged: { discountable: 0n, plain: 0n },
      owed: { units: 0n, plainUnits: 0n },
    });
  }
}

function started(step: Step): void {
  const { run, receipt, ledger, now, timestamp } = step;
  const { Escrow } = run.grid;
  for (const { streamId } of extractEvents(Escrow, Escrow.filters.StreamStarted, receipt)) {
    const stream = ledger.stream(Number(streamId));
    const { charged } = ledger.positionOf(stream.accountId, now);
    ledger.write(recordOf(step), now, (found) =>
      moving(adding(found, stream.heldUnits), stream.rates, { pending: -1n, active: 1n }),
    );
    ledger.streams.set(stream.streamId, { ...stream, status: "running", settledTo: timestamp, charged });
  }
}

/** Traffic: by the bytes that the node signed, at the price of the moment. */
function charged(step: Step): void {
  const { run, receipt, ledger, now, pricing, traffic, movements } = step;
  const { Escrow, Reservations } = run.grid;
  for (const event of extractEvents(Reservations, Reservations.filters.TrafficCharged, receipt)) {
    const stream = ledger.stream(Number(event.reservationId));
    const bytes = event.totalBytes - (traffic.get(stream.streamId) ?? 0n);
    const units = trafficUnitsDown(bytes, pricing, now);
    const shares = { ...split(units, stream), refunded: 0n };
    const { farmUnits, providerUnits, poolUnits } = extractEvent(Escrow, Escrow.filters.StreamCharged, receipt);
    const found = { farmUnits, providerUnits, poolUnits, refundedUnits: 0n };
    ledger.compare(`traffic of ${stream.streamId}`, event.units, units);
    compareShares(ledger, `traffic of ${stream.streamId}`, found, shares);
    ledger.write(recordOf(step), now, (holdings) => adding(holdings, -units));
    traffic.set(stream.streamId, event.totalBytes);
    movements.push({ kind: "charged", stream, ...shares });
  }
}

function closed(step: Step): void {
  const { run, receipt, ledger, now, timestamp } = step;
  const { Escrow } = run.grid;
  for (const { streamId, units, stoppedAt } of extractEvents(Escrow, Escrow.filters.StreamClosed, receipt)) {
    const stream = ledger.stream(Number(streamId));
    const position = ledger.positionOf(stream.accountId, now);
    const owed = owedSince(stream, position.charged);
    ledger.compare(`owed to ${streamId}`, units, owed.units);
    // The escrow does not write an account whose money is used up: its streams have stopped by themselves.
    if (position.status === "exhausted") continue;
    ledger.compare(`end of ${streamId}`, stoppedAt, BigInt(timestamp));
    ledger.write(recordOf(step), now, (found) => moving(found, stream.rates, { pending: 0n, active: -1n }));
    ledger.streams.set(stream.streamId, { ...stream, status: "stopped", owed });
  }
}

function settled(step: Step): void {
  const { run, receipt, ledger, movements } = step;
  const { Escrow } = run.grid;
  for (const event of extractEvents(Escrow, Escrow.filters.StreamSettled, receipt)) {
    const stream = ledger.stream(Number(event.streamId));
    const to = Number(event.to);
    const service = run.services.find((each) => each.streamId === stream.streamId && each.to === to);
    if (service === undefined) throw new Error(`Nobody stated the service of ${stream.streamId} up to ${to}.`);
    const charged = chargedTo(step, stream, to);
    const owed = stream.status === "stopped" ? stream.owed : owedSince(stream, charged);
    const served = {
      servedSeconds: BigInt(service.servedSeconds),
      lengthSeconds: BigInt(to - stream.settledTo),
    };
    const shares = settlementShares(owed, served, stream);
    compareShares(ledger, `settlement of ${stream.streamId}`, event, shares);
    ledger.streams.set(stream.streamId, { ...stream, settledTo: to, charged });
    movements.push({ kind: "settled", stream, ...shares });
  }
}

function chargedTo({ ledger, now, timestamp }: Step, stream: LedgerStream, to: number) {
  const { charged, status } = ledger.positionOf(stream.accountId, now);
  return status === "exhausted" ? charged : chargedUntil(stream, charged, { to, timestamp });
}

function paid({ run, receipt, ledger, movements }: Step): void {
  const { Escrow } = run.grid;
  for (const { farmId, amount } of extractEvents(Escrow, Escrow.filters.FarmPaid, receipt)) {
    const units = farmCreditUnits(movements, Number(farmId));
    ledger.compare(`paid to farm ${farmId}`, amount, units);
    movements.push({ kind: "farmPaid", farmId: Number(farmId), units });
  }
  for (const { amount } of extractEvents(Escrow, Escrow.filters.ProviderPaid, receipt)) {
    const units = providerCreditUnits(movements);
    ledger.compare("paid to the provider", amount, units);
    movements.push({ kind: "providerPaid", units });
  }
}

/** What a farm was credited with and not paid. */
export function farmCreditUnits(movements: readonly Movement[], farmId: number): bigint {
  return sum(movements, (movement) => {
    if (movement.kind === "farmPaid") return movement.farmId === farmId ? -movement.units : 0n;
    return "stream" in movement && movement.stream.farmId === farmId ? movement.farmer : 0n;
  });
}

/** What the solution provider was credited with and not paid. */
export function providerCreditUnits(movements: readonly Movement[]): bigint {
  return sum(movements, (movement) => {
    if (movement.kind === "providerPaid") return -movement.units;
    return "stream" in movement ? movement.provider : 0n;
  });
}

function sum(movements: readonly Movement[], unitsOf: (movement: Movement) => bigint): bigint {
  return movements.reduce((total, movement) => total + unitsOf(movement), 0n);
}

/** The amounts of an event that shares something out. */
interface SharedOut {
  readonly farmUnits: bigint;
  readonly providerUnits: bigint;
  readonly poolUnits: bigint;
  readonly refundedUnits: bigint;
}

function compareShares(ledger: Ledger, what: string, found: SharedOut, expected: SettlementShares): void {
  ledger.compare(`${what}: farm`, found.farmUnits, expected.farmer);
  ledger.compare(`${what}: provider`, found.providerUnits, expected.provider);
  ledger.compare(`${what}: pool`, found.poolUnits, expected.pool);
  ledger.compare(`${what}: refunded`, found.refundedUnits, expected.refunded);
}

/** The one account that a transaction wrote. */
function recordOf({ run, receipt }: Step) {
  const { Escrow } = run.grid;
  const [written] = extractEvents(Escrow, Escrow.filters.AccountWritten, receipt);
  if (written === undefined) throw new Error(`Transaction ${receipt.hash} wrote no account.`);
  const { accountId, balance, referenceTftPerUsd } = written;
  return { accountId: Number(accountId), balance, referenceTftPerUsd };
}
