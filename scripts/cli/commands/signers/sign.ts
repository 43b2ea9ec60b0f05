import { writeFileSync } from "node:fs";
import path from "node:path";
import { SignerSetNotMemberError } from "../../../../sdk/access/collect-member-signatures.ts";
import { readRotation } from "../../../../sdk/access/rotation-document.ts";
import { signRotation, writeRotationSignature } from "../../../../sdk/access/rotation-signature.ts";
import { rotationActiveFrom } from "../../../../sdk/access/rotation.ts";
import { signerSetOf } from "../../../../sdk/access/signer-sets.ts";
import type { SignerSetName } from "../../../../sdk/access/signer-sets.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { KeyMissingError } from "../../funds.ts";
import { chooseSigner } from "../../keys/choose-signer.ts";
import { readDocument } from "../../text-file.ts";
import { rotationText } from "./rotation-text.ts";

interface Flags {
  readonly rotation: string;
  readonly out: string;
  readonly account?: number;
  readonly party?: string;
}

/** Signs a rotation as one of the present members. */
export async function run(context: GridContext, flags: Flags): Promise<Answer> {
  const { grid, folder } = context;
  const { set, rotation } = await readDocument(folder, flags.rotation, (text) => readRotation(grid, text));
  const activeFrom = await rotationActiveFrom(grid, set, rotation);
  if (activeFrom !== undefined) throw new RotationDecidedError(set, rotation.version, activeFrom);

  const signer = await chooseSigner(context, flags.account);
  if (signer === undefined) throw new KeyMissingError();
  const member = flags.party ?? signer.address;
  const present = rotation.version - 1;
  const isMember = await signerSetOf(grid, set).isMember(present, member);
  if (!isMember) throw new SignerSetNotMemberError(member, present, set);

  const file = path.resolve(folder, flags.out);
  const document = await signRotation(grid, signer, { set, rotation }, flags.party);
  writeFileSync(file, writeRotationSignature(document));
  return {
    document: { file, ...document },
    text: await rotationText(grid, set, rotation, { "signed by": member, file }),
    hints: [`With enough signatures: tfgrid signers submit --rotation ${flags.rotation} --signatures FILES`],
  };
}

/** A rotation is on chain already. */
export class RotationDecidedError extends GridError {
  override readonly name = "RotationDecidedError";

  constructor(set: SignerSetName, version: number, activeFrom: number) {
    super(`Set ${version} of the ${set} is on chain already; it speaks from ${formatTime(activeFrom)} on.`, {
      hint: "No further signature is needed; nothing was signed.",
    });
  }
}
