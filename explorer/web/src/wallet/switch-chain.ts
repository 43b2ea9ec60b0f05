import type { AddressBook } from "../../../../sdk/network/address-book.ts";
import { RPC_PATH } from "../data/indexer.ts";
import type { Eip1193Provider } from "./eip1193.ts";
import { hasCode, UNKNOWN_CHAIN } from "./eip1193.ts";

/** Asks the wallet to go to the grid's chain, and to learn it first if need be. */
export async function switchChain(provider: Eip1193Provider, { chainId, network }: AddressBook): Promise<void> {
  const id = `0x${chainId.toString(16)}`;
  try {
    await provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId: id }] });
  } catch (error) {
    if (!hasCode(error, UNKNOWN_CHAIN)) throw error;
    const chain = {
      chainId: id,
      chainName: network,
      nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
      rpcUrls: [new URL(RPC_PATH, location.href).href],
    };
    await provider.request({ method: "wallet_addEthereumChain", params: [chain] });
  }
}
