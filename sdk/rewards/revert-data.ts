/** The data with which a contract refused a call, somewhere inside what the node's client threw; undefined if none did. */
export function revertDataOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { data } = error as { data?: unknown };
  if (typeof data === "string" && /^0x[0-9a-fA-F]{8,}$/.test(data)) return data;
  const inner = error as { data?: unknown; error?: unknown; info?: unknown; cause?: unknown };
  return [inner.data, inner.error, inner.info, inner.cause].map(revertDataOf).find((found) => found !== undefined);
}
