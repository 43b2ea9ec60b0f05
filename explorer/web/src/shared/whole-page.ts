import type { Page } from "../../../indexer/src/api/answers/common.ts";

/** A list without pages, for a table. */
export function wholePage<Item>(items: readonly Item[] | undefined): Page<Item> | undefined {
  return items && { items, total: items.length, offset: 0, limit: Math.max(1, items.length) };
}
