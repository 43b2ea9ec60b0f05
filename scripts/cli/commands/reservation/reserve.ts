import { ZeroHash } from "ethers";
import type { TransactionReceipt } from "ethers";
import { readNodes } from "../../../../sdk/directory/read-directory.ts";
import { parseBytes } from "../../../../sdk/directory/parse-bytes.ts";
import { signPermit } from "../../../../sdk/escrow/deposit-with-permit.ts";
import { listAccounts } from "../../../../sdk/escrow/list-accounts.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import type { Grid } from "../../../../sdk/network/grid.ts";
import { mapInParallel } from "../../../../sdk/network/map-in-parallel.ts";
import { readLatestPricing } from "../../../../sdk/pricing/read-pricing.ts";
import type { NodeWish, OfferedNode } from "../../../../sdk/reservations/offered-node.ts";
import { cheapestNode, ratesOnNode, readOfferedNode } from "../../../../sdk/reservations/offered-node.ts";
import { nextAccountId, openAndReserveCall } from "../../../../sdk/reservations/open-and-reserve.ts";
import type { ReservationRequest } from "../../../../sdk/reservations/reservation-request.ts";
import { toRefBytes } from "../../../../sdk/reservations/reservation-request.ts";
import { extractReserved, reserveCall } from "../../../../sdk/reservations/reserve.ts";
import { NO_CAPACITY } from "../../../../sdk/rules/capacity.ts";
import type { Rates } from "../../../../sdk/rules/rates.ts";
import { approveTftCall } from "../../../../sdk/token/approve-tft.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { SendContext } from "../../context.ts";
import type { Plan, Step } from "../../plan.ts";
import { requireSender } from "../../sender.ts";
import { TftInsufficientError } from "../account/taking.ts";
import { limitPerSecond } from "../account/words.ts";
import { NodeMissingError } from "../node/node-missing-error.ts";
import { deploymentHashOf } from "./deployment-hash.ts";
import type { DeploymentFlags } from "./deployment-hash.ts";
import { capacityOf, monthly, totalRate } from "./words.ts";
import type { SizeFlags } from "./words.ts";

/** So many nodes are read at once. */
const PARALLEL_READS = 6;

/** A permit can be used for so many seconds. */
const PERMIT_LIFETIME = 3600;

/** A new account lets its reservations go on for so long before it approves anew, in seconds: ten years. */
const APPROVAL_LIFETIME = 3650 * 86_400;

interface Flags extends SizeFlags, DeploymentFlags {
  readonly paidBy?: number;
  readonly node?: number;
  readonly country?: string;
  readonly certified?: boolean;
  readonly dedicated?: boolean;
  readonly provider?: string;
  readonly ref?: string;
  /** For 30 days, 18 decimals. */
  readonly maxUsdPerMonth?: bigint;
  /** TFT units. */
  readonly deposit?: bigint;
  readonly trafficPerDay: string;
}

/** What is said about the step that reserves. */
type Said = Pick<Step, "summary" | "effects">;

type Request = Omit<ReservationRequest, "accountId">;

/** Reserves, once for each reference. */
export async function plan(context: SendContext, flags: Flags): Promise<Plan> {
  const earlier = await earlierOf(context, flags);
  if (earlier !== undefined) return alreadyReserved(earlier, flags);
  const wish = wishOf(flags);
  const [pricing, node] = await Promise.all([readLatestPricing(context), chosenNode(context, flags, wish)]);
  const rates = ratesOnNode(node, wish, pricing);
  const most = flags.maxUsdPerMonth === undefined ? totalRate(rates) : limitPerSecond(flags.maxUsdPerMonth);
  const request = requestOf(context, flags, node.nodeId, most);
  const effects = [`Node ${node.nodeId} is asked for it, at ${monthly(rates)} before discounts.`];
  const said = { summary: `Reserve on node ${node.nodeId}`, effects };
  return {
    steps: await stepsOf(context, flags, request, said),
    answer: (receipts) => reserved(context.grid, rates, receipts.at(-1)),
  };
}

function reserved(grid: Grid, rates: Rates, receipt: TransactionReceipt | undefined): Answer {
  if (receipt === undefined) throw new Error("The reservation left no receipt.");
  const { reservationId, accountId, nodeId } = extractReserved(grid, receipt);
  return {
    document: {
      reservation: Number(reservationId),
      account: Number(accountId),
      node: Number(nodeId),
      rates,
      isNew: true,
      transaction: receipt.hash,
    },
    text: `Reservation ${reservationId} of account ${accountId} waits for node ${nodeId}, at ${monthly(rates)} before discounts.`,
    hints: [`Look at it: tfgrid reservation show --id ${reservationId}`],
  };
}

interface Earlier {
  readonly id: number;
  readonly accountId: number;
}

