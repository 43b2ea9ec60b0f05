import { extractNodeKeyRotated, rotateKeyCall } from "../../../../sdk/directory/rotate-key.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import { readConsents } from "../../consents.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { newKeyOf } from "./new-key-consent.ts";

interface Flags {
  readonly node: number;
  readonly newKeyFile?: string;
  readonly consent?: string;
}

/** Gives a node another key. */
export async function plan(context: SendContext, flags: Flags): Promise<Plan> {
  const { grid, provider } = context;
  const now = await blockTime(provider);
  const files = readConsents(context, flags.consent === undefined ? [] : [flags.consent], now);
  const { newKey, newKeyConsent } = await newKeyOf(context, flags, files, now);
  const call = await rotateKeyCall(grid, { nodeId: flags.node, newKey, newKeyConsent });
  const effects = [`${newKey} speaks for node ${flags.node}; the present key no longer does.`];
  return oneStep({ call, summary: `Rotate the key of node ${flags.node}`, effects }, (receipt) => {
    const { previousKey } = extractNodeKeyRotated(grid, receipt);
    return {
      document: { node: flags.node, previousKey, newKey, transaction: receipt.hash },
      text: `Node ${flags.node} has the key ${newKey}; ${previousKey} is free.`,
    };
  });
}
