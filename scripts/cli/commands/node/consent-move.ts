import { signConsentToMove } from "../../../../sdk/directory/sign-consent.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import type { ConsentFlags } from "./consent-signing.ts";
import { consentSigner, writeConsent } from "./consent-signing.ts";

/** Signs that a node moves to a farm. */
export async function run(
  context: GridContext,
  flags: ConsentFlags & { node: number; toFarm: number },
): Promise<Answer> {
  const signer = await consentSigner(context, flags);
  const move = { nodeId: flags.node, toFarmId: flags.toFarm };
  return writeConsent(context, signer, flags, { action: "moveNode", ...move }, (terms) =>
    signConsentToMove(context.grid, signer, { ...move, ...terms }),
  );
}
