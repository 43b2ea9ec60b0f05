import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import hre from "hardhat";
import { declareDev } from "../../scripts/cli/commands/dev.ts";
import { declareNetwork } from "../../scripts/cli/commands/network.ts";
import { declarePeriod } from "../../scripts/cli/commands/period.ts";
import { declareRewards } from "../../scripts/cli/commands/rewards.ts";
import { runTfgrid } from "../../scripts/cli/run.ts";
import { replayPlan } from "../../scripts/replay/plan.ts";
import { loadRealGrid, onlyPeriod } from "../../scripts/replay/real-grid.ts";
import { sendAction } from "../../scripts/replay/run-actions.ts";
import { REPLAY_PARAMETERS, castActors } from "../../scripts/replay/run-chain.ts";
import { toChainIds } from "../../scripts/replay/run-period.ts";
import { newRun } from "../../scripts/replay/run.ts";
import { writeMeasurements } from "../../sdk/measurements/measurements-document.ts";
import { REAL_GRID_RULE_SET_ID } from "../../sdk/measurements/prepare-batch.ts";
import { parseAddressBook } from "../../sdk/network/address-book.ts";
import { connectDeployment } from "../../sdk/network/connect-deployment.ts";
import { REAL_GRID_SCHEDULE, periodStart } from "../../sdk/rules/minting-period.ts";
import type { Measurement } from "../../sdk/rules/measurement.ts";

/** A month with a violation that a correction takes back. */
export const PERIOD = 60;

const DECLARATIONS = [declareNetwork, declarePeriod, declareRewards, declareDev];

/** What a command said and how it ended. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

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
  const tfgrid = (command: string) => runCommand(command.split(" "), { env, folder });

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
      const text = writeMeasurements({ period, ruleSetId: REAL_GRID_RULE_SET_ID, measurements });
      writeFileSync(path.join(folder, name), text);
    },
    close: async () => {
      provider.destroy();
      await closeServer();
    },
  };
}

/** Proposes, has attestors 4, 5 and 6 sign and submits a file of measurements; returns what the last command said. */
export async function attest({ tfgrid }: PeriodChain, measured: string, name: string): Promise<Said> {
  const proposed = await tfgrid(`period propose --measurements ${measured} --out ${name}.json`);
  if (proposed.code !== 0) return proposed;
  for (const account of [4, 5, 6]) {
    await tfgrid(`period sign --proposal ${name}.json --out ${name}-${account}.json --account ${account}`);
  }
  const signatures = [6, 4, 5].map((account) => `${name}-${account}.json`).join(" ");
  return tfgrid(`period submit --proposal ${name}.json --signatures ${signatures} --account 0`);
}

async function runCommand(args: string[], places: { env: Record<string, string>; folder: string }): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []];
  const io = { ...places, out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) };
  const code = await runTfgrid(args, DECLARATIONS, io);
  return { code, out: out.join(""), err: err.join("") };
}
