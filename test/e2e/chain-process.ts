import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

const MODULES = fileURLToPath(new URL("../../node_modules/", import.meta.url));

/** How long a chain may take to answer, in milliseconds, and how often it is asked. */
const START_TIMEOUT = 60_000;
const START_POLLING = 100;

/** Programs that start others, as Anvil's does, end together with them. */
const OWN_GROUP = { stdio: "ignore", detached: true } as const;

/** A chain in a process of its own. */
export interface ChainProcess {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** A Hardhat node, as people start it. */
export async function startHardhatNode(): Promise<ChainProcess> {
  const port = await freePort();
  const program = path.join(MODULES, "hardhat", "dist", "src", "cli.js");
  const args = [program, "node", "--port", String(port)];
  return whenReady(spawn(process.execPath, args, { ...OWN_GROUP, env: quietEnvironment() }), port);
}

/** Anvil with the given flags. */
export async function startAnvil(...flags: string[]): Promise<ChainProcess> {
  const port = await freePort();
  const args = ["--port", String(port), "--silent", ...flags];
  return whenReady(spawn(path.join(MODULES, ".bin", "anvil"), args, OWN_GROUP), port);
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function whenReady(child: ChildProcess, port: number): Promise<ChainProcess> {
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    await exited;
  };
  for (const deadline = Date.now() + START_TIMEOUT; !(await answers(url));) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`The chain on port ${port} did not start.`);
    await new Promise((resolve) => setTimeout(resolve, START_POLLING));
  }
  return { url, stop };
}

async function answers(url: string): Promise<boolean> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
  const headers = { "content-type": "application/json" };
  return fetch(url, { method: "POST", headers, body }).then(
    ({ ok }) => ok,
    () => false,
  );
}

function quietEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, HARDHAT_DISABLE_TELEMETRY: "true" };
}
