import { signConsentToJoin } from "../../../../sdk/directory/sign-consent.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { readNodeKey } from "../../keys/node-keys.ts";
import { readFlags } from "../../read-flags.ts";
import type { ConsentFlags } from "./consent-signing.ts";
import { consentSigner, writeConsent } from "./consent-signing.ts";
import type { HardwareFlags } from "./hardware-flags.ts";
import { toEntryDocument, toRegistration } from "./hardware-flags.ts";
import { parseNode } from "./nodes-file.ts";

/** Signs that a node joins a farm. Without a node key named, the signing key is the node's. */
export async function run(
  context: GridContext,
  flags: ConsentFlags & HardwareFlags & { farm: number },
): Promise<Answer> {
  const entry = readFlags(toEntryDocument(flags), parseNode);
  const signer = await consentSigner(context, flags);
  const named = flags.nodeKeyFile === undefined ? entry.key : (await readNodeKey(context, flags.nodeKeyFile)).address;
  const registration = toRegistration(entry, named ?? signer.address, flags.farm);
  return writeConsent(context, signer, flags, { action: "joinFarm", registration }, (terms) =>
    signConsentToJoin(context.grid, signer, { registration, ...terms }),
  );
}
