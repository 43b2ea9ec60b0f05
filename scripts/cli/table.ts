import Table from "cli-table3";

/** Rows as a table for people; without a head when `head` is empty. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  made.push(...rows.map((row) => [...row]));
  return made.toString();
}

/** Names and values below each other. */
export function fields(entries: Readonly<Record<string, string>>): string {
  return table([], Object.entries(entries));
}
