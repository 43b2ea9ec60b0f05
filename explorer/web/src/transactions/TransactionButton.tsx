import { Button } from "@mantine/core";
import { ConnectButton } from "../wallet/ConnectButton.tsx";
import { SwitchChainButton } from "../wallet/SwitchChainButton.tsx";
import { useConnection, useIsWrongChain } from "../wallet/use-wallet.ts";
import type { Action } from "./run-transaction.ts";
import { TransactionStatus } from "./TransactionStatus.tsx";
import { useTransaction } from "./use-transaction.ts";

interface TransactionButtonProps extends Action {
  /** What stands on the button: "Claim". */
  readonly children: string;
  readonly isDisabled?: boolean;
}

/** Does something on chain: asks to connect or to switch first where that is needed, and says how it goes. */
export function TransactionButton({ children, isDisabled = false, ...action }: TransactionButtonProps) {
  const connection = useConnection();
  const isWrongChain = useIsWrongChain();
  const { record, isBusy, start } = useTransaction();
  if (connection === undefined) return <ConnectButton />;
  if (isWrongChain) return <SwitchChainButton />;
  return (
    <div>
      <Button
        disabled={isDisabled}
        loading={isBusy}
        aria-label={`${children}: ${action.label}`}
        onClick={() => {
          start(action);
        }}
      >
        {children}
      </Button>
      <TransactionStatus record={record} />
    </div>
  );
}
