import type { Provider } from "ethers";
import { GridError } from "../../sdk/grid-error.ts";

/** Fails when an account could not pay for any transaction; some private chains ask nothing. */
export async function requireFunds(provider: Provider, address: string): Promise<void> {
  if ((await provider.getBalance(address)) > 0n) return;
  const { gasPrice } = await provider.getFeeData();
  if (gasPrice !== 0n) throw new WalletEmptyError(address);
}

/** Nothing is configured to sign with. */
export class KeyMissingError extends GridError {
  override readonly name = "KeyMissingError";

  constructor() {
    super("No key is configured to sign with.", {
      hint: "Name an encrypted keystore file in TFGRID_KEYSTORE; on a development chain use --account N; or let another wallet send: --unsigned or --safe FILE.",
    });
  }
}

/** The signing account has nothing to pay gas with. */
export class WalletEmptyError extends GridError {
  override readonly name = "WalletEmptyError";

  constructor(address: string) {
    super(`The account ${address} holds no ETH to pay the transaction with.`, {
      hint: "Send it a little of this chain's ETH, or let another account send.",
    });
  }
}
