import { useQuery } from "@tanstack/react-query";
import { askNodeOrNull } from "./ask-node.ts";

const POLL_MS = 8_000;

/** The chain's last block, by the Ethereum node itself. */
export interface ChainHead {
  readonly block: number;
  readonly blockTime: number;
}

/** Asks the Ethereum node how far the chain is, to tell whether the index keeps up. */
export function useChainHead() {
  return useQuery({ queryKey: ["head"], queryFn: readHead, refetchInterval: POLL_MS, retry: false });
}

async function readHead(): Promise<ChainHead> {
  const head = await askNodeOrNull<{ number: string; timestamp: string }>("eth_getBlockByNumber", "latest", false);
  if (head === null) throw new Error("The Ethereum node does not tell its last block.");
  return { block: Number(head.number), blockTime: Number(head.timestamp) };
}
