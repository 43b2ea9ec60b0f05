import type { AddressBook } from "../../../../sdk/network/address-book.ts";
import type { Session } from "../chain/session.ts";
import { isRejection } from "../wallet/eip1193.ts";
import type { Connection } from "../wallet/wallet-store.ts";
import type { Problem } from "./transaction-store.ts";
import { addTransaction, PAGE_ID, updateTransaction } from "./transaction-store.ts";

/** Something that a person can do on chain. */
export interface Action {
  /** What it does, for people: "Claim rewards of farm 1". */
  readonly label: string;
  /** Sends through the library: `({ grid, signer }) => deposit(grid, signer, { accountId, units })`. */
  readonly send: (session: Session) => Promise<unknown>;
}

/** Tries an action out, has the wallet send it and follows it. Never throws: how it goes stands in its record. */
export async function runTransaction(
  { label, send }: Action,
  connection: Connection,
  book: AddressBook,
  onId: (id: string) => void,
): Promise<void> {
  const id = `${Date.now()}-${crypto.getRandomValues(new Uint32Array(1)).join("")}`;
  const { address: account, chainId } = connection;
  addTransaction({ id, label, account, chainId, startedAtMs: Date.now(), pageId: PAGE_ID, state: "preparing" });
  onId(id);
  let isSent = false;
  try {
    const { openSession } = await import("../chain/session.ts");
    const session = openSession(connection, book, {
      onAsk: () => {
        updateTransaction(id, { state: "asking" });
      },
      onSent: (hash) => {
        isSent = true;
        updateTransaction(id, { state: "pending", hash });
      },
    });
    await send(session);
  } catch (error) {
    // Once it is sent, only the chain says how it went.
    if (isSent) return;
    if (isRejection(error)) updateTransaction(id, { state: "rejected" });
    else updateTransaction(id, { state: "failed", problem: await problemOf(error, book) });
  }
}

async function problemOf(error: unknown, book: AddressBook): Promise<Problem> {
  const { explainError } = await import("../../../../sdk/network/explain-error.ts");
  const { message, hint } = explainError(error, book.schedule);
  return { message, hint };
}
