import { writeFileSync } from "node:fs";
import path from "node:path";
import { writeRotation } from "../../../../sdk/access/rotation-document.ts";
import { prepareRotation } from "../../../../sdk/access/rotation.ts";
import type { SignerSetName } from "../../../../sdk/access/signer-sets.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { rotationText } from "./rotation-text.ts";

interface Flags {
  readonly set: SignerSetName;
  readonly members: readonly string[];
  readonly threshold: number;
  readonly out: string;
}

/** Makes a rotation for the present members to sign. */
export async function run({ grid, folder }: GridContext, flags: Flags): Promise<Answer> {
  const { set, members, threshold, out } = flags;
  const rotation = await prepareRotation(grid, set, { members, threshold });
  const file = path.resolve(folder, out);
  writeFileSync(file, await writeRotation(grid, { set, rotation }));
  return {
    document: { file, set, rotation },
    text: await rotationText(grid, set, rotation, { file }),
    hints: [`Each present member signs it: tfgrid signers sign --rotation ${out} --out SIGNATURE.json`],
  };
}
