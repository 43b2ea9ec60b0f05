/**
 * The grid to try things on, `npm run local`: a Hardhat node with the contracts, the real farms and some of their real months, a
 * simulated fleet, tenants, and the explorer over all of it. Or, with --without-explorer, the chain alone: the real farms and
 * one real month that is measured, final and ready to be claimed, and a tenant with two reservations. It runs until Ctrl-C; a second
 * terminal uses `tfgrid` against it.
 *
 *     npm run local [-- --port N] [--page-port N] [--indexer-port N] [--without-explorer]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import hre from "hardhat";
import { GridError } from "../sdk/grid-error.ts";
import type { AddressBook } from "../sdk/network/address-book.ts";
import { connectDeployment } from "../sdk/network/connect-deployment.ts";
import { periodStart } from "../sdk/rules/minting-period.ts";
import { declareNetwork } from "./cli/commands/network.ts";
import { processIo } from "./cli/io.ts";
import { addressBookFile, readAddressBookOf } from "./cli/networks.ts";
import { runTfgrid } from "./cli/run.ts";
import { mintTft } from "./local/mint-tft.ts";
import type { LocalPort } from "./local/ports.ts";
import { requireFreePorts } from "./local/ports.ts";
import { prepareGrid } from "./local/prepare-grid.ts";
import { prepareTenant, tenantGift } from "./local/prepare-tenant.ts";
import { Services } from "./local/services.ts";
import { buildExplorer, startExplorer } from "./local/start-explorer.ts";
import { explorerSummary, localSummary } from "./local/summary.ts";
import { replayPlan } from "./replay/plan.ts";
import type { RealGrid } from "./replay/real-grid.ts";
import { loadRealGrid, onlyPeriod, onlyPeriods } from "./replay/real-grid.ts";
import { sendAction } from "./replay/run-actions.ts";
import { REPLAY_PARAMETERS, castActors, readReplaySettings } from "./replay/run-chain.ts";
import { attestBatch } from "./replay/run-period.ts";
import { newRun } from "./replay/run.ts";
import type { ReplayRun } from "./replay/run.ts";
import { newTenancy } from "./tenancy/run.ts";

/** The month to be claimed: the last one in which all three real farms had nodes. */
const PERIOD = 62;

/** The first of the months behind it, of which one was corrected later. */
const FIRST_PERIOD = 57;

/** As long as somebody looks at the grid its time goes on, in milliseconds. */
const BLOCK_INTERVAL = 5_000;

const NETWORK = "localhost";
const HOST = "127.0.0.1";

const OPTIONS = {
  port: { type: "string", default: "8545" },
  "page-port": { type: "string", default: "8080" },
  "indexer-port": { type: "string", default: "42069" },
  "without-explorer": { type: "boolean", default: false },
} as const;

async function runLocal(services: Services): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const chainPort = { what: "chain", flag: "--port", port: Number(values.port) };
  if (values["without-explorer"]) return runLocalChain(chainPort);

  const pagePort = { what: "page", flag: "--page-port", port: Number(values["page-port"]) };
  const indexerPort = { what: "indexer", flag: "--indexer-port", port: Number(values["indexer-port"]) };
  await requireFreePorts(HOST, [chainPort, pagePort, indexerPort]);
  buildExplorer();
  await runLocalGrid(services, { chainPort: chainPort.port, pagePort: pagePort.port, indexerPort: indexerPort.port });
}

/** The chain alone, soon there. */
async function runLocalChain(port: LocalPort): Promise<void> {
  await requireFreePorts(HOST, [port]);
  const real = onlyPeriod(loadRealGrid(), PERIOD);
  const { run, url, book, destroy } = await startChain(port.port, real);
  await prepareMonth(run);
  await mintTft(await newTenancy(run), [await tenantGift(run)]);
  const tenancy = await prepareTenant(run);
  console.log(await localSummary(run, { url, book, period: PERIOD, tenancy }));
  console.log("Stop with Ctrl-C.");
  destroy();
}

/** Everything: the chain with some months behind it, the index and the page. */
async function runLocalGrid(services: Services, ports: LocalPorts): Promise<void> {
  const real = onlyPeriods(loadRealGrid(), { first: FIRST_PERIOD, last: PERIOD });
  const { run, url, book, destroy } = await startChain(ports.chainPort, real);
  const { tenancy, fleet } = await prepareGrid(run);
  const { provider } = run.chain;
  await provider.send("evm_setIntervalMining", [BLOCK_INTERVAL]);
  console.error("Indexing the chain ...");
  const addressBook = addressBookFile(NETWORK, processIo());
  const explorer = startExplorer({ services, addressBook, rpcUrl: url, ...ports });
  await explorer.reach(await provider.getBlockNumber());
  console.log(await localSummary(run, { url, book, period: PERIOD, tenancy }));
  console.log(explorerSummary(explorer.url, { fleet, chainId: book.chainId, rpcUrl: url }));
  console.log("Stop with Ctrl-C.");
  destroy();
  await explorer.ended;
}

interface LocalPorts {
  readonly chainPort: number;
  readonly pagePort: number;
  readonly indexerPort: number;
}

async function startChain(port: number, real: RealGrid) {
  const url = await startNode(port, Math.min(...real.receipts.map(({ period }) => period)));
  const book = await deploy(url);
  const { provider, grid } = await connectDeployment(url, book);
  const chain = castActors({ grid, provider, book });
  const run = newRun({ chain, plan: replayPlan(real), fixups: real.fixups, say: console.error });
  return { run, url, book, destroy: () => provider.destroy() };
}

/** Starts the node in the period before the first month, so that the month's terms can be opened. */
async function startNode(port: number, firstPeriod: number): Promise<string> {
  const { schedule } = readReplaySettings();
  const initialDate = new Date((periodStart(schedule, firstPeriod - 1) + 3600) * 1000);
  const server = await hre.network.createServer({ network: "node", override: { initialDate } }, HOST, port);
  const { address, port: listening } = await server.listen();
  return `http://${address}:${listening}`;
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

const services = new Services();
let stopping: Promise<void> | undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // A terminal sends it to npm's process too, which passes it on.
  process.on(signal, () => {
    stopping ??= stop();
  });
}

async function stop(): Promise<void> {
  console.error("Stopping ...");
  await services.stop();
  process.exit(0);
}

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof GridError && error.hint !== undefined ? `${error.message} ${error.hint}` : error.message;
}

try {
  await runLocal(services);
} catch (error) {
  console.error(inWords(error));
  await services.stop();
  process.exit(1);
}
