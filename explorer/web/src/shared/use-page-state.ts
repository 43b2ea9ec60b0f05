import { useSearchParams } from "react-router";

/** Which part of a list is shown, in which order. */
export interface PageState {
  readonly offset: number;
  readonly limit: number;
  /** A field, with "-" before it for the largest first; undefined for the list's own order. */
  readonly sort: string | undefined;
  readonly setOffset: (offset: number) => void;
  readonly setSort: (sort: string | undefined) => void;
}

const LIMIT = 25;

/** Kept in the address, so that reloading, going back and sending a link show the same. `name` tells tables of one page apart. */
export function usePageState(name = ""): PageState {
  const [search, setSearch] = useSearchParams();
  const [offsetKey, sortKey] = [`${name}offset`, `${name}sort`];
  const offset = Number(search.get(offsetKey) ?? 0);
  return {
    offset: Number.isSafeInteger(offset) && offset > 0 ? offset : 0,
    limit: LIMIT,
    sort: search.get(sortKey) ?? undefined,
    setOffset: (next) => {
      setSearch((before) => withParameter(before, { [offsetKey]: next === 0 ? undefined : String(next) }));
    },
    setSort: (next) => {
      setSearch((before) => withParameter(before, { [sortKey]: next, [offsetKey]: undefined }));
    },
  };
}

/** Search parameters with some set, or removed where they are undefined. */
export function withParameter(
  before: URLSearchParams,
  changes: Readonly<Record<string, string | undefined>>,
): URLSearchParams {
  const after = new URLSearchParams(before);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined || value === "") after.delete(key);
    else after.set(key, value);
  }
  return after;
}
