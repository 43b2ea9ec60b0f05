import type { Signer } from "ethers";
import { HDNodeWallet, Wallet } from "ethers";
import { GridError } from "../../../sdk/grid-error.ts";
import type { GridContext } from "../context.ts";
import { readKeystore } from "./keystore.ts";
import { readHardhatKeystore } from "./hardhat-keystore.ts";

/** The chain id of development chains, on which the mnemonic below holds the money. */
const DEVELOPMENT_CHAIN = 31337n;
const DEVELOPMENT_MNEMONIC = "test test test test test test test test test test test junk";

const KEY_SOURCES = ["TFGRID_KEYSTORE", "TFGRID_HARDHAT_KEY", "TFGRID_PRIVATE_KEY"] as const;

type Connection = Pick<GridContext, "env" | "folder" | "provider" | "chainId">;

/**
 * The key that signs, if any is configured: a development account by its number, else an encrypted keystore file
 * (`TFGRID_KEYSTORE`), a variable of Hardhat's encrypted keystore (`TFGRID_HARDHAT_KEY`), or the key itself
 * (`TFGRID_PRIVATE_KEY`, for local use). Keys never come from arguments and are never printed.
 */
export async function chooseSigner(connection: Connection, account: number | undefined): Promise<Signer | undefined> {
  if (account !== undefined) return developmentAccount(connection, account).connect(connection.provider);
  const wallet = await configuredWallet(connection);
  return wallet?.connect(connection.provider);
}

/** The wallet that the environment names, if it names one. */
async function configuredWallet({ env, folder }: Connection): Promise<Wallet | HDNodeWallet | undefined> {
  const [source, ...others] = KEY_SOURCES.filter((name) => (env[name] ?? "") !== "");
  if (source === undefined) return undefined;
  if (others.length > 0) throw new KeyAmbiguousError([source, ...others]);

  const value = env[source] ?? "";
  switch (source) {
    case "TFGRID_KEYSTORE":
      return readKeystore({ file: value, folder, password: env["TFGRID_KEYSTORE_PASSWORD"] });
    case "TFGRID_HARDHAT_KEY":
      return new Wallet(await readHardhatKeystore(value, env["TFGRID_KEYSTORE_PASSWORD"]));
    case "TFGRID_PRIVATE_KEY":
      return walletOf(value);
  }
}

/** An account of the mnemonic that every development chain funds. */
export function developmentAccount({ chainId }: Pick<Connection, "chainId">, account: number): HDNodeWallet {
  if (chainId !== DEVELOPMENT_CHAIN) throw new AccountNotAllowedError(chainId);
  return HDNodeWallet.fromPhrase(DEVELOPMENT_MNEMONIC, undefined, `m/44'/60'/0'/0/${account}`);
}

function walletOf(key: string): Wallet {
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

/** `--account` was used on a public chain. */
export class AccountNotAllowedError extends GridError {
  override readonly name = "AccountNotAllowedError";

  constructor(chainId: bigint) {
    super(
      `--account takes keys that everybody knows, so it works on chain ${DEVELOPMENT_CHAIN} only; this is chain ${chainId}.`,
      {
        hint: "Name your encrypted keystore file in TFGRID_KEYSTORE instead.",
      },
    );
  }
}

/** The variable does not hold a key. */
export class PrivateKeyMalformedError extends GridError {
  override readonly name = "PrivateKeyMalformedError";

  constructor() {
    super("TFGRID_PRIVATE_KEY is not a private key.", { hint: "It must be 0x and 64 hexadecimal digits." });
  }
}
