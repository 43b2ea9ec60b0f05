import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { HDNodeWallet, JsonRpcProvider } from "ethers";
import type { Browser } from "playwright-core";
import { chromium } from "playwright-core";
import type { AddressBook } from "../../../sdk/network/address-book.ts";
import type { Grid } from "../../../sdk/network/grid.ts";
import { connectGrid } from "../../../sdk/network/grid.ts";
import { freePort } from "../../../test/e2e/chain-process.ts";
import type { RunningIndexer } from "../../../test/explorer/indexer/start-indexer.ts";
import { startIndexer } from "../../../test/explorer/indexer/start-indexer.ts";
import { createSite } from "../../serve/create-site.ts";
import { siteConfig } from "../../serve/site-config.ts";
import { findChromium } from "./find-chromium.ts";

const LOCAL = fileURLToPath(new URL("../../../scripts/local.ts", import.meta.url));
const MNEMONIC = "test test test test test test test test test test test junk";

/** Chain, indexer, page's server and browser: everything that people have, for real. */
export interface Stack {
  /** Of the page. */
  readonly url: string;
  readonly provider: JsonRpcProvider;
  readonly grid: Grid;
  readonly book: AddressBook;
  readonly browser: Browser;
  readonly indexer: () => RunningIndexer;
  readonly stopIndexer: () => Promise<void>;
  /** Waits until the page can show the last block. */
  readonly indexed: () => Promise<void>;
  /** A development account. */
  readonly wallet: (account: number) => HDNodeWallet;
  readonly stop: () => Promise<void>;
}

/** Starts all of it: three real farms with a month to claim, and a tenant with two reservations. */
export async function startStack(): Promise<Stack> {
  const folder = mkdtempSync(path.join(tmpdir(), "tfgrid-browser-"));
  const port = await freePort();
  const rpcUrl = `http://127.0.0.1:${port}`;
  const stopChain = await startChain(port, folder);
  const bookFile = path.join(folder, "localhost.json");
  const config = siteConfig(readFileSync(bookFile, "utf8"));
  const provider = new JsonRpcProvider(rpcUrl, undefined, { cacheTimeout: -1, pollingInterval: 100 });
  const indexer = await startIndexer({ addressBook: bookFile, rpcUrl });
  const site = await createSite({ config, rpcUrl, indexerUrl: indexer.url });
  const url = await site.listen({ port: 0, host: "127.0.0.1" });
  const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
  const indexed = async () => indexer.reach(await provider.getBlockNumber());
  await indexed();
  return {
    ...{ url, provider, browser, indexed, book: config.book, grid: connectGrid(config.book.contracts, provider) },
    indexer: () => indexer,
    stopIndexer: () => indexer.stop(),
    wallet: (account) => HDNodeWallet.fromPhrase(MNEMONIC, undefined, `m/44'/60'/0'/0/${account}`).connect(provider),
    stop: async () => {
      await browser.close();
      await site.close();
      await indexer.stop();
      provider.destroy();
      await stopChain();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startChain(port: number, folder: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [LOCAL, "--port", String(port), "--without-explorer"], {
    env: { ...process.env, TFGRID_DEPLOYMENTS: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (output += data.toString()));
  while (!output.includes("Stop with Ctrl-C.")) {
    if (child.exitCode !== null) throw new Error(`The chain did not start:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return async () => {
    child.kill("SIGTERM");
    await exited;
  };
}
