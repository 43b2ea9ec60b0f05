import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Status } from "../../../indexer/src/api/answers/grid.ts";
import { indexer } from "./indexer.ts";
import { INDEX_KEY } from "./use-indexer.ts";

const POLL_MS = 4_000;

/** How far the index is, and when the page learned it. */
export interface SeenStatus extends Status {
  /** By this machine's clock, in milliseconds. */
  readonly seenAtMs: number;
}

const STATUS = {
  queryKey: ["status"],
  queryFn: async (): Promise<SeenStatus> => ({ ...(await indexer.readStatus()), seenAtMs: Date.now() }),
  refetchInterval: POLL_MS,
  retry: false,
};

/** How far the index is. */
export function useIndexStatus() {
  return useQuery(STATUS);
}

/** Reads everything on the page again when a block came into the index. Once, in the page's frame. */
export function useFollowBlocks(): void {
  const client = useQueryClient();
  const { data } = useIndexStatus();
  const block = data?.block;
  useEffect(() => {
    if (block !== undefined) void client.invalidateQueries({ queryKey: [INDEX_KEY] });
  }, [client, block]);
}
