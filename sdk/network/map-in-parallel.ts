/** Maps items by an asynchronous function, so many at a time, and returns the results in the order of the items. */
export async function mapInParallel<Item, Result>(
  items: readonly Item[],
  mostAtOnce: number,
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const remaining = items.entries();
  // The workers share the iterator: each takes the next item when it is done with one.
  const work = async () => {
    for (const [index, item] of remaining) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(mostAtOnce, items.length) }, work));
  return results;
}
