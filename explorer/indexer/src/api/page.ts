import type { Page } from "./answers/common.ts";

/** A page of a list. */
export async function toPage<Row, Item>(
  extent: { readonly offset: number; readonly limit: number },
  rows: PromiseLike<readonly Row[]>,
  total: PromiseLike<number>,
  toItem: (row: Row) => Item,
): Promise<Pick<Page<Item>, "total" | "offset" | "limit"> & { items: Item[] }> {
  const items = (await rows).map(toItem);
  return { items, total: await total, ...extent };
}
