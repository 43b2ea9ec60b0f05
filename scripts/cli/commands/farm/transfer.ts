import { ZeroAddress } from "ethers";
import { extractFarmTransferStarted, transferFarmCall } from "../../../../sdk/directory/transfer-farm.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Offers a farm to somebody else. */
export async function plan({ grid }: SendContext, { farm, to }: { farm: number; to: string }): Promise<Plan> {
  const call = await transferFarmCall(grid, { farmId: farm, newOwner: to });
  const effect =
    to === ZeroAddress
      ? `Farm ${farm} is offered to nobody any more.`
      : `Farm ${farm} is offered to ${to}; it stays yours until it is accepted.`;
  return oneStep({ call, summary: `Offer farm ${farm}`, effects: [effect] }, (receipt) => {
    const { owner, newOwner } = extractFarmTransferStarted(grid, receipt);
    return {
      document: { farm, owner, newOwner, transaction: receipt.hash },
      text: effect,
      hints: to === ZeroAddress ? [] : [`They accept it with: tfgrid farm accept --farm ${farm}`],
    };
  });
}
