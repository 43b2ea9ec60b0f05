import type { TransactionReceipt } from "ethers";
import type { ConsentFile } from "../../../../sdk/directory/consent-file.ts";
import { formatCapacity } from "../../../../sdk/directory/format-capacity.ts";
import { extractNodeRegistered, registerNodeCall } from "../../../../sdk/directory/register-node.ts";
import { signConsentToJoin } from "../../../../sdk/directory/sign-consent.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import { mapInParallel } from "../../../../sdk/network/map-in-parallel.ts";
import { formatPeriod } from "../../../../sdk/network/format-time.ts";
import { periodAt } from "../../../../sdk/rules/minting-period.ts";
import type { Answer } from "../../answer.ts";
import { CONSENT_VALIDITY, consentOf, readConsents } from "../../consents.ts";
import type { SendContext } from "../../context.ts";
import { readNodeKey } from "../../keys/node-keys.ts";
import type { Plan, Step } from "../../plan.ts";
import type { Candidate, CandidateFlags } from "./candidates.ts";
import { readCandidates } from "./candidates.ts";

interface Flags extends CandidateFlags {
  readonly consent?: readonly string[];
}

/** So many nodes are looked up at once. */
const PARALLEL_READS = 20;

/** Registers the nodes that are not registered yet. */
export async function plan(context: SendContext, flags: Flags): Promise<Plan> {
  const now = await blockTime(context.provider);
  const consents = readConsents(context, flags.consent ?? [], now);
  const candidates = await readCandidates(context, flags, consents);
  const holders = await mapInParallel(candidates, PARALLEL_READS, ({ registration }) =>
    context.grid.Directory.nodeByKey(registration.key),
  );
  const fresh = candidates.filter((_, index) => holders[index] === 0n);
  const present = candidates.flatMap((candidate, index) =>
    holders[index] === 0n ? [] : [{ candidate, node: Number(holders[index]) }],
  );
  for (const { candidate, node } of present) {
    context.progress(`Key ${candidate.registration.key} serves node ${node} already.`);
  }
  const steps: Step[] = [];
  // One after another: a keystore may ask for its password.
  for (const candidate of fresh) steps.push(await toStep(context, candidate, consents, now));
  const firstPeriod = periodAt(context.book.schedule, now) + 1;
  return {
    steps,
    answer: (receipts) => answer(context, receipts, { firstPeriod, known: present.map(({ node }) => node) }),
  };
}

async function toStep(
  context: SendContext,
  { registration, keyFile }: Candidate,
  files: readonly ConsentFile[],
  now: number,
): Promise<Step> {
  const { grid } = context;
  const { key, farmId, capacity } = registration;
  const subject = { action: "joinFarm", registration } as const;
  const deadline = BigInt(now + CONSENT_VALIDITY);
  const sign =
    keyFile === undefined
      ? undefined
      : async () => signConsentToJoin(grid, await readNodeKey(context, keyFile), { registration, deadline });
  const nodeConsent = await consentOf(context, key, { subject, files, sign });
  const farmerConsent = await consentOf(context, await grid.Directory.ownerOf(farmId), { subject, files });
  return {
    call: await registerNodeCall(grid, { registration, nodeConsent, farmerConsent }),
    summary: `Register node with key ${key}`,
    effects: [`A node with ${formatCapacity(capacity)} belongs to farm ${farmId}.`],
  };
}

function answer(
  { grid, book }: SendContext,
  receipts: readonly TransactionReceipt[],
  { firstPeriod, known }: { firstPeriod: number; known: readonly number[] },
): Answer {
  const registered = receipts.map((receipt) => {
    const { nodeId, farmId, key } = extractNodeRegistered(grid, receipt);
    return { node: Number(nodeId), farm: Number(farmId), key, transaction: receipt.hash };
  });
  const lines = registered.map(({ node, farm, key }) => `Node ${node} with key ${key} belongs to farm ${farm}.`);
  return {
    document: { registered, alreadyRegistered: known, firstPeriod },
    text: lines.length > 0 ? lines.join("\n") : "All of them are registered already.",
    hints:
      lines.length > 0
        ? [`Its terms begin with period ${formatPeriod(book.schedule, firstPeriod)}: what it does before is not paid.`]
        : ["Nothing was sent."],
  };
}
