import { extractNodeMoved, moveNodeCall } from "../../../../sdk/directory/move-node.ts";
import { signConsentToMove } from "../../../../sdk/directory/sign-consent.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import { formatPeriod } from "../../../../sdk/network/format-time.ts";
import { periodAt } from "../../../../sdk/rules/minting-period.ts";
import { CONSENT_VALIDITY, consentOf, readConsents } from "../../consents.ts";
import type { SendContext } from "../../context.ts";
import { readNodeKey } from "../../keys/node-keys.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

interface Flags {
  readonly node: number;
  readonly toFarm: number;
  readonly keyFile?: string;
  readonly consent?: readonly string[];
}

/** Moves a node to another farm. */
export async function plan(context: SendContext, flags: Flags): Promise<Plan> {
  const { grid, provider, book } = context;
  const move = { nodeId: flags.node, toFarmId: flags.toFarm };
  const [now, { key, farmId }, owner] = await Promise.all([
    blockTime(provider),
    grid.Directory.nodeOf(flags.node),
    grid.Directory.ownerOf(flags.toFarm),
  ]);
  const files = readConsents(context, flags.consent ?? [], now);
  const subject = { action: "moveNode", ...move } as const;
  const deadline = BigInt(now + CONSENT_VALIDITY);
  const wallet = flags.keyFile === undefined ? undefined : await readNodeKey(context, flags.keyFile);
  const sign = wallet && (() => signConsentToMove(grid, wallet, { ...move, deadline }));
  const nodeConsent = await consentOf(context, key, { subject, files, sign });
  const farmerConsent = await consentOf(context, owner, { subject, files });
  const call = await moveNodeCall(grid, { ...move, nodeConsent, farmerConsent });
  const first = formatPeriod(book.schedule, periodAt(book.schedule, now) + 1);
  const effects = [
    `Farm ${flags.toFarm} is paid for node ${flags.node} from period ${first} on; farm ${farmId} for those before.`,
  ];
  return oneStep({ call, summary: `Move node ${flags.node} to farm ${flags.toFarm}`, effects }, (receipt) => {
    const moved = extractNodeMoved(grid, receipt);
    const [from, to] = [Number(moved.fromFarmId), Number(moved.toFarmId)];
    return {
      document: { node: flags.node, fromFarm: from, toFarm: to, transaction: receipt.hash },
      text: `Node ${flags.node} belongs to farm ${to}, which is paid for it from period ${first} on.`,
    };
  });
}
