import { parseEther } from "ethers";
import { readAccount } from "../../sdk/escrow/read-account.ts";
import { payFarmCall } from "../../sdk/escrow/pay-farm.ts";
import { payProviderCall } from "../../sdk/escrow/pay-provider.ts";
import { withdrawCall } from "../../sdk/escrow/withdraw.ts";
import { approveProviderCall } from "../../sdk/offers/approve-provider.ts";
import { GIB } from "../../sdk/rules/cloud-units.ts";
import { positionAt } from "../../sdk/rules/account.ts";
import type { AccountStatus } from "../../sdk/rules/account.ts";
import { formatTft } from "../../sdk/token/format-tft.ts";
import { ownerOf } from "../replay/run-actions.ts";
import type { ReplayRun } from "../replay/run.ts";
import {
  acknowledge,
  cancel,
  chargeTraffic,
  deposit,
  forecastOf,
  movePrice,
  openAccount,
  release,
  reserveNode,
  reservePart,
  settle,
  settleServed,
} from "./actions.ts";
import { offerHosts, sellTft } from "./hosts.ts";
import { newTenancy, send } from "./run.ts";
import type { QuotedReservation, Tenant, TenancyRun } from "./run.ts";

const DAY = 86_400;
const TFT = 10n ** 7n;
const GB = 10n ** 9n;

/** A node of farm 197, a part of which Ada reserves. */
const PART_HOST = 6498;

/** The node of farm 577, which Ben reserves as a whole. */
const WHOLE_HOST = 1213;

/** What the farmer of the whole node asks on top: 10 USD per month. */
const EXTRA_FEE_MUSD = 10_000;

/** The solution provider who brings Ben gets a tenth. */
const PROVIDER_BPS = 1000;

/** Ada has a part of a node, with a public address; Ben has a node of his own. */
interface Story {
  readonly run: TenancyRun;
  readonly ada: Tenant;
  readonly ben: Tenant;
  readonly part: QuotedReservation;
  readonly whole: QuotedReservation;
}

/**
 * Lets two tenants reserve capacity of the real nodes of a replay, on its chain and after its last month. What happened is
 * then on the chain and in the run.
 */
export async function runTenancy(replay: ReplayRun): Promise<TenancyRun> {
  const run = await newTenancy(replay);
  const story = await reserveAll(run);
  await firstMonth(story);
  await pauseAndResume(story);
  await exhaust(story);
  await leave(story);
  await collect(story);
  return run;
}

async function reserveAll(run: TenancyRun): Promise<Story> {
  const { chain, replay, say } = run;
  const provider = await chain.solutionProvider.getAddress();
  await offerHosts(run, { partHost: PART_HOST, wholeHost: WHOLE_HOST, extraFeeMusdPerMonth: EXTRA_FEE_MUSD });
  const approval = approveProviderCall(run.grid, { provider, shareBps: PROVIDER_BPS });
  await send(run, chain.pricingManager, "approve provider", approval);
  await movePrice(run, parseEther("0.08"));

  const ada = await openAccount(run, "Ada", chain.tenant(0));
  const ben = await openAccount(run, "Ben", chain.tenant(1));
  const seller = ownerOf(replay, 197);
  for (const { signer } of [ada, ben]) await sellTft(run, seller, signer, 2500n * TFT);
  await deposit(run, ada, 1000n * TFT);
  await deposit(run, ben, 2000n * TFT);
  say("Ada deposits 1,000 TFT, Ben 2,000");

  const capacity = { cru: 4, mruBytes: 16n * GIB, sruBytes: 100n * GIB, hruBytes: 0n };
  const wantedPart = { realNodeId: PART_HOST, capacity, ipv4Count: 1, dailyTrafficBytes: 100n * GB };
  const part = await reservePart(run, ada, wantedPart);
  const extra = { extraFeeMusdPerMonth: EXTRA_FEE_MUSD, provider, providerBps: PROVIDER_BPS };
  const whole = await reserveNode(run, ben, { realNodeId: WHOLE_HOST, ...extra });
  for (const reservation of [part, whole]) await acknowledge(run, reservation);
  say(
    `Ada reserves a part of node ${PART_HOST} with a public address, Ben all of node ${WHOLE_HOST}; both nodes run it`,
  );
  return { run, ada, ben, part, whole };
}

