import type { UseQueryResult } from "@tanstack/react-query";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { IndexerClient } from "../../../../sdk/indexer/indexer-client.ts";
import { indexer } from "./indexer.ts";

/** The first part of the key of everything that comes from the index, and that a new block may change. */
export const INDEX_KEY = "index";

type Reader = {
  [Name in keyof IndexerClient]: IndexerClient[Name] extends (...args: never) => Promise<unknown> ? Name : never;
}[keyof IndexerClient];

type Arguments<Name extends Reader> = Parameters<IndexerClient[Name]>;

type Answer<Name extends Reader> = Awaited<ReturnType<IndexerClient[Name]>>;

/**
 * Reads from the indexer: `useIndexer("readNode", 3)`. While other arguments are asked for, the answer to the ones before stays,
 * so that nothing jumps.
 */
export function useIndexer<Name extends Reader>(name: Name, ...args: Arguments<Name>): UseQueryResult<Answer<Name>> {
  return useQuery({
    queryKey: [INDEX_KEY, name, ...args.map(keyOf)],
    queryFn: () => (indexer[name] as (...args: Arguments<Name>) => Promise<Answer<Name>>)(...args),
    placeholderData: keepPreviousData,
  });
}

/** Keys are JSON, which has no bigint. */
function keyOf(argument: unknown): unknown {
  if (typeof argument !== "object" || argument === null) return argument;
  return Object.entries(argument).map(([name, value]) => [name, String(value)]);
}
