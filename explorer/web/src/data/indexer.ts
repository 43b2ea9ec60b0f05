import { createIndexerClient } from "../../../../sdk/indexer/indexer-client.ts";

/** The page's server passes these paths on. */
export const INDEXER_PATH = "/indexer";
export const RPC_PATH = "/rpc";

export const indexer = createIndexerClient(INDEXER_PATH);
