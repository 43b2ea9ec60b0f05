import type { TransactionReceipt } from "ethers";
import { depositCall, extractDeposit } from "../../../../sdk/escrow/deposit.ts";
import { depositWithPermitCall, signPermit } from "../../../../sdk/escrow/deposit-with-permit.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import type { Grid } from "../../../../sdk/network/grid.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { SendContext } from "../../context.ts";
import type { Plan, Step } from "../../plan.ts";
import { requireSender } from "../../sender.ts";
import { plainTft } from "../rewards/words.ts";
import { requireFunds, takingSteps } from "./taking.ts";

interface Flags {
  readonly id: number;
  /** TFT units. */
  readonly amount: bigint;
  readonly permit?: boolean;
}

/** A permit can be used for so many seconds. */
const PERMIT_LIFETIME = 3600;

/** Adds to the balance: lets the escrow take the TFT first where it may not, or does both by a permit. */
export async function plan(context: SendContext, flags: Flags): Promise<Plan> {
  const { grid, provider } = context;
  const { id, amount } = flags;
  const sender = requireSender(context, "pays in");
  await requireFunds(grid, sender, amount);
  await requireManager(grid, sender, id, await blockTime(provider));
  const steps = flags.permit
    ? [await permitStep(context, flags)]
    : await takingSteps(grid, sender, amount, {
        call: await depositCall(grid, { accountId: id, units: amount }),
        summary: summaryOf(id, amount),
      });
  return {
    steps: steps.map((step) => ({ ...step, effects: step.effects ?? [effectOf(id, amount)] })),
    answer: (receipts) => answer(grid, id, receipts),
  };
}

/** What the escrow would refuse, with the command that a stranger looks for. */
async function requireManager({ Escrow }: Grid, sender: string, id: number, now: number): Promise<void> {
  const [owner, { expiresAt }] = await Promise.all([Escrow.ownerOf(id), Escrow.managerLimitsOf(id, sender)]);
  if (owner !== sender && expiresAt <= now) throw new DepositorStrangeError(sender, id);
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
  const { amount: units } = extractDeposit(grid, last);
  return {
    document: { account: id, units, tft: plainTft(units), transactions: receipts.map(({ hash }) => hash) },
    text: `${formatTft(units)} TFT were added to the balance of account ${id}.`,
    hints: [`Look at it: tfgrid account show --id ${id}`],
  };
}

function summaryOf(id: number, amount: bigint): string {
  return `Pay ${formatTft(amount)} TFT into account ${id}`;
}

function effectOf(id: number, amount: bigint): string {
  return `The balance of account ${id} grows by ${formatTft(amount)} TFT.`;
}

/** Only who may open and close streams of an account decides when its thresholds follow the price. */
export class DepositorStrangeError extends GridError {
  override readonly name = "DepositorStrangeError";

  constructor(sender: string, id: number) {
    super(`${sender} neither owns account ${id} nor manages it now, so that it cannot add to its balance.`, {
      hint: `Give it a credit instead: tfgrid account credit --id ${id}`,
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
