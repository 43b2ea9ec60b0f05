import type { Signer, TransactionReceipt, TransactionResponse } from "ethers";
import { GridError } from "../../../sdk/grid-error.ts";
import { sendCall, waitForReceipt } from "../../../sdk/network/call.ts";
import { requireCode } from "../../../sdk/network/connect-deployment.ts";
import { explainError } from "../../../sdk/network/explain-error.ts";
import type { Answer } from "../answer.ts";
import type { SendContext } from "../context.ts";
import { KeyMissingError, requireFunds } from "../funds.ts";
import type { Plan, Step } from "../plan.ts";

/** So many transactions may wait for a block at once; nodes keep short queues per account. */
const MOST_IN_FLIGHT = 16;

/** Signs and sends a plan's steps in their order and answers once all are in blocks. */
export async function sendPlan(context: SendContext, plan: Plan): Promise<Answer> {
  const { signer, provider, book, sender } = context;
  if (signer === undefined) throw new KeyMissingError();
  const address = await signer.getAddress();
  if (sender !== undefined && sender.toLowerCase() !== address.toLowerCase())
    throw new SenderForeignError(address, sender);
  await requireCode(
    provider,
    book,
    plan.steps.map(({ call }) => call.to),
  );
  await requireFunds(provider, address);

  const receipts: TransactionReceipt[] = [];
  try {
    for (const wave of waves(plan.steps)) await sendWave(context, signer, wave, receipts);
  } catch (cause) {
    throw withProgress(explainError(cause, book.schedule), receipts.length, plan.steps.length);
  }
  return plan.answer(receipts);
}

/** Steps that may wait for a block together: one that needs the step before begins a new wave. */
function waves(steps: readonly Step[]): Step[][] {
  const found: Step[][] = [];
  for (const step of steps) {
    const last = found.at(-1);
    if (last === undefined || step.needsPrevious || last.length === MOST_IN_FLIGHT) found.push([step]);
    else last.push(step);
  }
  return found;
}

/** Sends the steps and adds their receipts. When one fails, those that were sent before are waited for all the same. */
async function sendWave(
  { progress }: SendContext,
  signer: Signer,
  steps: readonly Step[],
  receipts: TransactionReceipt[],
): Promise<void> {
  const sent: TransactionResponse[] = [];
  const outcomes = async () => {
    const settled = await Promise.allSettled(sent.map(waitForReceipt));
    receipts.push(...settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
    return settled;
  };
  try {
    const firstNonce = await signer.getNonce("pending");
    for (const [index, { call, summary }] of steps.entries()) {
      const response = await sendCall(signer, call, firstNonce + index);
      progress(`${summary}: sent as ${response.hash}`);
      sent.push(response);
    }
  } catch (error) {
    await outcomes();
    throw error;
  }
  const failed = (await outcomes()).find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

function withProgress(error: GridError, done: number, total: number): GridError {
  if (total === 1) return error;
  return new PlanInterruptedError(error, done, total);
}

/** Some of several transactions are in blocks, the next one is not. */
export class PlanInterruptedError extends GridError {
  override readonly name: string;

  constructor(cause: GridError, done: number, total: number) {
    super(cause.message, {
      hint: [cause.hint, `${done} of ${total} transactions are in blocks; the same command goes on from there.`]
        .filter((text) => text !== undefined)
        .join(" "),
      cause,
    });
    this.name = cause.name;
  }
}

/** `--from` names somebody else than the key that would sign. */
export class SenderForeignError extends GridError {
  override readonly name = "SenderForeignError";

  constructor(signer: string, sender: string) {
    super(`The configured key is ${signer}, it cannot send from ${sender}.`, {
      hint: "Leave --from out, or add --unsigned or --safe FILE to let the other wallet send.",
    });
  }
}
