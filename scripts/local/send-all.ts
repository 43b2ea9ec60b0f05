import type { HDNodeWallet } from "ethers";
import type { Call } from "../../sdk/network/call.ts";
import type { DevelopmentProvider } from "../replay/run-chain.ts";

/** More than any of these calls takes; a development chain asks nothing for what is not used. */
const GAS = 8_000_000n;
const GAS_PRICE = 10n ** 10n;

/** Transactions on their way at once. */
const AT_ONCE = 50;

/** What a sender of a simulation needs at most, in wei. */
const PLENTY = `0x${(10n ** 22n).toString(16)}`;

/** Gives an account of a development chain what it needs to send. */
export async function fund(provider: DevelopmentProvider, address: string): Promise<void> {
  await provider.send("hardhat_setBalance", [address, PLENTY]);
}

/**
 * Sends many calls of one sender to a development chain that mines at once: signed here and without estimates, so that each takes
 * one request. A call that fails throws what the contract said.
 */
export async function sendAll(signer: HDNodeWallet, calls: readonly Call[]): Promise<void> {
  const { provider } = signer;
  if (provider === null) throw new Error("The sender is not connected to a chain.");
  const [{ chainId }, first] = await Promise.all([provider.getNetwork(), provider.getTransactionCount(signer)]);
  const signed = await Promise.all(
    calls.map(({ to, data, value }, index) => {
      const fees = { maxFeePerGas: GAS_PRICE, maxPriorityFeePerGas: 1n, gasLimit: GAS };
      return signer.signTransaction({ type: 2, chainId, nonce: first + index, to, data, value, ...fees });
    }),
  );
  for (let at = 0; at < signed.length; at += AT_ONCE) {
    await Promise.all(signed.slice(at, at + AT_ONCE).map((transaction) => provider.broadcastTransaction(transaction)));
  }
}
