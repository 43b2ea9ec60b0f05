import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { INDEX_KEY } from "../../data/use-indexer.ts";
import { useSiteConfig } from "../../data/use-site-config.ts";

/** What can be done for a farm now. Read again with every block, as all that comes from the index. */
export function useClaims(farmId: number, from: string) {
  const { data: config } = useSiteConfig();
  const book = config?.book;
  return useQuery({
    queryKey: [INDEX_KEY, "claims", farmId, from],
    enabled: book !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      if (book === undefined) throw new Error("The page's settings were not read.");
      const { readClaims } = await import("./read-claims.ts");
      return readClaims(book, farmId, from);
    },
  });
}
