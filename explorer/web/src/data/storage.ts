/*
 * What the browser keeps from visit to visit. Storage may be forbidden or full: then the page works, and remembers nothing.
 */

export function readStored(key: string): string | undefined {
  return attempt(() => localStorage.getItem(key)) ?? undefined;
}

export function store(key: string, text: string): void {
  attempt(() => {
    localStorage.setItem(key, text);
  });
}

export function unstore(key: string): void {
  attempt(() => {
    localStorage.removeItem(key);
  });
}

/** The keys that begin like this. */
export function storedKeys(prefix: string): readonly string[] {
  return attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix))) ?? [];
}

function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
