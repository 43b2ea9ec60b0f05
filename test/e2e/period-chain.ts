import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import hre from "hardhat";
import { replayPlan } from "../../scripts/replay/plan.ts";
import { loadRealGrid, onlyPeriod } from "../../scripts/replay/real-grid.ts";
import { sendAction } from "../../scripts/replay/run-actions.ts";
import { REPLAY_PARAMETERS, castActors } from "../../scripts/replay/run-chain.ts";
import { toChainIds } from "../../scripts/replay/run-period.ts";
import { newRun } from "../../scripts/replay/run.ts";
import { writeMeasurements } from "../../sdk/measurements/measurements-document.ts";
import { RULE_SETS } from "../../sdk/rules/rule-sets.ts";
import { parseAddressBook } from "../../sdk/network/address-book.ts";
import { connectDeployment } from "../../sdk/network/connect-deployment.ts";
import { REAL_GRID_SCHEDULE, periodStart } from "../../sdk/rules/minting-period.ts";
import type { Measurement } from "../../sdk/rules/measurement.ts";
import { tfgridHere } from "./tfgrid-process.ts";

/** A month with a violation that a correction takes back. */
export const PERIOD = 60;

export type PeriodChain = Awaited<ReturnType<typeof startPeriodChain>>;

/** A Hardhat node with the contracts and the real farms, in the period before {@link PERIOD}; nothing is measured. */
export async function startPeriodChain() {
  const initialDate = new Date((periodStart(REAL_GRID_SCHEDULE, PERIOD - 1) + 3600) * 1000);
  const server = await hre.network.createServer({ network: "node", override: { initialDate } }, "127.0.0.1", 0);
  const { address, port } = await server.listen();
  try {
    return await prepare(`http://${address}:${port}`, () => server.close());
  } catch (error) {
    // Else the process would wait for the server for ever.
    await server.close();
    throw error;
  }
}

async function prepare(url: string, closeServer: () => Promise<void>) {
  const folder = mkdtempSync(path.join(tmpdir(), "tfgrid-period-"));
  const env = { TFGRID_RPC_URL: url, TFGRID_DEPLOYMENTS: path.join(folder, "deployments") };
  const tfgrid = (command: string) => tfgridHere({ env, folder }, ...command.split(" "));

  const deployed = await tfgrid(`deploy --parameters ${fileURLToPath(REPLAY_PARAMETERS)}`);
  if (deployed.code !== 0) throw new Error(deployed.err);
  const bookFile = path.join(folder, "deployments", "localhost.json");
  const book = parseAddressBook(readFileSync(bookFile, "utf8"), bookFile);
  const { provider, grid } = await connectDeployment(url, book);
  const real = onlyPeriod(loadRealGrid(), PERIOD);
  const plan = replayPlan(real);
  const chain = castActors({ grid, provider, book });
  const run = newRun({ chain, plan, fixups: real.fixups, say: () => undefined });
  for (const action of plan.actions) await sendAction(run, action);

  const [month] = plan.periods;
  const ofPlan = (planned: readonly { readonly measurement: Measurement }[] = []) =>
    planned.map(({ measurement }) => toChainIds(run, measurement));
  return {
    tfgrid,
    folder,
    grid,
    provider,
    travelTo: chain.travelTo,
    measurements: ofPlan(month?.primary),
    corrections: ofPlan(month?.corrections),
    /** Writes a file of measurements for commands to read. */
    writeMeasured: (name: string, measurements: readonly Measurement[], period = PERIOD) => {
      const text = writeMeasurements({ period, ruleSetId: RULE_SETS.conformance.id, measurements });
      writeFileSync(path.join(folder, name), text);
    },
    close: async () => {
      provider.destroy();
      await closeServer();
    },
  };
}
