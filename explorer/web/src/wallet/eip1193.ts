/** What every wallet in a browser offers (EIP-1193). */
export interface Eip1193Provider {
  request(request: { readonly method: string; readonly params?: unknown }): Promise<unknown>;
  on?(event: string, listener: (argument: never) => void): unknown;
  removeListener?(event: string, listener: (argument: never) => void): unknown;
}

/** EIP-1193: the person said no. */
const REJECTED = 4001;

/** EIP-3326: the wallet does not know the chain. */
export const UNKNOWN_CHAIN = 4902;

/** Whether the person declined what the wallet asked. */
export function isRejection(thrown: unknown): boolean {
  return hasCode(thrown, REJECTED) || hasCode(thrown, "ACTION_REJECTED");
}

/** Whether an error, or one that it wraps, has a code. */
export function hasCode(thrown: unknown, code: number | string, depth = 0): boolean {
  if (typeof thrown !== "object" || thrown === null || depth > 4) return false;
  const record = thrown as Record<string, unknown>;
  return (
    record["code"] === code || ["info", "error", "cause", "data"].some((key) => hasCode(record[key], code, depth + 1))
  );
}
