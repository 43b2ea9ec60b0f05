import { id } from "ethers";
import type { Signer } from "ethers";
import { approveOperatorCall } from "../../sdk/escrow/approve-operator.ts";
import { depositCall } from "../../sdk/escrow/deposit.ts";
import { extractAccountOpened, openAccountCall } from "../../sdk/escrow/open-account.ts";
import { readAccount } from "../../sdk/escrow/read-account.ts";
import { blockTime } from "../../sdk/network/block-time.ts";
import { reportPriceCall } from "../../sdk/oracle/report-price.ts";
import { readLatestPricing } from "../../sdk/pricing/read-pricing.ts";
import { NO_CAPACITY } from "../../sdk/rules/capacity.ts";
import type { Capacity } from "../../sdk/rules/capacity.ts";
import { wantedRatesUp } from "../../sdk/rules/quote.ts";
import { dedicatedRatesUp } from "../../sdk/rules/rates.ts";
import { acknowledgeCall } from "../../sdk/reservations/acknowledge.ts";
import { cancelReservationCall } from "../../sdk/reservations/cancel-reservation.ts";
import { chargeTrafficCall } from "../../sdk/reservations/charge-traffic.ts";
import { signAcknowledgement, signVoucher } from "../../sdk/reservations/node-signatures.ts";
import { releaseReservationCall } from "../../sdk/reservations/release-reservation.ts";
import { extractReserved, reserveCall } from "../../sdk/reservations/reserve.ts";
import type { ReservationRequest } from "../../sdk/reservations/reservation-request.ts";
import { signAvailability } from "../../sdk/service/availability.ts";
import type { Availability } from "../../sdk/service/availability.ts";
import { extractStreamsSettled, settleStreamsCall } from "../../sdk/service/settle-streams.ts";
import { approveTftCall } from "../../sdk/token/approve-tft.ts";
import { ownerOf } from "../replay/run-actions.ts";
import { nodeKey } from "../replay/run-chain.ts";
import type { QuotedReservation, Tenant, TenancyRun } from "./run.ts";
import { send } from "./run.ts";

/** What tenants allow runs out in 2106. In unix seconds. */
const NEVER = 2 ** 32;

/** What tenants allow Reservations for their accounts: 0.01 USD per second, 1,000 TFT at once. */
const LIMITS = { maxUsdPerSecond: 10n ** 16n, maxChargeUnits: 10n ** 10n, expiresAt: NEVER };

/** What all nodes are to run. */
const DEPLOYMENT = id("deployment");

/** Opens an account for a tenant who has TFT, and lets Reservations act for it. */
export async function openAccount(run: TenancyRun, name: string, signer: Signer): Promise<Tenant> {
  const { grid } = run;
  const receipt = await send(run, signer, "open account", openAccountCall(grid));
  const accountId = Number(extractAccountOpened(grid, receipt).accountId);
  const operator = await grid.Reservations.getAddress();
  await send(run, signer, "approve", approveOperatorCall(grid, { accountId, operator, ...LIMITS }));
  const tenant = { name, signer, accountId };
  run.tenants.push(tenant);
  return tenant;
}

/** Pays into a tenant's account. */
export async function deposit(run: TenancyRun, { signer, accountId }: Tenant, units: bigint): Promise<void> {
  const { grid } = run;
  const spender = await grid.Escrow.getAddress();
  await send(run, signer, "approve", approveTftCall(grid, { spender, units }));
  await send(run, signer, "deposit", depositCall(grid, { accountId, units }));
}

/** Two reporters report a price; it holds as far as the feed follows in one step. */
export async function movePrice(run: TenancyRun, usdPerTft: bigint): Promise<void> {
  for (const reporter of run.chain.reporters.slice(0, 2)) {
    await send(run, reporter, "report price", reportPriceCall(run.grid, { usdPerTft }));
  }
}

/** A part of a node. */
export interface WantedPart {
  readonly realNodeId: number;
  readonly capacity: Capacity;
  readonly ipv4Count: number;
  /** How much public traffic may be charged per day. */
  readonly dailyTrafficBytes: bigint;
}

