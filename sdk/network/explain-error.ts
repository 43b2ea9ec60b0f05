import { GridError } from "../grid-error.ts";
import type { AddressBook } from "./address-book.ts";

/** Anything that was thrown, as an error for people. */
export function explainError(thrown: unknown, _book?: AddressBook): GridError {
  if (thrown instanceof GridError) return thrown;
  return new GridError(thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
}
