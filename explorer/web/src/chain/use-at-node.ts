import type { UseQueryResult } from "@tanstack/react-query";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { JsonRpcProvider } from "ethers";
import type { Grid } from "../../../../sdk/network/grid.ts";
import { connectGrid } from "../../../../sdk/network/grid.ts";
import { INDEX_KEY } from "../data/use-indexer.ts";
import { useSiteConfig } from "../data/use-site-config.ts";
import { connectNode } from "./session.ts";

/** The contracts, and the node that shows them. */
export interface AtNode {
  readonly grid: Grid;
  readonly provider: JsonRpcProvider;
}

/** Reads at the chain, not at the indexer, what a person is about to sign for; again with every block that is indexed. */
export function useAtNode<Answer>(
  key: readonly (string | number)[],
  read: (source: AtNode) => Promise<Answer>,
): UseQueryResult<Answer> {
  const { data: config } = useSiteConfig();
  const book = config?.book;
  return useQuery({
    queryKey: [INDEX_KEY, "atNode", ...key],
    enabled: book !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      if (book === undefined) throw new Error("The page's settings were not read.");
      const provider = connectNode(book);
      try {
        return await read({ grid: connectGrid(book.contracts, provider), provider });
      } finally {
        provider.destroy();
      }
    },
  });
}
