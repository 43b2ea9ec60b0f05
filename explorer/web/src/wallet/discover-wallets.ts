import type { Eip1193Provider } from "./eip1193.ts";

/** A wallet of this browser. */
export interface Wallet {
  /** Stays the same from visit to visit. */
  readonly id: string;
  readonly name: string;
  /** An image as a data URL. */
  readonly icon: string | undefined;
  readonly provider: Eip1193Provider;
}

interface Announcement {
  readonly info: { readonly rdns: string; readonly name: string; readonly icon: string };
  readonly provider: Eip1193Provider;
}

declare global {
  interface Window {
    readonly ethereum?: Eip1193Provider;
  }
  interface WindowEventMap {
    "eip6963:announceProvider": CustomEvent<Announcement>;
  }
}

/** Wallets announce themselves when they are asked (EIP-6963); older ones only leave one provider in the window. */
export function discoverWallets(onWallet: (wallet: Wallet) => void): void {
  addEventListener("eip6963:announceProvider", ({ detail: { info, provider } }) => {
    const icon = info.icon.startsWith("data:image/") ? info.icon : undefined;
    onWallet({ id: info.rdns, name: info.name.slice(0, 40), icon, provider });
  });
  dispatchEvent(new Event("eip6963:requestProvider"));
  if (window.ethereum !== undefined) {
    onWallet({ id: "injected", name: "Wallet of this browser", icon: undefined, provider: window.ethereum });
  }
}
