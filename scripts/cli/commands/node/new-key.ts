import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { encryptKeystoreJson, Wallet } from "ethers";
import { GridError } from "../../../../sdk/grid-error.ts";
import type { Answer } from "../../answer.ts";
import type { LocalContext } from "../../context.ts";
import { askPassword } from "../../keys/ask-password.ts";

/** Makes a key for a node. */
export async function run({ env, folder }: LocalContext, { out }: { out: string }): Promise<Answer> {
  const file = path.resolve(folder, out);
  if (existsSync(file)) throw new FileExistsError(out);
  const password = env["TFGRID_NODE_KEYSTORE_PASSWORD"] ?? (await askPassword("Password for the new keystore: "));
  if (password === "") throw new PasswordEmptyError();
  const { address, privateKey } = Wallet.createRandom();
  writeFileSync(file, await encryptKeystoreJson({ address, privateKey }, password), { mode: 0o600 });
  return {
    document: { key: address, file },
    text: `The key ${address} is in ${file}.`,
    hints: ["Keep the file and its password: nobody can restore them."],
  };
}

/** The file is there already, and may hold a key. */
export class FileExistsError extends GridError {
  override readonly name = "FileExistsError";

  constructor(file: string) {
    super(`${file} exists already.`, { hint: "Choose another file name." });
  }
}

/** An empty password would leave the key open. */
export class PasswordEmptyError extends GridError {
  override readonly name = "PasswordEmptyError";

  constructor() {
    super("The password is empty.", { hint: "Type one, or set TFGRID_NODE_KEYSTORE_PASSWORD." });
  }
}
