import { GridError } from "../../../../sdk/grid-error.ts";
import type { Grid } from "../../../../sdk/network/grid.ts";
import { approveTftCall } from "../../../../sdk/token/approve-tft.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Step } from "../../plan.ts";

/** A call by which the escrow takes TFT of the sender, after one that lets it where it may not yet. */
export async function takingSteps(grid: Grid, sender: string, amount: bigint, taking: Step): Promise<Step[]> {
  const escrow = await grid.Escrow.getAddress();
  if ((await grid.TFT.allowance(sender, escrow)) >= amount) return [taking];
  const allow: Step = {
    call: await approveTftCall(grid, { spender: escrow, units: amount }),
    summary: `Let the escrow take ${formatTft(amount)} TFT`,
    effects: [`The escrow may take ${formatTft(amount)} TFT of the sender.`],
  };
  return [allow, { ...taking, needsPrevious: true }];
}

/** @throws {TftInsufficientError} When the sender holds less */
export async function requireFunds({ TFT }: Grid, sender: string, amount: bigint): Promise<void> {
  const held = await TFT.balanceOf(sender);
  if (held < amount) throw new TftInsufficientError(sender, held, amount);
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
