import { extractAccountOpened, openAccountCall } from "../../../../sdk/escrow/open-account.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Opens an account. */
export async function plan({ grid }: SendContext): Promise<Plan> {
  const call = await openAccountCall(grid);
  const effects = ["The sender owns one more account, which is empty."];
  return oneStep({ call, summary: "Open an account", effects }, (receipt) => {
    const { accountId, owner } = extractAccountOpened(grid, receipt);
    return {
      document: { account: Number(accountId), owner, transaction: receipt.hash },
      text: `Account ${accountId} belongs to ${owner}.`,
      hints: [`Pay in: tfgrid account deposit --id ${accountId} --amount TFT`],
    };
  });
}
