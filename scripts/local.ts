/**
 * A chain to try things on, `npm run local`: a Hardhat node with the contracts, the real farms and one real month that is
 * measured, final and ready to be claimed, and a tenant with two reservations. It runs until Ctrl-C; a second terminal uses `tfgrid` against it.
 *
 *     npm run local [-- --port N]
 */
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import hre from "hardhat";
import type { AddressBook } from "../sdk/network/address-book.ts";
import { connectDeployment } from "../sdk/network/connect-deployment.ts";
import { periodStart } from "../sdk/rules/minting-period.ts";
import { declareNetwork } from "./cli/commands/network.ts";
import { processIo } from "./cli/io.ts";
import { readAddressBookOf } from "./cli/networks.ts";
import { runTfgrid } from "./cli/run.ts";
import { prepareTenant } from "./local/prepare-tenant.ts";
import { localSummary } from "./local/summary.ts";
import { replayPlan } from "./replay/plan.ts";
import { loadRealGrid, onlyPeriod } from "./replay/real-grid.ts";
import { sendAction } from "./replay/run-actions.ts";
import { REPLAY_PARAMETERS, castActors, readReplaySettings } from "./replay/run-chain.ts";
import { attestBatch } from "./replay/run-period.ts";
import { newRun } from "./replay/run.ts";
import type { ReplayRun } from "./replay/run.ts";

/** The month to be claimed: the last one in which all three real farms had nodes. */
const PERIOD = 62;

const NETWORK = "localhost";
const HOST = "127.0.0.1";

async function runLocalChain(): Promise<void> {
  const { port } = parseArgs({ options: { port: { type: "string", default: "8545" } } }).values;
  const url = await startNode(Number(port));
  const book = await deploy(url);
  const { provider, grid } = await connectDeployment(url, book);
  const real = onlyPeriod(loadRealGrid(), PERIOD);
  const chain = castActors({ grid, provider, book });
  const run = newRun({ chain, plan: replayPlan(real), fixups: real.fixups, say: console.error });
  await prepareMonth(run);
  const tenancy = await prepareTenant(run);
  console.log(await localSummary(run, { url, book, period: PERIOD, tenancy }));
  provider.destroy();
}

/** Starts the node in the period before the month, so that the month's terms can be opened. */
async function startNode(port: number): Promise<string> {
  await requireFreePort(port);
  const { schedule } = readReplaySettings();
  const initialDate = new Date((periodStart(schedule, PERIOD - 1) + 3600) * 1000);
  const server = await hre.network.createServer({ network: "node", override: { initialDate } }, HOST, port);
  const { address, port: listening } = await server.listen();
  return `http://${address}:${listening}`;
}

/** Hardhat's server cannot be asked: a port in use ends the process with a stack trace. */
function requireFreePort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (cause) => reject(new PortUnavailableError(port, cause)));
    probe.listen({ port, host: HOST }, () => probe.close(() => resolve()));
  });
}

/** Deploys as everybody does: with the command. */
async function deploy(rpcUrl: string): Promise<AddressBook> {
  const io = { ...processIo(), out: () => undefined, env: { ...process.env, TFGRID_RPC_URL: rpcUrl } };
  const command = ["deploy", "--network", NETWORK, "--parameters", fileURLToPath(REPLAY_PARAMETERS)];
  // The command has said why.
  if ((await runTfgrid(command, [declareNetwork], io)) !== 0) process.exit(1);
  return readAddressBookOf(NETWORK, io);
}

/** Registers the real farms and nodes, has their month attested and waits until it is final. */
async function prepareMonth(run: ReplayRun): Promise<void> {
  for (const action of run.plan.actions) await sendAction(run, action);
  for (const { period, primary } of run.plan.periods) {
    await run.chain.travelTo(Number(await run.grid.Measurements.proposableAt(period)));
    await attestBatch(run, { period, batch: 0 }, primary);
  }
}

/** Something else listens where the chain should. */
class PortUnavailableError extends Error {
  override readonly name = "PortUnavailableError";

  constructor(port: number, { message }: Error) {
    super(`No chain can be started on port ${port} (${message}). Stop what runs there, or choose another: --port N.`);
  }
}

try {
  await runLocalChain();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
