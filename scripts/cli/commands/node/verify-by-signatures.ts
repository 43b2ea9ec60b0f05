import type { VerificationFile } from "../../../../sdk/directory/verification.ts";
import { parseVerificationFile } from "../../../../sdk/directory/verification.ts";
import { verifyByQuorumCall } from "../../../../sdk/directory/verify-by-quorum.ts";
import { extractTermsVerified } from "../../../../sdk/directory/verify-terms.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import { isSame } from "../../consents.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { readJson } from "../../read-json.ts";

/** Verifies a node's terms by the signatures of enough verifiers. */
export async function plan(context: SendContext, flags: { signatures: readonly string[] }): Promise<Plan> {
  const { grid } = context;
  const files = flags.signatures.map((file) => readJson(context, file, "verifier's signature", parseVerificationFile));
  const verification = commonVerification(context, files, flags.signatures);
  const { nodeId, termsIndex, verifiedUntil } = verification;
  const signatures = files.filter(
    ({ member }, index) => files.findIndex((one) => isSame(one.member, member)) === index,
  );
  const call = await verifyByQuorumCall(grid, { verification, signatures });
  const effects = [`Terms ${termsIndex} of node ${nodeId} are verified up to period ${verifiedUntil - 1}.`];
  return oneStep({ call, summary: `Verify terms ${termsIndex} of node ${nodeId}`, effects }, (receipt) => {
    const { verifiedFrom } = extractTermsVerified(grid, receipt);
    const from = Number(verifiedFrom);
    return {
      document: { node: nodeId, terms: termsIndex, verifiedFrom: from, verifiedUntil, transaction: receipt.hash },
      text: `Terms ${termsIndex} of node ${nodeId} are verified from period ${from} to ${verifiedUntil - 1}.`,
    };
  });
}

/** What all of the signatures are over. */
function commonVerification(
  { chainId, book }: SendContext,
  files: readonly VerificationFile[],
  names: readonly string[],
): VerificationFile["verification"] {
  const [first] = files;
  if (first === undefined) throw new Error("Commander asks for at least one file.");
  for (const [index, file] of files.entries()) {
    const isHere = BigInt(file.chainId) === chainId && isSame(file.verifiers, book.contracts.Verifiers);
    const isSameStatement = JSON.stringify(file.verification) === JSON.stringify(first.verification);
    if (!isHere || !isSameStatement) throw new SignatureForeignError(names[index] ?? "", names[0] ?? "");
  }
  return first.verification;
}

/** A signature is over something else. */
export class SignatureForeignError extends GridError {
  override readonly name = "SignatureForeignError";

  constructor(file: string, first: string) {
    super(`The signature ${file} is for another network, or over another statement than ${first}.`, {
      hint: "Have all verifiers sign the same terms and the same period on this network.",
    });
  }
}
