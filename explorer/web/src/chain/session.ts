import { BrowserProvider, getAddress, JsonRpcProvider } from "ethers";
import type { AddressBook } from "../../../../sdk/network/address-book.ts";
import type { Grid } from "../../../../sdk/network/grid.ts";
import { connectGrid } from "../../../../sdk/network/grid.ts";
import { RPC_PATH } from "../data/indexer.ts";
import type { Connection } from "../wallet/wallet-store.ts";
import type { SendListener } from "./wallet-signer.ts";
import { WalletSigner } from "./wallet-signer.ts";

/** What an action of the library needs: contracts to read and to make calls for, and who sends. */
export interface Session {
  readonly grid: Grid;
  readonly signer: WalletSigner;
}

/** The contracts as the page's own node shows them. Reads are not kept: a second look must see the next block. */
export function connectNode(book: AddressBook): JsonRpcProvider {
  return new JsonRpcProvider(new URL(RPC_PATH, location.href).href, book.chainId, {
    staticNetwork: true,
    cacheTimeout: -1,
  });
}

export function openSession({ wallet, address }: Connection, book: AddressBook, listener: SendListener): Session {
  const node = connectNode(book);
  const signer = new WalletSigner(
    new BrowserProvider(wallet.provider, book.chainId),
    getAddress(address),
    node,
    listener,
  );
  return { grid: connectGrid(book.contracts, node), signer };
}
