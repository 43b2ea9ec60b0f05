import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const PROGRAM = fileURLToPath(new URL("../../../scripts/local.ts", import.meta.url));
const HOST = "127.0.0.1";

interface Ports {
  readonly chain: number;
  readonly page: number;
  readonly indexer: number;
}

/** `npm run local` with ports of its own, and all that it has written. */
class LocalRun {
  readonly child: ChildProcess;
  output = "";

  constructor(folder: string, { chain, page, indexer }: Ports) {
    const flags = ["--port", chain, "--page-port", page, "--indexer-port", indexer].map(String);
    this.child = spawn(process.execPath, [PROGRAM, ...flags], {
      env: { ...process.env, TFGRID_DEPLOYMENTS: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (data: Buffer) => (this.output += data.toString()));
    }
  }

  /** Waits until it has written something; fails with all of it when it ends before. */
  async says(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.child.exitCode !== null) throw new Error(`It ended with ${this.child.exitCode}:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async ends(): Promise<number | null> {
    if (this.child.exitCode === null) await once(this.child, "exit");
    return this.child.exitCode;
  }
}

describe("npm run local", function () {
  this.timeout(600_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "local-test-"));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("says which port is taken, and what to do", async () => {
    const server = await listening();
    const { port: page } = server.address() as AddressInfo;
    const run = new LocalRun(folder, { ...(await freePorts()), page });
    expect(await run.ends()).to.equal(1);
    expect(run.output).to.contain(`No page can be started on port ${page}`).and.to.contain("--page-port N");
    server.close();
  });

  it("starts chain, months, fleet, indexer and page, and stops all of them", async () => {
    const ports = await freePorts();
    const run = new LocalRun(folder, ports);
    const url = `http://${HOST}:${ports.page}`;
    try {
      await run.says(`The explorer is at ${url}`);
      expect(await (await fetch(url)).text()).to.contain('<div id="root">');
      const read = async (of: string) => (await (await fetch(`${url}/indexer/v1/${of}`)).json()) as { total: number };
      expect((await read("farms?text=simulated-")).total).to.equal(36);
      expect((await read("reservations?state=active")).total).to.be.greaterThan(20);
      expect((await read("receipts?farm=1&period=61")).total).to.equal(7);
      expect((await read("receipts?farm=1&period=62")).total).to.equal(0);
    } finally {
      run.child.kill("SIGINT");
    }
    expect(await run.ends(), run.output).to.equal(0);
    for (const port of Object.values(ports)) (await listening(port as number)).close();
  });
});

async function freePorts(): Promise<Ports> {
  const servers = await Promise.all([listening(), listening(), listening()]);
  const [chain = 0, page = 0, indexer = 0] = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return { chain, page, indexer };
}

/** A server on a port, by default any free one; fails when it is taken. */
async function listening(port = 0) {
  const server = createServer().listen(port, HOST);
  await once(server, "listening");
  return server;
}