/** Reserves a part of a node, for no more than the library quotes. */
export async function reservePart(run: TenancyRun, tenant: Tenant, part: WantedPart): Promise<QuotedReservation> {
  const { realNodeId, capacity, ipv4Count, dailyTrafficBytes } = part;
  const { isCertified } = await latestTerms(run, realNodeId);
  const wanted = { capacity, ipv4Count, isDedicated: false, isCertified };
  const rates = wantedRatesUp(wanted, await readLatestPricing(run));
  const request = { capacity, ipv4Count, dailyTrafficBytes, isDedicated: false, provider: undefined };
  return reserve(run, tenant, { realNodeId, wanted, rates, providerBps: 0 }, request);
}

/** A whole node. */
export interface WantedNode {
  readonly realNodeId: number;
  /** What its farmer asks on top, in mUSD per month. */
  readonly extraFeeMusdPerMonth: number;
  /** The solution provider, approved for this share. */
  readonly provider: string;
  readonly providerBps: number;
}

/** Reserves a whole node, likewise. */
export async function reserveNode(run: TenancyRun, tenant: Tenant, node: WantedNode): Promise<QuotedReservation> {
  const { realNodeId, extraFeeMusdPerMonth, provider, providerBps } = node;
  const { capacity, isCertified } = await latestTerms(run, realNodeId);
  const wanted = { capacity, ipv4Count: 0, isDedicated: true, isCertified };
  const pricing = await readLatestPricing(run);
  const { plainUsdPerSecond } = dedicatedRatesUp({ capacity, extraFeeMusdPerMonth }, pricing);
  const rates = { ...wantedRatesUp(wanted, pricing), plainUsdPerSecond };
  const request = { capacity: NO_CAPACITY, ipv4Count: 0, dailyTrafficBytes: 0n, isDedicated: true, provider };
  return reserve(run, tenant, { realNodeId, wanted, rates, providerBps }, request);
}

type ReserveRequest = Pick<
  ReservationRequest,
  "capacity" | "ipv4Count" | "dailyTrafficBytes" | "isDedicated" | "provider"
>;

type Quoted = Pick<QuotedReservation, "realNodeId" | "wanted" | "rates" | "providerBps">;

async function reserve(
  run: TenancyRun,
  { signer, accountId }: Tenant,
  quoted: Quoted,
  request: ReserveRequest,
): Promise<QuotedReservation> {
  const { grid, replay } = run;
  const nodeId = replay.nodes.onChain(quoted.realNodeId);
  const { discountableUsdPerSecond, plainUsdPerSecond } = quoted.rates;
  const mostUsdPerSecond = discountableUsdPerSecond + plainUsdPerSecond;
  const common = { accountId, nodeId, deploymentHash: DEPLOYMENT, ref: undefined, mostUsdPerSecond };
  const receipt = await send(run, signer, "reserve", reserveCall(grid, { ...common, ...request }));
  const { reservationId } = extractReserved(grid, receipt);
  const { farmId } = await grid.Directory.nodeOf(nodeId);
  const realFarmId = replay.farms.real(Number(farmId));
  const reservation = { reservationId: Number(reservationId), accountId, realFarmId, ...quoted };
  run.reservations.push(reservation);
  return reservation;
}

/** The node of a reservation states that it runs what it is to run; anybody sends that. */
export async function acknowledge(run: TenancyRun, reservation: QuotedReservation): Promise<void> {
  const { grid, chain } = run;
  const { reservationId, realNodeId } = reservation;
  const statement = { reservationId, streamId: reservationId, deploymentHash: DEPLOYMENT };
  const signature = await signAcknowledgement(grid, nodeKey(realNodeId), statement);
  await send(run, chain.sender, "acknowledge", acknowledgeCall(grid, { ...statement, signature }));
}

