import { readFileSync } from "node:fs";
import { z } from "zod";
import type { AddressBook } from "../../sdk/network/address-book.ts";
import { parseAddressBook } from "../../sdk/network/address-book.ts";

/** What the indexer is told by its environment. */
export interface IndexerSettings {
  readonly book: AddressBook;
  /** Ethereum nodes that are asked in turn. */
  readonly rpcUrls: readonly string[];
  /** How often it asks for new blocks. */
  readonly pollingIntervalMs: number;
  /** Where PGlite keeps the tables; undefined for Ponder's own folder, or when DATABASE_URL names a PostgreSQL. */
  readonly databaseFolder: string | undefined;
  /** So many points an address may spend on requests in a minute. */
  readonly pointsPerMinute: number;
  /** So many requests are answered at the same time. */
  readonly requestsAtOnce: number;
}

const environment = z.object({
  GRID_ADDRESS_BOOK: z.string("Set GRID_ADDRESS_BOOK to the file that `tfgrid deploy` wrote."),
  GRID_RPC_URL: z
    .string(
      "Set GRID_RPC_URL to the address of an Ethereum node, http://… or https://…, or of several with commas between.",
    )
    .transform((text) => text.split(",").map((url) => url.trim()))
    .pipe(z.array(z.url("GRID_RPC_URL has something in it that is no http://… or https://… address.")).min(1)),
  GRID_POLLING_MS: z.coerce.number("GRID_POLLING_MS is a number of milliseconds.").int().min(100).default(1000),
  GRID_DATABASE_FOLDER: z.string().min(1).optional(),
  GRID_POINTS_PER_MINUTE: z.coerce.number("GRID_POINTS_PER_MINUTE is a number.").int().min(20).default(3000),
  GRID_REQUESTS_AT_ONCE: z.coerce.number("GRID_REQUESTS_AT_ONCE is a number.").int().min(1).default(100),
});

/** Reads the settings; says every variable that is missing or wrong. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): IndexerSettings {
  const read = environment.safeParse(env);
  if (!read.success) throw new Error(read.error.issues.map(({ message }) => message).join("\n"));
  const file = read.data.GRID_ADDRESS_BOOK;
  return {
    book: parseAddressBook(readFileSync(file, "utf8"), file),
    rpcUrls: read.data.GRID_RPC_URL,
    pollingIntervalMs: read.data.GRID_POLLING_MS,
    databaseFolder: read.data.GRID_DATABASE_FOLDER,
    pointsPerMinute: read.data.GRID_POINTS_PER_MINUTE,
    requestsAtOnce: read.data.GRID_REQUESTS_AT_ONCE,
  };
}
