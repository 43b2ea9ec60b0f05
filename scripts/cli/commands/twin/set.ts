import { BaseWallet, SigningKey } from "ethers";
import { extractTwinSet, readTwin, setTwinCall } from "../../../../sdk/directory/set-twin.ts";
import type { Twin } from "../../../../sdk/directory/set-twin.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import type { Answer } from "../../answer.ts";
import type { SendContext } from "../../context.ts";
import type { Plan } from "../../plan.ts";
import { oneStep } from "../../plan.ts";

interface Flags {
  readonly relay: string;
  readonly publicKey?: string;
}

/** Sets the sender's twin. */
export async function plan(context: SendContext, { relay, publicKey = publicKeyOf(context) }: Flags): Promise<Plan> {
  const { grid, sender } = context;
  const twin = { relay, publicKey: publicKey.toLowerCase() };
  const present = sender === undefined ? undefined : await readTwin(grid, sender);
  if (sender !== undefined && isSameTwin(present, twin)) {
    return { steps: [], answer: () => answerOf(sender, twin, "has it already: nothing was sent") };
  }
  const call = await setTwinCall(grid, twin);
  const effects = [`Messages for the sender go to ${relay}, encrypted for ${twin.publicKey}.`];
  return oneStep({ call, summary: `Set the twin to ${relay}`, effects }, (receipt) => {
    const { account } = extractTwinSet(grid, receipt);
    return answerOf(account, twin, "gets messages there", receipt.hash);
  });
}

function isSameTwin(one: Twin | undefined, other: Twin): boolean {
  return one?.relay === other.relay && one.publicKey === other.publicKey;
}

function answerOf(account: string, twin: Twin, state: string, transaction?: string): Answer {
  return { document: { account, ...twin, transaction }, text: `Relay ${twin.relay}: ${account} ${state}.` };
}

function publicKeyOf({ signer }: SendContext): string {
  if (!(signer instanceof BaseWallet)) throw new PublicKeyMissingError();
  return SigningKey.computePublicKey(signer.signingKey.publicKey, true);
}

/** Nobody says with which key messages are encrypted. */
export class PublicKeyMissingError extends GridError {
  override readonly name = "PublicKeyMissingError";

  constructor() {
    super("It is not known with which public key messages are encrypted.", {
      hint: "Name it with --public-key, or configure the key that sends.",
    });
  }
}
