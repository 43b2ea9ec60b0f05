import type { ConsentFile } from "../../../../sdk/directory/consent-file.ts";
import type { Consent } from "../../../../sdk/directory/sign-consent.ts";
import { signConsentToKey } from "../../../../sdk/directory/sign-consent.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import { CONSENT_VALIDITY, isSame } from "../../consents.ts";
import type { SendContext } from "../../context.ts";
import { readNodeKey } from "../../keys/node-keys.ts";

/** A key that takes over a node, and its consent. */
export interface NewKey {
  readonly newKey: string;
  readonly newKeyConsent: Consent;
}

/** The new key of a node: its keystore signs here, or its consent came as a file. */
export async function newKeyOf(
  context: SendContext,
  { node, newKeyFile }: { node: number; newKeyFile?: string | undefined },
  files: readonly ConsentFile[],
  now: number,
): Promise<NewKey> {
  if (newKeyFile !== undefined) {
    const wallet = await readNodeKey(context, newKeyFile);
    const deadline = BigInt(now + CONSENT_VALIDITY);
    const agreement = { nodeId: node, newKey: wallet.address, deadline };
    return { newKey: wallet.address, newKeyConsent: await signConsentToKey(context.grid, wallet, agreement) };
  }
  for (const { subject, party, nonce, deadline, signature } of files) {
    if (subject.action !== "takeKey" || subject.nodeId !== node || !isSame(subject.newKey, party)) continue;
    return { newKey: subject.newKey, newKeyConsent: { nonce, deadline, signature } };
  }
  throw new NewKeyMissingError(node);
}

/** Nothing says which key, or it has not agreed. */
export class NewKeyMissingError extends GridError {
  override readonly name = "NewKeyMissingError";

  constructor(node: number) {
    super(`No new key is named that agrees to serve node ${node}.`, {
      hint: "Name its keystore with --new-key-file, or its consent (tfgrid node consent key) with --consent.",
    });
  }
}
