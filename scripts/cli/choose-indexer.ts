import { GridError } from "../../sdk/grid-error.ts";
import type { IndexerClient } from "../../sdk/indexer/indexer-client.ts";
import { createIndexerClient } from "../../sdk/indexer/indexer-client.ts";
import { hostOf } from "../../sdk/network/rpc-endpoint.ts";
import type { GridContext } from "./context.ts";

/** How long an indexer may need for the latest block, and how often it is asked, in milliseconds. */
const PATIENCE = 10_000;
const POLLING = 200;

/**
 * The indexer to ask instead of reading events from the chain: that of the flag, else of TFGRID_INDEXER, else none. It has
 * read the block that is the chain's latest now.
 */
export async function chooseIndexer(
  { env, provider, chainId }: Pick<GridContext, "env" | "provider" | "chainId">,
  flag: string | undefined,
): Promise<IndexerClient | undefined> {
  const url = flag ?? env["TFGRID_INDEXER"];
  if (url === undefined) return undefined;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new IndexerUrlMalformedError();
  const client = createIndexerClient(url);
  const latest = await provider.getBlockNumber();
  for (const deadline = Date.now() + PATIENCE; ;) {
    const status = await client.readStatus();
    if (BigInt(status.chainId) !== chainId) throw new IndexerOfOtherChainError(url, status.chainId, chainId);
    if (status.isReady && status.block >= latest) return client;
    if (Date.now() > deadline) throw new IndexerBehindError(url, latest - status.block);
    await new Promise((resolve) => setTimeout(resolve, POLLING));
  }
}

/** The url of the indexer is none. */
export class IndexerUrlMalformedError extends GridError {
  override readonly name = "IndexerUrlMalformedError";

  constructor() {
    super("The address of the indexer is not an http or https url.", {
      hint: "Set --indexer or TFGRID_INDEXER to something like https://indexer.example.",
    });
  }
}

/** The indexer reads another chain. */
export class IndexerOfOtherChainError extends GridError {
  override readonly name = "IndexerOfOtherChainError";

  constructor(url: string, chainId: number, expected: bigint) {
    super(`The indexer at ${hostOf(url)} reads chain ${chainId}, not ${expected}.`, {
      hint: "Name the indexer of this network, or leave out --indexer and TFGRID_INDEXER to read the chain itself.",
    });
  }
}

/** The indexer has not read what is on the chain. */
export class IndexerBehindError extends GridError {
  override readonly name = "IndexerBehindError";

  constructor(url: string, blocks: number) {
    super(`The indexer at ${hostOf(url)} is ${blocks > 0 ? `${blocks} blocks ` : ""}behind the chain.`, {
      hint: "Try again later, or leave out --indexer and TFGRID_INDEXER to read the chain itself.",
    });
  }
}
