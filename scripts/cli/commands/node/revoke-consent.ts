import { parseConsentFile } from "../../../../sdk/directory/consent-file.ts";
import { isConsentOpen, revokeConsentCall } from "../../../../sdk/directory/revoke-consent.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import { ConsentForeignError, isSame } from "../../consents.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";
import { readJson } from "../../read-json.ts";
import { requireSender } from "../../sender.ts";

/** Makes a consent void. */
export async function plan(context: SendContext, { consent: file }: { consent: string }): Promise<Plan> {
  const { grid, chainId, book } = context;
  const consent = readJson(context, file, "consent", parseConsentFile);
  const { party } = consent;
  const isHere = BigInt(consent.chainId) === chainId && isSame(consent.directory, book.contracts.Directory);
  if (!isHere) throw new ConsentForeignError(file, consent, book.network);
  if (!isSame(requireSender(context, "takes its consent back"), party)) throw new ConsentNotOwnError(file, party);

  const answer = (state: string, transaction?: string) => ({
    document: { file, party, transaction },
    text: `The consent ${file} ${state}.`,
  });
  if (!(await isConsentOpen(grid, party, consent))) {
    return { steps: [], answer: () => answer("was used or void before: nothing was sent") };
  }
  const call = await revokeConsentCall(grid, consent);
  const effects = ["Nobody can use the consent any more."];
  return oneStep({ call, summary: `Take the consent ${file} back`, effects }, ({ hash }) => answer("is void", hash));
}

/** Somebody else signed the consent. */
export class ConsentNotOwnError extends GridError {
  override readonly name = "ConsentNotOwnError";

  constructor(file: string, party: string) {
    super(`The consent ${file} is ${party}'s, who alone can take it back.`, { hint: "Send this with that key." });
  }
}
