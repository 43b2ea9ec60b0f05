/** What may stand in a file: numbers are written as they are, texts so that no program takes them for a formula. */
export type Cell = string | number | bigint | undefined;

/** A line of a CSV file (RFC 4180). */
export function lineOf(cells: readonly Cell[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

function cellOf(cell: Cell): string {
  if (typeof cell !== "string") return cell === undefined ? "" : String(cell);
  // A spreadsheet computes what begins so, whoever wrote it; with an apostrophe before it, it is a text.
  const safe = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
