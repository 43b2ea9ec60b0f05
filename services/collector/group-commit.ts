/** Items that are written together at most. */
const MOST_TOGETHER = 4000;

interface Waiting<Item, Result> {
  readonly items: readonly Item[];
  readonly resolve: (results: Result[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes what comes while another write is under way together, so that the disk is waited for once. Each caller hears of
 * its own items, in their order, when they are written.
 */
export function createGroupCommit<Item, Result>(write: (items: readonly Item[]) => Promise<Result[]>) {
  let queue: Waiting<Item, Result>[] = [];
  let isWriting = false;

  const writeAll = async (): Promise<void> => {
    isWriting = true;
    while (queue.length > 0) {
      const group = takeGroup(queue);
      queue = queue.slice(group.length);
      await writeGroup(group, write);
    }
    isWriting = false;
  };
  return (items: readonly Item[]): Promise<Result[]> =>
    new Promise((resolve, reject) => {
      queue.push({ items, resolve, reject });
      if (!isWriting) void writeAll();
    });
}

/** As many callers as fit, the first one always. */
function takeGroup<Item, Result>(queue: readonly Waiting<Item, Result>[]): Waiting<Item, Result>[] {
  let count = 0;
  const end = queue.findIndex(({ items }, index) => (count += items.length) > MOST_TOGETHER && index > 0);
  return queue.slice(0, end === -1 ? undefined : end);
}

async function writeGroup<Item, Result>(
  group: readonly Waiting<Item, Result>[],
  write: (items: readonly Item[]) => Promise<Result[]>,
): Promise<void> {
  try {
    const results = await write(group.flatMap(({ items }) => items));
    let start = 0;
    for (const { items, resolve } of group) resolve(results.slice(start, (start += items.length)));
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}
