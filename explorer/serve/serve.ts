/**
 * Serves the page of the explorer.
 *
 *     GRID_ADDRESS_BOOK=FILE GRID_RPC_URL=URL GRID_INDEXER_URL=URL [PORT=8080] [HOST=127.0.0.1] node explorer/serve/serve.ts
 */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { createSite } from "./create-site.ts";
import { siteConfig } from "./site-config.ts";

const environment = z.object({
  GRID_ADDRESS_BOOK: z.string("Set GRID_ADDRESS_BOOK to the file that `tfgrid deploy` wrote."),
  GRID_RPC_URL: z.url("Set GRID_RPC_URL to the address of an Ethereum node, http://… or https://…."),
  GRID_INDEXER_URL: z.url("Set GRID_INDEXER_URL to the address of the indexer, http://… or https://…."),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().default("127.0.0.1"),
});

const read = environment.safeParse(process.env);
if (!read.success) {
  console.error(read.error.issues.map(({ message }) => message).join("\n"));
  process.exit(1);
}
const { GRID_ADDRESS_BOOK, GRID_RPC_URL, GRID_INDEXER_URL, PORT, HOST } = read.data;
const site = await createSite({
  config: siteConfig(readFileSync(GRID_ADDRESS_BOOK, "utf8")),
  rpcUrl: GRID_RPC_URL,
  indexerUrl: GRID_INDEXER_URL,
});
console.log(`The explorer is at ${await site.listen({ port: PORT, host: HOST })}`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void site.close());
