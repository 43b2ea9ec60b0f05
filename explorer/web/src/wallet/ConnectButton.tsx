import { Button, Popover, Stack, Text } from "@mantine/core";
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
    <Popover position="bottom-end" withinPortal={false} trapFocus>
      <Popover.Target>
        <Button loading={isPending}>Connect wallet</Button>
      </Popover.Target>
      <Popover.Dropdown>
        {isFailed && <Notice text="The wallet did not connect. Open it, and try again." />}
        {wallets.length === 0 && (
          <Notice text="This browser has no Ethereum wallet. Install one and reload the page. Everything can be read without." />
        )}
        <Stack gap="xs">
          {wallets.map((wallet) => (
            <Button
              key={wallet.id}
              variant="default"
              leftSection={<Icon wallet={wallet} />}
              onClick={() => {
                mutate(wallet);
              }}
            >
              {wallet.name}
            </Button>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Notice({ text }: Readonly<{ text: string }>) {
  return (
    <Text size="sm" className={classes["notice"] ?? ""}>
      {text}
    </Text>
  );
}

function Icon({ wallet: { icon } }: Readonly<{ wallet: Wallet }>) {
  return icon === undefined ? null : <img src={icon} alt="" width="20" height="20" />;
}
