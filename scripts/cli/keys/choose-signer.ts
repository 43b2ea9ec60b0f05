import type { BaseWallet } from "ethers";
import { Wallet } from "ethers";
import { GridError } from "../../../sdk/grid-error.ts";
import type { ChainContext } from "../context.ts";
import { developmentAccount } from "./development-accounts.ts";
import { readHardhatKeystore } from "./hardhat-keystore.ts";
import { keystoreAddress, readKeystore } from "./keystore.ts";

const KEY_SOURCES = ["TFGRID_KEYSTORE", "TFGRID_HARDHAT_KEY", "TFGRID_PRIVATE_KEY"] as const;

type KeySource = (typeof KEY_SOURCES)[number];

type Environment = Pick<ChainContext, "env" | "folder">;

/**
 * The wallet that signs, if any is configured: a development account by its number, else an encrypted keystore file
 * (`TFGRID_KEYSTORE`), a variable of Hardhat's encrypted keystore (`TFGRID_HARDHAT_KEY`), or the key itself
 * (`TFGRID_PRIVATE_KEY`, for local use). Keys never come from arguments and are never printed.
 */
export async function chooseSigner(
  context: Environment & Pick<ChainContext, "provider" | "chainId">,
  account: number | undefined,
): Promise<BaseWallet | undefined> {
  const wallet = account === undefined ? await configuredWallet(context) : developmentAccount(context.chainId, account);
  return wallet?.connect(context.provider);
}

/** The address of the key that is configured, if any is; a keystore tells it without its password. */
export async function configuredAddress(
  context: Environment & Pick<ChainContext, "chainId">,
  account: number | undefined,
): Promise<string | undefined> {
  if (account !== undefined) return developmentAccount(context.chainId, account).address;
  const { env, folder } = context;
  if (keySource(env) !== "TFGRID_KEYSTORE") return (await configuredWallet(context))?.address;
  return keystoreAddress({ file: env["TFGRID_KEYSTORE"] ?? "", folder, password: env["TFGRID_KEYSTORE_PASSWORD"] });
}

async function configuredWallet({ env, folder }: Environment): Promise<BaseWallet | undefined> {
  const source = keySource(env);
  if (source === undefined) return undefined;

  const [value, password] = [env[source] ?? "", env["TFGRID_KEYSTORE_PASSWORD"]];
  switch (source) {
    case "TFGRID_KEYSTORE":
      return readKeystore({ file: value, folder, password });
    case "TFGRID_HARDHAT_KEY":
      return new Wallet(await readHardhatKeystore(value, password));
    case "TFGRID_PRIVATE_KEY":
      return walletOf(value);
  }
}

/** The one variable that names a key. */
function keySource(env: Environment["env"]): KeySource | undefined {
  const [source, ...others] = KEY_SOURCES.filter((name) => (env[name] ?? "") !== "");
  if (source !== undefined && others.length > 0) throw new KeyAmbiguousError([source, ...others]);
  return source;
}

function walletOf(key: string): BaseWallet {
  try {
    return new Wallet(key.trim());
  } catch {
    // The cause is left out: it would carry the key.
    throw new PrivateKeyMalformedError();
  }
}

/** Several variables name a key. */
export class KeyAmbiguousError extends GridError {
  override readonly name = "KeyAmbiguousError";

  constructor(sources: readonly string[]) {
    super(`Several keys are configured: ${sources.join(", ")}.`, { hint: "Set only one of these variables." });
  }
}

/** The variable does not hold a key. */
export class PrivateKeyMalformedError extends GridError {
  override readonly name = "PrivateKeyMalformedError";

  constructor() {
    super("TFGRID_PRIVATE_KEY is not a private key.", { hint: "It must be 0x and 64 hexadecimal digits." });
  }
}
