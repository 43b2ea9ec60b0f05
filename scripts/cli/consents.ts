import { NO_CONSENT } from "../../sdk/directory/consent.ts";
import type { ConsentFile, ConsentSubject } from "../../sdk/directory/consent-file.ts";
import { parseConsentFile } from "../../sdk/directory/consent-file.ts";
import type { Consent } from "../../sdk/directory/sign-consent.ts";
import { GridError } from "../../sdk/grid-error.ts";
import { formatTime } from "../../sdk/network/format-time.ts";
import type { GridContext, SendContext } from "./context.ts";
import { readJson } from "./read-json.ts";

/** How long a consent is good for when nothing else is said, in seconds. */
export const CONSENT_VALIDITY = 7 * 86_400;

/** Reads consent files and checks that they are for this chain and still good. */
export function readConsents(context: GridContext, files: readonly string[], now: number): ConsentFile[] {
  return files.map((file) => {
    const consent = readJson(context, file, "consent", parseConsentFile);
    requireUsable(context, consent, file, now);
    return consent;
  });
}

/** What a party brings: nothing when it sends, else its consent to the subject out of a file, else one that can be signed here. */
export async function consentOf(
  { sender }: SendContext,
  party: string,
  { subject, files, sign }: ConsentSources,
): Promise<Consent> {
  if (sender !== undefined && isSame(sender, party)) return NO_CONSENT;
  const file = files.find((consent) => isSame(consent.party, party) && isAbout(consent.subject, subject));
  const consent = file ?? (await sign?.());
  if (consent === undefined) throw new ConsentNeededError(party, subject);
  const { nonce, deadline, signature } = consent;
  return { nonce, deadline, signature };
}

export interface ConsentSources {
  readonly subject: ConsentSubject;
  readonly files: readonly ConsentFile[];
  /** Signs with the party's key, when it is at hand. */
  readonly sign?: (() => Promise<Consent>) | undefined;
}

/** Whether two addresses are the same, in whatever case of letters. */
export function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function requireUsable({ chainId, book }: GridContext, consent: ConsentFile, file: string, now: number): void {
  const isHere = BigInt(consent.chainId) === chainId && isSame(consent.directory, book.contracts.Directory);
  if (!isHere) throw new ConsentForeignError(file, consent, book.network);
  if (consent.deadline < BigInt(now)) throw new ConsentOutdatedError(file, consent.deadline);
}

function isAbout(consented: ConsentSubject, subject: ConsentSubject): boolean {
  return canonical(consented) === canonical(subject);
}

/** A text that is the same for the same subject: keys sorted, letters of addresses in lower case. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, field: unknown) => {
    if (typeof field === "bigint") return String(field);
    if (typeof field === "string" && /^0x[0-9a-fA-F]{40}$/.test(field)) return field.toLowerCase();
    if (typeof field !== "object" || field === null || Array.isArray(field)) return field;
    return Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Somebody has to agree and has not. */
export class ConsentNeededError extends GridError {
  override readonly name = "ConsentNeededError";

  constructor(party: string, subject: ConsentSubject) {
    super(`${party} has to agree and has not: neither does it send this, nor is its consent among the files.`, {
      hint: `Have it signed with \`tfgrid node consent ${COMMANDS[subject.action]} … --out FILE\`, and name that file with --consent.`,
    });
  }
}

const COMMANDS = { joinFarm: "join", moveNode: "move", takeKey: "key" } as const;

/** The consent is for another chain or deployment. */
export class ConsentForeignError extends GridError {
  override readonly name = "ConsentForeignError";

  constructor(file: string, { chainId, directory }: ConsentFile, network: string) {
    super(
      `The consent ${file} is for the Directory ${directory} on chain ${chainId}, not for the network ${network}.`,
      {
        hint: "Have it signed again for this network.",
      },
    );
  }
}

/** The consent is too old. */
export class ConsentOutdatedError extends GridError {
  override readonly name = "ConsentOutdatedError";

  constructor(file: string, deadline: bigint) {
    super(`The consent ${file} was valid until ${formatTime(deadline)} only.`, { hint: "Have it signed again." });
  }
}
