import { useQuery } from "@tanstack/react-query";
import { RPC_PATH } from "./indexer.ts";

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
  const response = await fetch(RPC_PATH, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_getBlockByNumber", params: ["latest", false] }),
  });
  const { result } = (await response.json()) as { result?: { number: string; timestamp: string } };
  if (result === undefined) throw new Error("The Ethereum node does not tell its last block.");
  return { block: Number(result.number), blockTime: Number(result.timestamp) };
}
