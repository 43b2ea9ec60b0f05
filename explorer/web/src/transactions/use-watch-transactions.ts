import { useQueries, useQueryClient } from "@tanstack/react-query";
import type { AddressBook } from "../../../../sdk/network/address-book.ts";
import { askNodeOrNull } from "../data/ask-node.ts";
import { useSiteConfig } from "../data/use-site-config.ts";
import { useStore } from "../data/store.ts";
import type { TransactionRecord } from "./transaction-store.ts";
import { transactionStore, updateTransaction } from "./transaction-store.ts";

const POLL_MS = 2_000;

/** Follows every transaction that is sent and in no block yet, of this visit and of those before. Once, in the page's frame. */
export function useWatchTransactions(): void {
  const { data: config } = useSiteConfig();
  const client = useQueryClient();
  const pending = useStore(transactionStore).filter(
    ({ state, chainId }) => state === "pending" && chainId === config?.book.chainId,
  );
  useQueries({
    queries: pending.map((record) => ({
      queryKey: ["transaction", record.hash],
      queryFn: async () => {
        if (config !== undefined) await look(record, config.book);
        // The index has the block a moment later: ask it at once.
        await client.invalidateQueries({ queryKey: ["status"] });
        return Date.now();
      },
      refetchInterval: POLL_MS,
      refetchIntervalInBackground: true,
      retry: false,
    })),
  });
}

interface NodeReceipt {
  readonly status: string;
  readonly blockNumber: string;
}

async function look({ id, hash, account, nonce }: TransactionRecord, book: AddressBook): Promise<void> {
  if (hash === undefined) return;
  const receipt = await askNodeOrNull<NodeReceipt>("eth_getTransactionReceipt", hash);
  if (receipt !== null) {
    await settle(id, hash, receipt, book);
    return;
  }
  const sent = await askNodeOrNull<{ nonce: string }>("eth_getTransactionByHash", hash);
  if (sent !== null) {
    if (nonce === undefined) updateTransaction(id, { nonce: Number(sent.nonce) });
    return;
  }
  const done = Number(await askNodeOrNull<string>("eth_getTransactionCount", account, "latest"));
  if (nonce !== undefined && done > nonce) updateTransaction(id, { state: "replaced" });
}

async function settle(id: string, hash: string, receipt: NodeReceipt, book: AddressBook): Promise<void> {
  const block = Number(receipt.blockNumber);
  if (receipt.status === "0x1") {
    updateTransaction(id, { state: "mined", block });
    return;
  }
  const { failureReason } = await import("../chain/failure-reason.ts");
  const { message, hint } = await failureReason(hash, book);
  updateTransaction(id, { state: "failed", block, problem: { message, hint } });
}
