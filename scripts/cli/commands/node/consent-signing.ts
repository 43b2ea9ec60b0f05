import { writeFileSync } from "node:fs";
import path from "node:path";
import type { BaseWallet } from "ethers";
import type { ConsentFile, ConsentSubject } from "../../../../sdk/directory/consent-file.ts";
import { formatConsentFile } from "../../../../sdk/directory/consent-file.ts";
import type { Consent, ConsentTerms } from "../../../../sdk/directory/sign-consent.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { KeyMissingError } from "../../funds.ts";
import { chooseSigner } from "../../keys/choose-signer.ts";
import { readNodeKey } from "../../keys/node-keys.ts";

const SECONDS_PER_DAY = 86_400;

/** The flags that every consent has. */
export interface ConsentFlags {
  readonly out: string;
  readonly keyFile?: string;
  readonly account?: number;
  readonly party?: string;
  readonly days: number;
}

/** The wallet that signs a consent. */
export async function consentSigner(context: GridContext, { keyFile, account }: ConsentFlags): Promise<BaseWallet> {
  if (keyFile !== undefined) return readNodeKey(context, keyFile);
  const signer = await chooseSigner(context, account);
  if (signer === undefined) throw new KeyMissingError();
  return signer;
}

/** Has a consent signed and writes it to a file. */
export async function writeConsent(
  context: GridContext,
  signer: BaseWallet,
  flags: ConsentFlags,
  subject: ConsentSubject,
  sign: (terms: ConsentTerms) => Promise<Consent>,
): Promise<Answer> {
  const deadline = BigInt((await blockTime(context.provider)) + flags.days * SECONDS_PER_DAY);
  const party = flags.party ?? signer.address;
  const { chainId, book, folder } = context;
  const { nonce, signature } = await sign({ party, deadline });
  const place = { chainId: Number(chainId), directory: book.contracts.Directory };
  const consent: ConsentFile = { ...place, party, subject, nonce, deadline, signature };
  const file = path.resolve(folder, flags.out);
  writeFileSync(file, formatConsentFile(consent));
  return {
    document: { file, party, deadline: formatTime(deadline) },
    text: `${file} holds the consent of ${party}, good until ${formatTime(deadline)}.`,
    hints: ["Give the file to whoever sends: it names it with --consent."],
  };
}
