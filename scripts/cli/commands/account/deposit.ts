import type { TransactionReceipt } from "ethers";
import { depositCall, extractDeposit } from "../../../../sdk/escrow/deposit.ts";
import { depositWithPermitCall, signPermit } from "../../../../sdk/escrow/deposit-with-permit.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import type { Grid } from "../../../../sdk/network/grid.ts";
import { approveTftCall } from "../../../../sdk/token/approve-tft.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { SendContext } from "../../context.ts";
import type { Plan, Step } from "../../plan.ts";
import { requireSender } from "../../sender.ts";
import { plainTft } from "../rewards/words.ts";

interface Flags {
  readonly id: number;
  /** TFT units. */
  readonly amount: bigint;
  readonly permit?: boolean;
}

/** A permit can be used for so many seconds. */
const PERMIT_LIFETIME = 3600;

/** Pays into an account: lets the escrow take the TFT first where it may not, or does both by a permit. */
export async function plan(context: SendContext, flags: Flags): Promise<Plan> {
  const { grid } = context;
  const { id, amount } = flags;
  const sender = requireSender(context, "pays in");
  const [owner, held] = await Promise.all([grid.Escrow.ownerOf(id), grid.TFT.balanceOf(sender)]);
  if (held < amount) throw new TftInsufficientError(sender, held, amount);
  const steps = flags.permit ? [await permitStep(context, flags)] : await plainSteps(grid, sender, flags);
  return {
    steps: steps.map((step) => ({ ...step, effects: step.effects ?? [effectOf(id, owner, amount)] })),
    answer: (receipts) => answer(grid, id, receipts),
  };
}

async function plainSteps(grid: Grid, sender: string, { id, amount }: Flags): Promise<Step[]> {
  const escrow = await grid.Escrow.getAddress();
  const call = await depositCall(grid, { accountId: id, units: amount });
  const summary = summaryOf(id, amount);
  if ((await grid.TFT.allowance(sender, escrow)) >= amount) return [{ call, summary }];
  const allow: Step = {
    call: await approveTftCall(grid, { spender: escrow, units: amount }),
    summary: `Let the escrow take ${formatTft(amount)} TFT`,
    effects: [`The escrow may take ${formatTft(amount)} TFT of the sender.`],
  };
  return [allow, { call, summary, needsPrevious: true }];
}

async function permitStep({ grid, signer, provider }: SendContext, { id, amount }: Flags): Promise<Step> {
  if (signer === undefined) throw new PermitKeyMissingError();
  const terms = { accountId: id, units: amount, deadline: (await blockTime(provider)) + PERMIT_LIFETIME };
  const permit = await signPermit(grid, signer, terms);
  return { call: await depositWithPermitCall(grid, { ...terms, permit }), summary: summaryOf(id, amount) };
}

function answer(grid: Grid, id: number, receipts: readonly TransactionReceipt[]): Answer {
  const last = receipts.at(-1);
  if (last === undefined) throw new Error("The deposit left no receipt.");
  const { kind, units } = extractDeposit(grid, last);
  const isBalance = kind === "balance";
  return {
    document: { account: id, kind, units, tft: plainTft(units), transactions: receipts.map(({ hash }) => hash) },
    text: isBalance
      ? `${formatTft(units)} TFT were added to the balance of account ${id}.`
      : `${formatTft(units)} TFT are a credit of account ${id}: its owner or a manager may add it to the balance.`,
    hints: [
      isBalance ? `Look at it: tfgrid account show --id ${id}` : `They add it with: tfgrid account credits --id ${id}`,
    ],
  };
}

function summaryOf(id: number, amount: bigint): string {
  return `Pay ${formatTft(amount)} TFT into account ${id}`;
}

function effectOf(id: number, owner: string, amount: bigint): string {
  return `Account ${id} of ${owner} gets ${formatTft(amount)} TFT: balance from owner and managers, a credit from anybody else.`;
}

/** The sender has less TFT than he would pay. */
export class TftInsufficientError extends GridError {
  override readonly name = "TftInsufficientError";

  constructor(sender: string, held: bigint, needed: bigint) {
    super(`${sender} holds ${formatTft(held)} TFT; ${formatTft(needed)} TFT are to be paid in.`, {
      hint: "Pay in less, or send TFT there first.",
    });
  }
}

/** A permit is signed before anything is sent. */
export class PermitKeyMissingError extends GridError {
  override readonly name = "PermitKeyMissingError";

  constructor() {
    super("A permit is a signature, and no key is at hand to sign it.", {
      hint: "Leave --permit out: the deposit is then two calls, which another wallet can send.",
    });
  }
}
