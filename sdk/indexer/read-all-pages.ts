import type { Page } from "../../explorer/indexer/src/api/answers/common.ts";
import type { PageQuery } from "./indexer-queries.ts";

/** The most that an indexer gives at once. */
const LARGEST_PAGE = 1000;

/** Reads a list to its end, such as `readAllPages((page) => client.listNodes({ farm: 3, ...page }))`. */
export async function readAllPages<Item>(
  readPage: (page: Required<Pick<PageQuery, "offset" | "limit">>) => Promise<Page<Item>>,
): Promise<Item[]> {
  const all: Item[] = [];
  for (;;) {
    const { items, total } = await readPage({ offset: all.length, limit: LARGEST_PAGE });
    all.push(...items);
    if (items.length === 0 || all.length >= total) return all;
  }
}
