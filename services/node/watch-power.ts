import type { Signer } from "ethers";
import { setPowerStateAndWait } from "../../sdk/directory/set-power-state.ts";
import { GridError } from "../../sdk/grid-error.ts";
import type { Grid } from "../../sdk/network/grid.ts";
import type { AgentLog } from "./agent-log.ts";
import type { AgentMetrics } from "./agent-metrics.ts";
import type { StateKeeper } from "./agent-state.ts";
import type { Hook } from "./hook.ts";

export interface PowerParts {
  readonly nodeId: number;
  readonly grid: Grid;
  /** The node's key, which sends. */
  readonly signer: Signer;
  readonly state: StateKeeper;
  readonly hook: Hook;
  readonly log: AgentLog;
  readonly metrics: AgentMetrics;
}

/**
 * Does what the farmer asks for: prepares the machine for sleep and says on chain that it goes down, or that it is up again.
 *
 * @returns Whether the node is asleep: it then sends no heartbeats
 * @throws {NodeServedElsewhereError} When the key no longer serves the node
 */
export async function watchPower(parts: PowerParts): Promise<boolean> {
  const { nodeId, grid, signer, log } = parts;
  const { key, isTargetDown, isDown } = await grid.Directory.nodeOf(nodeId);
  const address = await signer.getAddress();
  if (key !== address) throw new NodeServedElsewhereError(nodeId, address);
  if (isTargetDown) return isDown || goDown(parts);
  if (parts.state.get().power !== undefined) clearPower(parts);
  if (!isDown) return false;
  await setPowerStateAndWait(grid, signer, { nodeId, isDown: false });
  log.info({ node: nodeId }, "The node is up: it said so on chain.");
  return false;
}

/** The hook comes first: it may refuse. What it began is not begun twice while the chain does not answer. */
async function goDown(parts: PowerParts): Promise<boolean> {
  const { nodeId, grid, signer, state, log } = parts;
  if (!(await preparePowerOff(parts))) return false;
  await setPowerStateAndWait(grid, signer, { nodeId, isDown: true });
  clearPower({ state });
  log.info({ node: nodeId }, "The node goes down as its farmer asks: it said so on chain.");
  return true;
}

async function preparePowerOff({ nodeId, state, hook, log, metrics }: PowerParts): Promise<boolean> {
  const powerSteps = state.get().powerSteps + 1;
  const power = state.get().power ?? { key: `${nodeId}-power-${powerSteps}`, isHookDone: false };
  if (power.isHookDone) return true;
  state.change({ power });
  const { isDone, defect } = await hook({ kind: "power", key: power.key, nodeId, isDown: true });
  if (isDone) {
    state.change({ power: { ...power, isHookDone: true } });
    return true;
  }
  metrics.hookFailures.inc({ kind: "power" });
  log.error({ kind: "power", key: power.key, reason: defect }, "The node cannot go down yet; the hook is run again.");
  return false;
}

function clearPower({ state }: Pick<PowerParts, "state">): void {
  state.change({ power: undefined, powerSteps: state.get().powerSteps + 1 });
}

/** The key serves the node no more. */
export class NodeServedElsewhereError extends GridError {
  override readonly name = "NodeServedElsewhereError";

  constructor(nodeId: number, key: string) {
    super(`The key ${key} does not serve node ${nodeId} any more.`, {
      hint: "The node was removed or has another key: start the agent with that key.",
    });
  }
}
