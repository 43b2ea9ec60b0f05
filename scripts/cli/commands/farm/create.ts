import { createFarmCall, extractFarmCreated } from "../../../../sdk/directory/create-farm.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { requireSender } from "../../sender.ts";

/** Creates a farm. */
export async function plan(context: SendContext, flags: { name: string; payout?: string }): Promise<Plan> {
  const { grid } = context;
  const { name, payout = requireSender(context, "receives the rewards") } = flags;
  const call = await createFarmCall(grid, { name, payout });
  const effects = [`The farm ${name} belongs to the sender.`, `Its rewards go to ${payout}.`];
  return oneStep({ call, summary: `Create farm ${name}`, effects }, (receipt) => {
    const { farmId, owner } = extractFarmCreated(grid, receipt);
    return {
      document: { farm: Number(farmId), name, owner, payout, transaction: receipt.hash },
      text: `Farm ${farmId} (${name}) belongs to ${owner}; its rewards go to ${payout}.`,
      hints: [`Register its nodes: tfgrid node register --farm ${farmId} --file nodes.json`],
    };
  });
}
