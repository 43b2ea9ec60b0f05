import { readFileSync } from "node:fs";
import path from "node:path";
import type { BaseWallet } from "ethers";
import { getAddress, Wallet } from "ethers";
import { GridError } from "../../../sdk/grid-error.ts";
import { askPassword } from "./ask-password.ts";

export interface KeystoreParameters {
  readonly file: string;
  /** The folder that a relative path begins at. */
  readonly folder: string;
  /** Asked for at the terminal when absent. */
  readonly password: string | undefined;
}

/** The address of a keystore's key, which most keystores tell without their password. */
export async function keystoreAddress(parameters: KeystoreParameters): Promise<string> {
  const { file, folder } = parameters;
  const told = /"address":\s*"(?:0x)?([0-9a-fA-F]{40})"/.exec(readText(path.resolve(folder, file), file))?.[1];
  return told === undefined ? (await readKeystore(parameters)).address : getAddress(`0x${told.toLowerCase()}`);
}

/** Opens an encrypted JSON keystore (version 3), as wallets write it. */
export async function readKeystore({ file, folder, password }: KeystoreParameters): Promise<BaseWallet> {
  const text = readText(path.resolve(folder, file), file);
  const secret = password ?? (await askPassword(`Password of ${file}: `));
  try {
    return await Wallet.fromEncryptedJson(text, secret);
  } catch (cause) {
    throw new KeystoreUnusableError(file, cause);
  }
}

function readText(file: string, name: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new KeystoreMissingError(name, cause);
  }
}

/** The keystore file cannot be read. */
export class KeystoreMissingError extends GridError {
  override readonly name = "KeystoreMissingError";

  constructor(file: string, cause: unknown) {
    super(`The keystore ${file} cannot be read.`, { hint: "Check the path of the file.", cause });
  }
}

/** The keystore does not open. */
export class KeystoreUnusableError extends GridError {
  override readonly name = "KeystoreUnusableError";

  constructor(file: string, cause: unknown) {
    const isPassword = cause instanceof Error && cause.message.includes("incorrect password");
    super(
      isPassword ? `The password of the keystore ${file} is wrong.` : `${file} is not an encrypted JSON keystore.`,
      {
        hint: isPassword
          ? "Correct TFGRID_KEYSTORE_PASSWORD, or leave it out to be asked."
          : "Export the key as an encrypted JSON keystore (version 3) from your wallet.",
        cause,
      },
    );
  }
}
