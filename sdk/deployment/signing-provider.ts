import type { EIP1193Provider } from "@nomicfoundation/ignition-core";
import type { BaseWallet, JsonRpcProvider, TransactionRequest } from "ethers";

/** A transaction as `eth_sendTransaction` takes it, numbers in hexadecimal. */
interface TransactionParameters {
  readonly to?: string;
  readonly data?: string;
  readonly value?: string;
  readonly nonce: string;
  readonly gas: string;
  readonly gasPrice?: string;
  readonly maxFeePerGas?: string;
  readonly maxPriorityFeePerGas?: string;
}

/**
 * An EIP-1193 provider that signs transactions itself, as Ignition expects of a wallet. It passes on no method that only
 * development chains have, so that deployment does the same on every chain.
 *
 * @param onSign Called with a signed transaction before it is sent: it is known even if the process dies right after
 */
export function signingProvider(
  provider: JsonRpcProvider,
  wallet: BaseWallet,
  onSign: (signed: string) => void,
): EIP1193Provider {
  const send = async (parameters: TransactionParameters): Promise<unknown> => {
    const { chainId } = await provider.getNetwork();
    const signed = await wallet.signTransaction({ ...toRequest(parameters), chainId });
    onSign(signed);
    return provider.send("eth_sendRawTransaction", [signed]);
  };
  return {
    request: async ({ method, params = [] }): Promise<unknown> => {
      if (method === "eth_sendTransaction") return send((params as [TransactionParameters])[0]);
      if (method.startsWith("hardhat_")) throw new Error(`The method ${method} does not exist.`);
      return provider.send(method, params as unknown[]);
    },
  };
}

function toRequest({ gas, nonce, to, data, value, ...fees }: TransactionParameters): TransactionRequest {
  const { gasPrice, maxFeePerGas, maxPriorityFeePerGas } = fees;
  const common = { gasLimit: gas, nonce: Number(nonce), to: to ?? null, data: data ?? null, value: value ?? 0n };
  if (maxFeePerGas === undefined) return { ...common, type: 0, gasPrice: gasPrice ?? null };
  return { ...common, type: 2, maxFeePerGas, maxPriorityFeePerGas: maxPriorityFeePerGas ?? null };
}
