import { QueryClient } from "@tanstack/react-query";

/** What was read stays until a new block is in the index: see useIndexStatus. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: Infinity, retry: 1, refetchOnWindowFocus: false } },
});
