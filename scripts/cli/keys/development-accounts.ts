import { HDNodeWallet } from "ethers";
import { GridError } from "../../../sdk/grid-error.ts";

/** The chain id of development chains. */
const DEVELOPMENT_CHAIN = 31337n;

/** Holds the money on every development chain; its keys are public. */
const DEVELOPMENT_MNEMONIC = "test test test test test test test test test test test junk";

/** So many of its accounts hold money. */
const FUNDED_ACCOUNTS = 20;

/** Whether keys that everybody knows may be used. */
export function isDevelopmentChain(chainId: bigint): boolean {
  return chainId === DEVELOPMENT_CHAIN;
}

/** The mnemonic of the accounts that every development chain funds. */
export function developmentPhrase(chainId: bigint): string {
  if (!isDevelopmentChain(chainId)) throw new AccountNotAllowedError(chainId);
  return DEVELOPMENT_MNEMONIC;
}

/** An account of the mnemonic that every development chain funds. */
export function developmentAccount(chainId: bigint, account: number): HDNodeWallet {
  return HDNodeWallet.fromPhrase(developmentPhrase(chainId), undefined, `m/44'/60'/0'/0/${account}`);
}

/** The addresses whose keys everybody knows. */
export function developmentAddresses(): string[] {
  const parent = HDNodeWallet.fromPhrase(DEVELOPMENT_MNEMONIC, undefined, "m/44'/60'/0'/0");
  return Array.from({ length: FUNDED_ACCOUNTS }, (_, index) => parent.deriveChild(index).address);
}

/** `--account` was used on a public chain. */
export class AccountNotAllowedError extends GridError {
  override readonly name = "AccountNotAllowedError";

  constructor(chainId: bigint) {
    super(
      `--account takes keys that everybody knows, so it works on chain ${DEVELOPMENT_CHAIN} only; this is chain ${chainId}.`,
      { hint: "Name your encrypted keystore file in TFGRID_KEYSTORE instead." },
    );
  }
}
