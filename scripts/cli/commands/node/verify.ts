import { extractTermsVerified, verifyTermsCall } from "../../../../sdk/directory/verify-terms.ts";
import { formatPeriod } from "../../../../sdk/network/format-time.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { nextTermsOf } from "./next-terms.ts";

interface Flags {
  readonly node: number;
  readonly until: number;
  readonly terms?: number;
}

/** States that the hardware behind a node's terms was checked. */
export async function plan(context: SendContext, { node, until, terms }: Flags): Promise<Plan> {
  const { grid, book } = context;
  const termsIndex = terms ?? (await nextTermsOf(context, node));
  const call = await verifyTermsCall(grid, { nodeId: node, termsIndex, verifiedUntil: until });
  const last = formatPeriod(book.schedule, until - 1);
  const effects = [`Terms ${termsIndex} of node ${node} are verified up to period ${last}.`];
  return oneStep({ call, summary: `Verify terms ${termsIndex} of node ${node}`, effects }, (receipt) => {
    const { verifiedFrom, verifiedUntil } = extractTermsVerified(grid, receipt);
    const range = { verifiedFrom: Number(verifiedFrom), verifiedUntil: Number(verifiedUntil) };
    return {
      document: { node, terms: termsIndex, ...range, transaction: receipt.hash },
      text: `Terms ${termsIndex} of node ${node} are verified from period ${range.verifiedFrom} to ${last}.`,
    };
  });
}
