import { writeFileSync } from "node:fs";
import path from "node:path";
import { signVerification } from "../../../../sdk/directory/verification.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { KeyMissingError } from "../../funds.ts";
import { chooseSigner } from "../../keys/choose-signer.ts";
import { nextTermsOf } from "./next-terms.ts";

interface Flags {
  readonly node: number;
  readonly until: number;
  readonly terms?: number;
  readonly out: string;
  readonly account?: number;
}

/** Signs, as one of the verifiers, that a node's hardware was checked. */
export async function run(context: GridContext, flags: Flags): Promise<Answer> {
  const { grid, chainId, folder } = context;
  const signer = await chooseSigner(context, flags.account);
  if (signer === undefined) throw new KeyMissingError();
  const setVersion = Number(await grid.Verifiers.activeVersion());
  if (!(await grid.Verifiers.isMember(setVersion, signer.address))) throw new VerifierUnknownError(signer.address);

  const termsIndex = flags.terms ?? (await nextTermsOf(context, flags.node));
  const verification = { nodeId: flags.node, termsIndex, verifiedUntil: flags.until, setVersion };
  const signed = await signVerification(grid, signer, { chainId, verification });
  const file = path.resolve(folder, flags.out);
  writeFileSync(file, `${JSON.stringify(signed, undefined, 2)}\n`);
  return {
    document: { file, ...signed },
    text: `${file} holds the signature of ${signer.address} over terms ${termsIndex} of node ${flags.node}.`,
    hints: ["With enough signatures: tfgrid node verify-by-signatures --signatures FILES"],
  };
}

/** The key is of no verifier. */
export class VerifierUnknownError extends GridError {
  override readonly name = "SignerSetNotMember";

  constructor(account: string) {
    super(`${account} is no verifier of this network; nothing was signed.`, {
      hint: "tfgrid status names the verifiers.",
      details: { signer: account },
    });
  }
}
