import { readFileSync } from "node:fs";
import { z } from "zod";
import type { AddressBook } from "../../sdk/network/address-book.ts";
import { parseAddressBook } from "../../sdk/network/address-book.ts";

/** What the indexer is told by its environment. */
export interface IndexerSettings {
  readonly book: AddressBook;
  readonly rpcUrl: string;
  /** How often it asks for new blocks. */
  readonly pollingIntervalMs: number;
}

const environment = z.object({
  GRID_ADDRESS_BOOK: z.string("Set GRID_ADDRESS_BOOK to the file that `tfgrid deploy` wrote."),
  GRID_RPC_URL: z.url("Set GRID_RPC_URL to the address of an Ethereum node, http://… or https://…."),
  GRID_POLLING_MS: z.coerce.number("GRID_POLLING_MS is a number of milliseconds.").int().min(50).default(1000),
});

/** Reads the settings; says every variable that is missing or wrong. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): IndexerSettings {
  const read = environment.safeParse(env);
  if (!read.success) throw new Error(read.error.issues.map(({ message }) => message).join("\n"));
  const { GRID_ADDRESS_BOOK: file, GRID_RPC_URL: rpcUrl, GRID_POLLING_MS: pollingIntervalMs } = read.data;
  return { book: parseAddressBook(readFileSync(file, "utf8"), file), rpcUrl, pollingIntervalMs };
}
