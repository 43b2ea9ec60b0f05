import { useSiteConfig } from "../data/use-site-config.ts";
import { useStore } from "../data/store.ts";
import type { Connection } from "./wallet-store.ts";
import { walletStore } from "./wallet-store.ts";

/** Who uses the page; undefined while nobody is connected. */
export function useConnection(): Connection | undefined {
  return useStore(walletStore).connection;
}

/** The wallets to choose from: an announced one says more of itself than the window's. */
export function useWallets() {
  const { wallets } = useStore(walletStore);
  const announced = wallets.filter(({ id }) => id !== "injected");
  return announced.length > 0 ? announced : wallets;
}

/** Whether the wallet is on another chain than the grid. */
export function useIsWrongChain(): boolean {
  const connection = useConnection();
  const { data } = useSiteConfig();
  return connection !== undefined && data !== undefined && connection.chainId !== data.book.chainId;
}
