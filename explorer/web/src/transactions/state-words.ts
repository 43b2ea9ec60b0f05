import type { TransactionRecord, TransactionState } from "./transaction-store.ts";
import { isInterrupted } from "./transaction-store.ts";

interface StateWords {
  readonly label: string;
  readonly color: string;
  readonly text: string;
}

const STATES: Readonly<Record<TransactionState, StateWords>> = {
  preparing: { label: "Checking", color: "gray", text: "It is tried out before anything is sent." },
  asking: { label: "In your wallet", color: "orange", text: "Confirm it in your wallet." },
  pending: { label: "Pending", color: "orange", text: "It is sent, and waits for a block." },
  mined: { label: "Done", color: "green", text: "It is in a block." },
  failed: { label: "Failed", color: "red", text: "Nothing was changed." },
  rejected: { label: "Declined", color: "gray", text: "You declined it in your wallet. Nothing was sent." },
  replaced: {
    label: "Replaced",
    color: "gray",
    text: "Another transaction of the same account took its place: look in your wallet which.",
  },
};

const INTERRUPTED: StateWords = {
  label: "Unknown",
  color: "gray",
  text: "The page that asked your wallet is gone or in another tab: look in your wallet whether it was sent.",
};

/** How far a transaction is, in words. */
export function stateWords(record: TransactionRecord): StateWords {
  return isInterrupted(record) ? INTERRUPTED : STATES[record.state];
}
