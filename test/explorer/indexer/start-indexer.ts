import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { IndexerClient } from "../../../sdk/indexer/indexer-client.ts";
import { createIndexerClient } from "../../../sdk/indexer/indexer-client.ts";
import { freePort } from "../../e2e/chain-process.ts";

const EXPLORER = fileURLToPath(new URL("../../../explorer/", import.meta.url));

/** How long an indexer may take, in milliseconds, and how often it is asked. */
const TIMEOUT = 120_000;
const POLLING = 200;

/** A program of Ponder in a process of its own. */
export interface RunningIndexer {
  readonly url: string;
  readonly client: IndexerClient;
  /** Waits until it has read a block. */
  readonly reach: (block: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface IndexerOptions {
  readonly addressBook: string;
  readonly rpcUrl: string;
  /** Of the database; each deployment has its own. */
  readonly schema?: string;
  /** `serve` only answers, from the database of another. */
  readonly command?: "start" | "serve";
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts an indexer with a database of its own, unless the environment names one. */
export async function startIndexer(options: IndexerOptions): Promise<RunningIndexer> {
  const { addressBook, rpcUrl, schema = "test", command = "start", env = {} } = options;
  const folder = mkdtempSync(path.join(tmpdir(), "tfgrid-indexer-"));
  const port = await freePort();
  const program = path.join(EXPLORER, "node_modules", ".bin", "ponder");
  const args = [command, "--root", path.join(EXPLORER, "indexer"), "--schema", schema, "--port", String(port)];
  const child = spawn(process.execPath, [program, ...args, "--hostname", "127.0.0.1", "--log-level", "warn"], {
    // Ponder writes its schema to the working folder.
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      PONDER_TELEMETRY_DISABLED: "true",
      GRID_ADDRESS_BOOK: addressBook,
      // Ponder asks each address 20 times a second at first.
      GRID_RPC_URL: Array(8).fill(rpcUrl).join(","),
      GRID_POLLING_MS: "100",
      ...("DATABASE_URL" in env ? {} : { GRID_DATABASE_FOLDER: path.join(folder, "database") }),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (written += String(data)));
  const url = `http://127.0.0.1:${port}`;
  const client = createIndexerClient(url);
  const reach = async (block: number) => {
    for (const deadline = Date.now() + TIMEOUT; ;) {
      const status = await client.readStatus().catch(() => undefined);
      if (status?.isReady === true && status.block >= block) return;
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`The indexer did not reach block ${block}:\n${written}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLLING));
    }
  };
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, "exit");
      child.kill("SIGINT");
      await exited;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, client, reach, stop };
}
