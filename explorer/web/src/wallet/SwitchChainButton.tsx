import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useSiteConfig } from "../data/use-site-config.ts";
import { isRejection } from "./eip1193.ts";
import { switchChain } from "./switch-chain.ts";
import { useConnection } from "./use-wallet.ts";

/** Stands where the wallet is on another chain. */
export function SwitchChainButton() {
  const connection = useConnection();
  const { data: config } = useSiteConfig();
  const change = useMutation({ mutationFn: switchTo });
  if (connection === undefined || config === undefined) return null;
  const isFailed = change.error !== null && !isRejection(change.error);
  return (
    <Button
      variant="default"
      loading={change.isPending}
      title={isFailed ? "The wallet did not switch: choose the network there." : undefined}
      onClick={() => {
        change.mutate();
      }}
    >
      {isFailed ? `Choose ${config.book.network} in your wallet` : `Switch to ${config.book.network}`}
    </Button>
  );

  async function switchTo() {
    if (connection !== undefined && config !== undefined) await switchChain(connection.wallet.provider, config.book);
  }
}
