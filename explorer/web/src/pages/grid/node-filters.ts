import type { NodeQuery } from "../../../../../sdk/indexer/indexer-queries.ts";

const GIB = 2n ** 30n;

/** What the filters of nodes are called in the page's address. Sizes are in GiB. */
export const NODE_FILTERS = ["text", "country", "status", "cores", "memory", "ssd", "hdd", "ips", "kind"] as const;

export type NodeFilter = (typeof NODE_FILTERS)[number];

/** What to ask the indexer for; what is no number is passed over. */
export function readNodeFilters(search: URLSearchParams): NodeQuery {
  const query = {
    text: search.get("text") ?? undefined,
    country: search.get("country") ?? undefined,
    status: search.get("status") ?? undefined,
    freeCru: wholeOf(search.get("cores")),
    freeMruBytes: gibOf(search.get("memory")),
    freeSruBytes: gibOf(search.get("ssd")),
    freeHruBytes: gibOf(search.get("hdd")),
    freeIps: wholeOf(search.get("ips")),
    certified: search.get("kind") === "certified" ? true : undefined,
    dedicated: search.get("kind") === "dedicated" ? true : undefined,
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}

function wholeOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function gibOf(text: string | null): bigint | undefined {
  const whole = wholeOf(text);
  return whole === undefined ? undefined : BigInt(whole) * GIB;
}
