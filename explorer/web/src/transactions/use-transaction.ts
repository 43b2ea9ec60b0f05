import { useRef, useState } from "react";
import { useStore } from "../data/store.ts";
import { useIndexStatus } from "../data/use-index-status.ts";
import { useSiteConfig } from "../data/use-site-config.ts";
import { useConnection } from "../wallet/use-wallet.ts";
import type { Action } from "./run-transaction.ts";
import { runTransaction } from "./run-transaction.ts";
import type { TransactionRecord } from "./transaction-store.ts";
import { isUnderway, transactionStore } from "./transaction-store.ts";

/** The last transaction that a component started. */
interface StartedTransaction {
  /** Undefined before the first, and once it was removed from the list. */
  readonly record: TransactionRecord | undefined;
  /** Until it is in a block and what the page shows is at least of that block. */
  readonly isBusy: boolean;
  readonly start: (action: Action) => void;
}

/** Runs transactions, one at a time. */
export function useTransaction(): StartedTransaction {
  const connection = useConnection();
  const { data: config } = useSiteConfig();
  const { data: status } = useIndexStatus();
  const [id, setId] = useState<string>();
  const isStarting = useRef(false);
  const record = useStore(transactionStore).find((each) => each.id === id);
  const isAhead = record?.state === "mined" && status !== undefined && status.block < (record.block ?? 0);
  return {
    record,
    isBusy: record !== undefined && (isUnderway(record) || isAhead),
    start: (action) => {
      // A second click comes before the first one is drawn.
      if (isStarting.current || connection === undefined || config === undefined) return;
      isStarting.current = true;
      void runTransaction(action, connection, config.book, setId).finally(() => {
        isStarting.current = false;
      });
    },
  };
}
