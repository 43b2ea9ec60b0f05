import { extractNodeDetailsSet, setDetailsCall } from "../../../../sdk/directory/set-details.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

interface Flags {
  readonly node: number;
  readonly country: string;
  readonly city: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly serialNumber: string;
  readonly secureBoot?: boolean;
}

/** Corrects where and what a node is. */
export async function plan({ grid }: SendContext, { node, secureBoot = false, ...place }: Flags): Promise<Plan> {
  const { country, city, latitude, longitude, serialNumber } = place;
  const details = { country, city, latitude, longitude, serialNumber, hasSecureBoot: secureBoot };
  const call = await setDetailsCall(grid, { nodeId: node, details });
  const effects = [`Node ${node} stands in ${city}, ${country}; all its details are replaced.`];
  return oneStep({ call, summary: `Set the details of node ${node}`, effects }, (receipt) => ({
    document: { node, city: extractNodeDetailsSet(grid, receipt).details.city, transaction: receipt.hash },
    text: `Node ${node} stands in ${city}, ${country}.`,
  }));
}
