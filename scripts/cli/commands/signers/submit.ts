import { rotateSignersCall, extractSignerSetRotated } from "../../../../sdk/access/rotate-signers.ts";
import { readRotation } from "../../../../sdk/access/rotation-document.ts";
import type { SetRotation } from "../../../../sdk/access/rotation-document.ts";
import { collectRotationSignatures, readRotationSignature } from "../../../../sdk/access/rotation-signature.ts";
import { rotationActiveFrom } from "../../../../sdk/access/rotation.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import type { Answer } from "../../answer.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { readDocument } from "../../text-file.ts";

interface Flags {
  readonly rotation: string;
  readonly signatures: readonly string[];
}

/** Brings a signed rotation on chain. */
export async function plan({ grid, folder }: SendContext, flags: Flags): Promise<Plan> {
  const asked = await readDocument(folder, flags.rotation, (text) => readRotation(grid, text));
  const { set, rotation } = asked;
  const decided = await rotationActiveFrom(grid, set, rotation);
  if (decided !== undefined) return { steps: [], answer: () => answerOf(asked, decided, "was on chain before") };

  const documents = await Promise.all(
    flags.signatures.map((file) => readDocument(folder, file, (text) => readRotationSignature(grid, text))),
  );
  const signatures = await collectRotationSignatures(grid, asked, documents);
  const call = await rotateSignersCall(grid, { ...asked, signatures });
  const summary = `Rotate the ${set} to set ${rotation.version}`;
  const effects = [
    `After a delay ${rotation.threshold} of these ${rotation.members.length} speak: ${rotation.members.join(", ")}.`,
    "Until then the present set speaks, and no other rotation can be decided on.",
  ];
  return oneStep({ call, summary, effects }, (receipt) => {
    const { activeFrom } = extractSignerSetRotated(grid, set, receipt);
    return answerOf(asked, Number(activeFrom), "is decided on", receipt.hash);
  });
}

function answerOf({ set, rotation }: SetRotation, activeFrom: number, state: string, transaction?: string): Answer {
  const { version, members, threshold } = rotation;
  return {
    document: { set, ...rotation, activeFrom, transaction },
    text:
      `Set ${version} of the ${set} ${state}: ${threshold} of ${members.length} speak ` +
      `from ${formatTime(activeFrom)} on.`,
  };
}
