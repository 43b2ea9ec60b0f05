import { formatCapacity } from "../../../../sdk/directory/format-capacity.ts";
import { parseBytes } from "../../../../sdk/directory/parse-bytes.ts";
import { extractTermsUpdated, updateCapacityCall } from "../../../../sdk/directory/update-capacity.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { answerOpenedTerms } from "./opened-terms.ts";

interface Flags {
  readonly node: number;
  readonly cru: number;
  readonly mru: string;
  readonly sru: string;
  readonly hru: string;
  readonly ipv4: number;
  readonly virtualized?: boolean;
}

/** States what a node offers from the next period on. */
export async function plan(context: SendContext, flags: Flags): Promise<Plan> {
  const { grid } = context;
  const { node, cru } = flags;
  const [mruBytes, sruBytes, hruBytes] = [parseBytes(flags.mru), parseBytes(flags.sru), parseBytes(flags.hru)];
  const capacity = { cru, mruBytes, sruBytes, hruBytes };
  const call = await updateCapacityCall(grid, {
    nodeId: node,
    capacity,
    ipv4Count: flags.ipv4,
    isVirtualized: flags.virtualized ?? false,
  });
  const effects = [
    `Node ${node} offers ${formatCapacity(capacity)} from the next period on, at the higher of its present and today's connection price.`,
    "Its verification ends; a certified node falls back to DIY when a resource changes by more than 1 %.",
  ];
  return oneStep({ call, summary: `Update the capacity of node ${node}`, effects }, (receipt) =>
    answerOpenedTerms(context, node, receipt, extractTermsUpdated(grid, receipt)),
  );
}
