import { Button, Menu } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { ConnectButton } from "./ConnectButton.tsx";
import { SwitchChainButton } from "./SwitchChainButton.tsx";
import { useConnection, useIsWrongChain } from "./use-wallet.ts";
import classes from "./Wallet.module.css";
import { disconnect } from "./wallet-store.ts";

/** The wallet's place in the header. */
export function WalletMenu() {
  const connection = useConnection();
  const isWrongChain = useIsWrongChain();
  if (connection === undefined) return <ConnectButton />;
  return (
    <>
      {isWrongChain && <SwitchChainButton />}
      <Account address={connection.address} walletName={connection.wallet.name} />
    </>
  );
}

function Account({ address, walletName }: Readonly<{ address: string; walletName: string }>) {
  const { copy, copied } = useClipboard();
  const short = `${address.slice(0, 6)}…${address.slice(-4)}`;
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button variant="default" aria-label={`Account ${short}`}>
          <span className={classes["address"]}>{short}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{walletName}</Menu.Label>
        <Menu.Item
          closeMenuOnClick={false}
          onClick={() => {
            copy(address);
          }}
        >
          {copied ? "Copied" : "Copy address"}
        </Menu.Item>
        <Menu.Item onClick={disconnect}>Disconnect</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