/** Traffic is charged, the price falls twice, the whole node fails for two days, and both are settled. */
async function firstMonth({ run, part, whole }: Story): Promise<void> {
  await day(run, 1);
  await chargeTraffic(run, part, 40n * GB);
  await day(run, 10);
  await movePrice(run, parseEther("0.075"));
  await day(run, 20);
  await movePrice(run, parseEther("0.07"));
  await day(run, 30);
  await settleServed(run, part);
  await settle(run, whole, { to: run.startedAt + 30 * DAY, failedSeconds: 2 * DAY, stopIndex: 0n });
  await collectFarms(run);
  run.say(`The first month is settled; node ${WHOLE_HOST} failed for two days of it, which Ben gets back`);
}

/** Ada's money comes within the reserve; a day later she pays in more. */
async function pauseAndResume({ run, ada, part }: Story): Promise<void> {
  const { pausesAt } = await forecastOf(run, ada);
  await run.chain.travelTo(pausesAt + DAY);
  await requireStatus(run, ada, "paused");
  await settleServed(run, part);
  await deposit(run, ada, 1000n * TFT);
  await requireStatus(run, ada, "active");
  run.say("Ada's workload is paused for a day; 1,000 TFT more resume it");
}

/** Ben pays in nothing: anybody closes his reservation when the money is used up. */
async function exhaust({ run, ben, whole }: Story): Promise<void> {
  await movePrice(run, parseEther("0.078"));
  const { exhaustsAt } = await forecastOf(run, ben);
  await run.chain.travelTo(exhaustsAt + DAY);
  await requireStatus(run, ben, "exhausted");
  await release(run, whole);
  const { books, quote } = await readAccount(run.chain, ben.accountId);
  const { index: stopIndex } = positionAt(books, quote.index);
  await settle(run, whole, { to: exhaustsAt, failedSeconds: 0, stopIndex });
  run.say("Ben's money is used up; his reservation is released");
}

/** Ada cancels, is settled up to that second and takes some of her money out. */
async function leave({ run, ada, part }: Story): Promise<void> {
  const { grid } = run;
  await cancel(run, ada, part);
  const to = Number(await grid.Escrow.stoppedAt(part.reservationId));
  await settle(run, part, { to, failedSeconds: 0, stopIndex: 0n });
  const { signer, accountId } = ada;
  const units = 100n * TFT;
  const parameters = { accountId, to: await signer.getAddress(), units };
  await send(run, signer, "withdraw", withdrawCall(grid, parameters));
  run.say(`Ada cancels and takes ${formatTft(units)} TFT out`);
}

async function collect({ run }: Story): Promise<void> {
  await collectFarms(run);
  const provider = await run.chain.solutionProvider.getAddress();
  await send(run, run.chain.sender, "pay provider", payProviderCall(run.grid, { provider }));
  run.say("Farmers and provider collect");
}

async function collectFarms(run: TenancyRun): Promise<void> {
  for (const { realFarmId } of run.reservations) {
    const farmId = run.replay.farms.onChain(realFarmId);
    await send(run, ownerOf(run.replay, realFarmId), "pay farm", payFarmCall(run.grid, { farmId }));
  }
}

/** Moves the clock to so many days after the beginning. */
async function day({ chain, startedAt }: TenancyRun, days: number): Promise<void> {
  await chain.travelTo(startedAt + days * DAY);
}

async function requireStatus({ chain }: TenancyRun, { name, accountId }: Tenant, wanted: AccountStatus): Promise<void> {
  const { status } = await readAccount(chain, accountId);
  if (status !== wanted) throw new Error(`The account of ${name} is ${status}, but must be ${wanted}.`);
}
