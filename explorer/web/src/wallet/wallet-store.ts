import { createStore } from "../data/store.ts";
import { readStored, store, unstore } from "../data/storage.ts";
import type { Wallet } from "./discover-wallets.ts";
import { discoverWallets } from "./discover-wallets.ts";

const REMEMBERED = "grid-wallet";

/** Who uses the page, through which wallet. */
export interface Connection {
  readonly wallet: Wallet;
  readonly address: string;
  readonly chainId: number;
}

interface WalletState {
  readonly wallets: readonly Wallet[];
  readonly connection: Connection | undefined;
}

export const walletStore = createStore<WalletState>({ wallets: [], connection: undefined });

/** Looks for wallets, and takes up the connection of the last visit if its wallet still allows it. */
export function startWallets(): void {
  discoverWallets((wallet) => {
    const { wallets, connection } = walletStore.get();
    if (wallets.some(({ id }) => id === wallet.id)) return;
    walletStore.set({ wallets: [...wallets, wallet], connection });
    if (readStored(REMEMBERED) === wallet.id) void connectBy(wallet, "eth_accounts").catch(disconnect);
  });
}

/** Asks a wallet for its account. Throws when the person declines. */
export async function connect(wallet: Wallet): Promise<void> {
  await connectBy(wallet, "eth_requestAccounts");
  store(REMEMBERED, wallet.id);
}

/** Forgets the account; the wallet keeps its permission. */
export function disconnect(): void {
  unstore(REMEMBERED);
  setConnection(undefined);
}

async function connectBy(wallet: Wallet, method: "eth_accounts" | "eth_requestAccounts"): Promise<void> {
  const [address] = (await wallet.provider.request({ method })) as readonly string[];
  if (address === undefined) return;
  const chainId = Number(await wallet.provider.request({ method: "eth_chainId" }));
  setConnection({ wallet, address, chainId });
  follow(wallet);
}

const followed = new Set<Wallet>();

function follow(wallet: Wallet): void {
  if (followed.has(wallet)) return;
  followed.add(wallet);
  wallet.provider.on?.("accountsChanged", ([address]: readonly string[]) => {
    change(wallet, (before) => (address === undefined ? undefined : { ...before, address }));
  });
  wallet.provider.on?.("chainChanged", (chainId: string) => {
    change(wallet, (before) => ({ ...before, chainId: Number(chainId) }));
  });
}

function change(wallet: Wallet, next: (before: Connection) => Connection | undefined): void {
  const { connection } = walletStore.get();
  if (connection?.wallet === wallet) setConnection(next(connection));
}

function setConnection(connection: Connection | undefined): void {
  walletStore.set({ ...walletStore.get(), connection });
}
