import { Button, Menu, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { Wallet } from "./discover-wallets.ts";
import { isRejection } from "./eip1193.ts";
import { useWallets } from "./use-wallet.ts";
import classes from "./Wallet.module.css";
import { connect } from "./wallet-store.ts";

/** Lets choose a wallet. */
export function ConnectButton() {
  const wallets = useWallets();
  const { mutate, isPending, error } = useMutation({ mutationFn: connect });
  const isFailed = error !== null && !isRejection(error);
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button loading={isPending}>Connect wallet</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {isFailed && <Notice text="The wallet did not connect. Open it, and try again." />}
        {wallets.length === 0 && (
          <Notice text="This browser has no Ethereum wallet. Install one and reload the page. Everything can be read without." />
        )}
        {wallets.map((wallet) => (
          <Menu.Item
            key={wallet.id}
            leftSection={<Icon wallet={wallet} />}
            onClick={() => {
              mutate(wallet);
            }}
          >
            {wallet.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Notice({ text }: Readonly<{ text: string }>) {
  return (
    <Text size="sm" p="sm" className={classes["notice"] ?? ""}>
      {text}
    </Text>
  );
}

function Icon({ wallet: { icon } }: Readonly<{ wallet: Wallet }>) {
  return icon === undefined ? null : <img src={icon} alt="" width="20" height="20" />;
}