/** What has the reference in the account that is named, or in any of the sender's: who repeats himself opens no second one. */
async function earlierOf(context: SendContext, { paidBy, ref }: Flags): Promise<Earlier | undefined> {
  if (ref === undefined) return undefined;
  const { Reservations } = context.grid;
  for (const accountId of paidBy === undefined ? await accountsOfSender(context) : [paidBy]) {
    const id = Number(await Reservations.reservationByRef(accountId, toRefBytes(ref)));
    if (id !== 0) return { id, accountId };
  }
  return undefined;
}

async function accountsOfSender(context: SendContext): Promise<number[]> {
  if (context.sender === undefined) return [];
  return (await listAccounts(context, context.sender)).map(({ accountId }) => accountId);
}

function alreadyReserved({ id, accountId }: Earlier, { ref }: Flags): Plan {
  const answer = () => ({
    document: { reservation: id, account: accountId, isNew: false },
    text: `Reservation ${id} of account ${accountId} has the reference "${ref}" already.`,
    hints: [`Look at it: tfgrid reservation show --id ${id}`],
  });
  return { steps: [], answer };
}

function wishOf(flags: Flags): NodeWish {
  return {
    capacity: capacityOf(flags, NO_CAPACITY),
    ipv4Count: flags.ips ?? 0,
    isDedicated: flags.dedicated ?? false,
    isCertified: flags.certified ?? false,
    country: flags.country,
  };
}

function requestOf(context: SendContext, flags: Flags, nodeId: number, mostUsdPerSecond: bigint): Request {
  const { capacity, ipv4Count, isDedicated } = wishOf(flags);
  return {
    nodeId,
    isDedicated,
    // A whole node is reserved with all that it has.
    capacity: isDedicated ? NO_CAPACITY : capacity,
    ipv4Count,
    provider: flags.provider,
    deploymentHash: deploymentHashOf(context, flags) ?? ZeroHash,
    ref: flags.ref,
    mostUsdPerSecond,
    dailyTrafficBytes: parseBytes(flags.trafficPerDay),
  };
}

async function chosenNode(context: SendContext, flags: Flags, wish: NodeWish): Promise<OfferedNode> {
  const ids = flags.node === undefined ? undefined : [flags.node];
  const present = (await readNodes(context, ids)).filter(({ key }) => key !== undefined);
  const nodes = await mapInParallel(present, PARALLEL_READS, (node) => readOfferedNode(context.grid, node));
  const [named] = nodes;
  if (flags.node !== undefined) {
    if (named === undefined) throw new NodeMissingError(flags.node);
    return named;
  }
  const cheapest = cheapestNode(nodes, wish, await readLatestPricing(context));
  if (cheapest === undefined) throw new NodeUnsuitableError(nodes.length);
  return cheapest;
}

async function stepsOf(context: SendContext, flags: Flags, request: Request, said: Said): Promise<Step[]> {
  const { grid } = context;
  if (flags.paidBy !== undefined) {
    return [{ ...said, call: await reserveCall(grid, { ...request, accountId: flags.paidBy }) }];
  }
  if (flags.deposit === undefined) throw new DepositMissingError();
  return openingSteps(context, flags.deposit, request, said);
}

/** Opens an account, pays in, lets Reservations act for that rate, and reserves; without a key to sign a permit in two calls. */
async function openingSteps(context: SendContext, units: bigint, request: Request, said: Said): Promise<Step[]> {
  const { grid, signer, provider } = context;
  const sender = requireSender(context, "pays in");
  const [held, accountId, now] = await Promise.all([
    grid.TFT.balanceOf(sender),
    nextAccountId(grid),
    blockTime(provider),
  ]);
  if (held < units) throw new TftInsufficientError(sender, held, units);
  const deadline = now + PERMIT_LIFETIME;
  const permit = signer && (await signPermit(grid, signer, { accountId, units, deadline }));
  const call = await openAndReserveCall(grid, {
    ...{ accountId, request, units, deadline, permit },
    maxUsdPerSecond: request.mostUsdPerSecond,
    maxChargeUnits: request.dailyTrafficBytes === 0n ? 0n : units,
    expiresAt: now + APPROVAL_LIFETIME,
  });
  if (permit !== undefined) return [{ ...said, call }];
  return [await allowStep(grid, units), { ...said, call, needsPrevious: true }];
}

async function allowStep(grid: Grid, units: bigint): Promise<Step> {
  return {
    call: await approveTftCall(grid, { spender: await grid.Escrow.getAddress(), units }),
    summary: `Let the escrow take ${formatTft(units)} TFT`,
    effects: [`The escrow may take ${formatTft(units)} TFT of the sender.`],
  };
}

/** No node has what was asked for. */
export class NodeUnsuitableError extends GridError {
  override readonly name = "NodeUnsuitableError";

  constructor(count: number) {
    super(`None of the ${count} nodes has that free now.`, {
      hint: "Ask for less, for another country or without certification, or look at tfgrid node list.",
    });
  }
}

/** A new account needs money. */
export class DepositMissingError extends GridError {
  override readonly name = "DepositMissingError";

  constructor() {
    super("It is not said who pays.", {
      hint: "Name an account with --paid-by, or open one in the same transaction with --deposit TFT.",
    });
  }
}
