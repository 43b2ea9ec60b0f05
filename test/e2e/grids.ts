import { fileURLToPath } from "node:url";
import type { TestChain } from "./chains.ts";
import { startLocalAnvil, startLocalChain, startPublicChain } from "./chains.ts";
import type { Commands } from "./commands.ts";
import { commandsOn } from "./commands.ts";

/** The parameters of a grid on a developer's machine. */
export const LOCAL_PARAMETERS = fileURLToPath(new URL("../../ignition/parameters/local.json", import.meta.url));

/** A chain with the grid on it, and the command line against it. */
export interface TestGrid extends TestChain, Commands {}

/** A grid on a Hardhat node, shared by the test files that ask for it. */
export const localGrid = shared(startLocalChain);

/** A grid on Anvil as a developer's chain, shared by the test files that ask for it. */
export const anvilGrid = shared(startLocalAnvil);

/** A grid on a public chain, shared by the test files that ask for it. */
export const publicGrid = shared(startPublicChain);

function shared(startChain: () => Promise<TestChain>): () => Promise<TestGrid> {
  let running: Promise<TestGrid> | undefined;
  after(async () => (await running)?.stop());
  return () => (running ??= startChain().then((chain) => deployGrid(chain)));
}

/** Deploys the grid to a chain. */
export async function deployGrid(chain: TestChain, parameters = LOCAL_PARAMETERS): Promise<TestGrid> {
  const commands = commandsOn(chain);
  const { code, err } = await commands.run(`deploy --parameters ${parameters} --account 0`);
  if (code === 0) return { ...chain, ...commands };
  await chain.stop();
  throw new Error(err);
}
