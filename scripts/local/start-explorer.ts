import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { GridError } from "../../sdk/grid-error.ts";
import type { Program, Services } from "./services.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const EXPLORER = path.join(ROOT, "explorer");
const HOST = "127.0.0.1";

/** How often the indexer looks for a new block, and is asked how far it is, in milliseconds. */
const POLLING = 500;

/** As often the node is named to the indexer. */
const NODE_CONNECTIONS = 16;

export interface ExplorerOptions {
  readonly services: Services;
  /** The file that `tfgrid deploy` wrote. */
  readonly addressBook: string;
  readonly rpcUrl: string;
  readonly pagePort: number;
  readonly indexerPort: number;
}

/** Installs the explorer's packages where they are missing, and builds its page. */
export function buildExplorer(): void {
  runOrFail("the installation of the explorer", [path.join(ROOT, "scripts", "setup", "explorer.mjs")]);
  const vite = path.join(EXPLORER, "node_modules", "vite", "bin", "vite.js");
  runOrFail("the build of the page", [vite, "build", path.join(EXPLORER, "web"), "--logLevel", "warn"]);
}

/** Indexer and page, under way. */
export interface RunningExplorer {
  /** The page's address. */
  readonly url: string;
  /** Waits until the index has a block. */
  readonly reach: (block: number) => Promise<void>;
  /** Rejected when one of them ends. */
  readonly ended: Promise<never>;
}

/** Starts indexer and page over a chain. */
export function startExplorer(options: ExplorerOptions): RunningExplorer {
  const { services, addressBook, rpcUrl, pagePort, indexerPort } = options;
  const indexerUrl = `http://${HOST}:${indexerPort}`;
  const grid = { GRID_ADDRESS_BOOK: addressBook, GRID_RPC_URL: rpcUrl };
  const ended = Promise.race([
    services.start(indexerProgram(indexerPort, grid)),
    services.start({
      name: "page's server",
      args: [path.join(EXPLORER, "serve", "serve.ts")],
      cwd: ROOT,
      env: { ...grid, GRID_INDEXER_URL: indexerUrl, HOST, PORT: String(pagePort) },
    }),
  ]);
  const reach = (block: number) => Promise.race([untilIndexed(indexerUrl, block), ended]);
  return { url: `http://${HOST}:${pagePort}`, reach, ended };
}

/** Its database is in a folder that goes when this process does. */
function indexerProgram(port: number, grid: Readonly<Record<string, string>>): Program {
  const folder = mkdtempSync(path.join(tmpdir(), "tfgrid-local-"));
  process.once("exit", () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const place = ["--root", path.join(EXPLORER, "indexer"), "--schema", "grid"];
  const listen = ["--hostname", HOST, "--port", String(port), "--log-level", "warn"];
  return {
    name: "indexer",
    args: [path.join(EXPLORER, "node_modules", ".bin", "ponder"), "start", ...place, ...listen],
    // Ponder writes its schema to the working folder.
    cwd: folder,
    env: {
      ...grid,
      // Ponder asks each address 20 times a second at first, out of regard for providers. This node is our own.
      GRID_RPC_URL: Array(NODE_CONNECTIONS).fill(grid["GRID_RPC_URL"]).join(","),
      PONDER_TELEMETRY_DISABLED: "true",
      GRID_POLLING_MS: String(POLLING),
      GRID_DATABASE_FOLDER: path.join(folder, "database"),
    },
  };
}

async function untilIndexed(url: string, lastBlock: number): Promise<void> {
  while (!(await hasIndexed(url, lastBlock))) await new Promise((resolve) => setTimeout(resolve, POLLING));
}

/** The library's client of indexers needs packages that are installed only by now. Until the indexer listens, nobody answers. */
async function hasIndexed(url: string, lastBlock: number): Promise<boolean> {
  const response = await fetch(`${url}/v1/status`).catch(() => undefined);
  if (response?.ok !== true) return false;
  const { isReady, block } = (await response.json()) as { isReady: boolean; block: number };
  return isReady && block >= lastBlock;
}

function runOrFail(what: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new ExplorerNotReadyError(what);
}

/** The explorer cannot be started; the program that failed has said why. */
class ExplorerNotReadyError extends GridError {
  override readonly name = "ExplorerNotReadyError";

  constructor(what: string) {
    super(`Without ${what} there is no explorer.`, {
      hint: "Repeat it after what is written above is mended, or start only the chain: npm run local -- --without-explorer",
    });
  }
}
