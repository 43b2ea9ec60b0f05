import { extractNodeKeyReplaced, replaceKeyCall } from "../../../../sdk/directory/replace-key.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import { consentOf, readConsents } from "../../consents.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { newKeyOf } from "./new-key-consent.ts";

interface Flags {
  readonly node: number;
  readonly newKeyFile?: string;
  readonly consent: readonly string[];
}

/** Replaces the lost key of a node: certifier and farmer together. */
export async function plan(context: SendContext, flags: Flags): Promise<Plan> {
  const { grid, provider } = context;
  const [now, { farmId }] = await Promise.all([blockTime(provider), grid.Directory.nodeOf(flags.node)]);
  const files = readConsents(context, flags.consent, now);
  const { newKey, newKeyConsent } = await newKeyOf(context, flags, files, now);
  const subject = { action: "takeKey", nodeId: flags.node, newKey } as const;
  const farmerConsent = await consentOf(context, await grid.Directory.ownerOf(farmId), { subject, files });
  const call = await replaceKeyCall(grid, { nodeId: flags.node, newKey, newKeyConsent, farmerConsent });
  const effects = [`${newKey} speaks for node ${flags.node}; the lost key no longer does.`];
  return oneStep({ call, summary: `Replace the key of node ${flags.node}`, effects }, (receipt) => {
    const { previousKey } = extractNodeKeyReplaced(grid, receipt);
    return {
      document: { node: flags.node, previousKey, newKey, transaction: receipt.hash },
      text: `Node ${flags.node} has the key ${newKey} instead of ${previousKey}.`,
    };
  });
}