/** The node signs all public traffic of a reservation so far, and its farmer has it charged. */
export async function chargeTraffic(run: TenancyRun, of: QuotedReservation, totalBytes: bigint): Promise<void> {
  const { grid, replay } = run;
  const { reservationId, realNodeId, realFarmId } = of;
  const signature = await signVoucher(grid, nodeKey(realNodeId), { reservationId, totalBytes });
  const voucher = { reservationId, totalBytes, signature };
  await send(run, ownerOf(replay, realFarmId), "charge traffic", chargeTrafficCall(grid, voucher));
}

/** The tenant closes a reservation. */
export async function cancel(run: TenancyRun, { signer }: Tenant, { reservationId }: QuotedReservation) {
  await send(run, signer, "cancel", cancelReservationCall(run.grid, { reservationId }));
}

/** Anybody closes a reservation that has no right to stay. */
export async function release(run: TenancyRun, { reservationId }: QuotedReservation): Promise<void> {
  await send(run, run.chain.sender, "release", releaseReservationCall(run.grid, { reservationId }));
}

/** A statement of the attestors about a node, from where the one before ended. */
export interface ServiceUntil {
  /** Unix time in seconds. */
  readonly to: number;
  /** For how long in between the node did not serve. */
  readonly failedSeconds: number;
  /** For a reservation whose account was exhausted: the price index at that moment; else 0. */
  readonly stopIndex: bigint;
}

/** Attestors state for how long a node served, and its reservation is settled. */
export async function settle(run: TenancyRun, of: QuotedReservation, until: ServiceUntil): Promise<void> {
  const { grid, chain, replay, services } = run;
  const { reservationId: streamId, realNodeId } = of;
  const { to, failedSeconds, stopIndex } = until;
  const from = Number(await grid.Escrow.settledTo(streamId));
  const servedSeconds = to - from - failedSeconds;
  const setVersion = Number(await grid.Attestors.activeVersion());
  const nodeId = replay.nodes.onChain(realNodeId);
  const availability = { nodeId, from, to, servedSeconds, stopIndex, setVersion };
  const signatures = await signService(run, availability);
  const parameters = { streamIds: [streamId], availability, signatures };
  const receipt = await send(run, chain.sender, "settle", settleStreamsCall(grid, parameters));
  if (extractStreamsSettled(grid, receipt).length === 0) throw new Error(`Reservation ${streamId} was not settled.`);
  services.push({ streamId, to, servedSeconds });
}

/** Signatures of a quorum of attestors, in the order of their addresses. */
async function signService({ grid, chain }: TenancyRun, availability: Availability) {
  const { chainId } = await chain.provider.getNetwork();
  const signers = chain.attestors.slice(0, chain.threshold);
  const files = await Promise.all(signers.map((signer) => signAvailability(grid, signer, { chainId, availability })));
  return files.sort((a, b) => (BigInt(a.member) < BigInt(b.member) ? -1 : 1));
}

/** Attestors state that a node served all the time up to now. */
export async function settleServed(run: TenancyRun, of: QuotedReservation): Promise<void> {
  const to = await blockTime(run.chain.provider);
  await settle(run, of, { to, failedSeconds: 0, stopIndex: 0n });
}

/** When an account's money will be within the reserve, and used up, at the present price. In unix seconds. */
export async function forecastOf(run: TenancyRun, { accountId }: Tenant) {
  const { forecasts } = await readAccount(run.chain, accountId);
  const { pausesAt, exhaustsAt } = forecasts.atPresentPrice;
  if (pausesAt === undefined || exhaustsAt === undefined) throw new Error("Nothing runs on this account.");
  return { pausesAt: Number(pausesAt), exhaustsAt: Number(exhaustsAt) };
}

async function latestTerms({ grid, replay }: TenancyRun, realNodeId: number) {
  const nodeId = replay.nodes.onChain(realNodeId);
  const { termsCount } = await grid.Directory.nodeOf(nodeId);
  const { capacity, isCertified } = await grid.Directory.termsOf(nodeId, termsCount - 1n);
  const { cru, mru, sru, hru } = capacity;
  return { capacity: { cru: Number(cru), mruBytes: mru, sruBytes: sru, hruBytes: hru }, isCertified };
}
