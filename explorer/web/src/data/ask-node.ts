import { RPC_PATH } from "./indexer.ts";

/** One question to the Ethereum node, by the page's server. It answers null of what it does not know. */
export async function askNodeOrNull<Result>(method: string, ...params: readonly unknown[]): Promise<Result | null> {
  const response = await fetch(RPC_PATH, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const answer = (await response.json()) as { result?: Result | null; error?: { message: string } };
  if (answer.result === undefined) throw new Error(answer.error?.message ?? "The Ethereum node does not answer.");
  return answer.result;
}
