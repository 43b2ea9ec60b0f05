import { createStore } from "../data/store.ts";
import { readStored, store, storedKeys, unstore } from "../data/storage.ts";

/**
 * How far a transaction is: being tried out, before the wallet's question, sent, in a block, failed in it or before, declined by
 * the person, or pushed out by another transaction of the same account.
 */
export type TransactionState = "preparing" | "asking" | "pending" | "mined" | "failed" | "rejected" | "replaced";

/** What went wrong, and what to do about it. */
export interface Problem {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A transaction that this browser made. Kept until the person removes it. */
export interface TransactionRecord {
  readonly id: string;
  /** What it does, for people: "Claim rewards of farm 1". */
  readonly label: string;
  readonly account: string;
  readonly chainId: number;
  readonly startedAtMs: number;
  /** The page that asked the wallet: only that one learns its answer. */
  readonly pageId: string;
  readonly state: TransactionState;
  readonly hash?: string;
  /** Its place among the account's transactions, once the node has shown it. */
  readonly nonce?: number;
  readonly block?: number;
  readonly problem?: Problem;
}

// Each has a key of its own: pages that are open side by side never overwrite each other's.
const PREFIX = "grid-transaction:";

/** This visit of this page. */
export const PAGE_ID = crypto.getRandomValues(new Uint32Array(2)).join("-");

/** Newest first. */
export const transactionStore = createStore<readonly TransactionRecord[]>(readAll());

addEventListener("storage", ({ key }) => {
  if (key === null || key.startsWith(PREFIX)) transactionStore.set(merge(readAll()));
});

export function addTransaction(record: TransactionRecord): void {
  write(record);
  transactionStore.set([record, ...transactionStore.get()]);
}

/** Changes what is known of a transaction; one that was removed meanwhile stays removed. */
export function updateTransaction(id: string, change: Partial<TransactionRecord>): void {
  const before = transactionStore.get().find((record) => record.id === id);
  if (before === undefined) return;
  const after = { ...before, ...change };
  write(after);
  transactionStore.set(transactionStore.get().map((record) => (record.id === id ? after : record)));
}

export function removeTransaction(id: string): void {
  unstore(PREFIX + id);
  transactionStore.set(transactionStore.get().filter((record) => record.id !== id));
}

/** Whether it still waits for a wallet that a page of before asked: the answer went to that page. */
export function isInterrupted({ state, pageId }: TransactionRecord): boolean {
  return state === "asking" && pageId !== PAGE_ID;
}

export function isUnderway(record: TransactionRecord): boolean {
  return ["preparing", "asking", "pending"].includes(record.state) && !isInterrupted(record);
}

function readAll(): readonly TransactionRecord[] {
  return storedKeys(PREFIX)
    .map((key) => parse(readStored(key)))
    .filter((record) => record !== undefined)
    .filter(({ state, pageId }) => state !== "preparing" || pageId === PAGE_ID)
    .toSorted((one, other) => other.startedAtMs - one.startedAtMs);
}

/** Where storage is forbidden or full, what this page knows by itself stays. */
function merge(stored: readonly TransactionRecord[]): readonly TransactionRecord[] {
  const known = new Set(stored.map(({ id }) => id));
  const own = transactionStore.get().filter(({ id, pageId }) => pageId === PAGE_ID && !known.has(id));
  return [...own, ...stored];
}

function write(record: TransactionRecord): void {
  store(PREFIX + record.id, JSON.stringify(record));
}

function parse(text: string | undefined): TransactionRecord | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as TransactionRecord);
  } catch {
    return undefined;
  }
}
