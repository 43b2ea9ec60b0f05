import { extractFarmRenamed, renameFarmCall } from "../../../../sdk/directory/rename-farm.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

/** Gives a farm another name. */
export async function plan({ grid }: SendContext, flags: { farm: number; name: string }): Promise<Plan> {
  const { farm, name } = flags;
  const call = await renameFarmCall(grid, { farmId: farm, name });
  const effects = [`Farm ${farm} is called ${name}; its old name is free for others.`];
  return oneStep({ call, summary: `Rename farm ${farm} to ${name}`, effects }, (receipt) => ({
    document: { farm, name: extractFarmRenamed(grid, receipt).name, transaction: receipt.hash },
    text: `Farm ${farm} is called ${name}.`,
  }));
}
