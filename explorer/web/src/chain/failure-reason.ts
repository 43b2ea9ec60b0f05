import type { AddressBook } from "../../../../sdk/network/address-book.ts";
import { TransactionFailedError } from "../../../../sdk/network/call.ts";
import { explainError } from "../../../../sdk/network/explain-error.ts";
import type { GridError } from "../../../../sdk/grid-error.ts";
import { connectNode } from "./session.ts";

/** Why a transaction failed in its block, by making the same call on the state before it. */
export async function failureReason(hash: string, book: AddressBook): Promise<GridError> {
  const node = connectNode(book);
  const sent = await node.getTransaction(hash);
  if (typeof sent?.blockNumber !== "number") return new TransactionFailedError(hash);
  const { from, to, data, value, gasLimit, blockNumber } = sent;
  try {
    await node.call({ from, to, data, value, gasLimit, blockTag: blockNumber - 1 });
    return new TransactionFailedError(hash);
  } catch (error) {
    return explainError(error, book.schedule);
  } finally {
    node.destroy();
  }
}
