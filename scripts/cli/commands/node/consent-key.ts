import { signConsentToKey } from "../../../../sdk/directory/sign-consent.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import type { ConsentFlags } from "./consent-signing.ts";
import { consentSigner, writeConsent } from "./consent-signing.ts";

/** Signs that a key serves a node. */
export async function run(
  context: GridContext,
  flags: ConsentFlags & { node: number; newKey?: string },
): Promise<Answer> {
  const signer = await consentSigner(context, flags);
  const change = { nodeId: flags.node, newKey: flags.newKey ?? signer.address };
  return writeConsent(context, signer, flags, { action: "takeKey", ...change }, (terms) =>
    signConsentToKey(context.grid, signer, { ...change, ...terms }),
  );
}
