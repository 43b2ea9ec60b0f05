import type { AuditDocument } from "../../sdk/audit/audit-document.ts";
import type { Grid } from "../../sdk/network/grid.ts";
import { readSchedule } from "../../sdk/measurements/period-status.ts";
import { periodStart } from "../../sdk/rules/minting-period.ts";
import { actionsIn } from "./plan.ts";
import type { ReplayPlan } from "./plan.ts";
import type { RealFixup } from "./real-grid.ts";
import { sendAction } from "./run-actions.ts";
import type { ReplayChain } from "./run-chain.ts";
import { GasLedger } from "./run-gas.ts";
import { Ids } from "./run-ids.ts";
import { closePeriod } from "./run-period.ts";
import type { RefusedInput } from "./statement.ts";

export interface ReplayParameters {
  readonly chain: ReplayChain;
  readonly plan: ReplayPlan;
  /** The fixups of the plan's months. */
  readonly fixups: readonly RealFixup[];
  /** Says what is going on, one line at a time. */
  readonly say: (line: string) => void;
}

/** A replay under way. */
export interface ReplayRun extends ReplayParameters {
  readonly grid: Grid;
  readonly farms: Ids;
  readonly nodes: Ids;
  readonly gas: GasLedger;
  /** Measurements that the library refused, in the order in which they were offered. */
  readonly refused: RefusedInput[];
  /** Audits of the months that went through the whole network. */
  readonly audits: AuditDocument[];
}

/** A replay of which nothing has happened yet. */
export function newRun(parameters: ReplayParameters): ReplayRun {
  const { grid } = parameters.chain;
  const [farms, nodes, gas] = [new Ids("farm"), new Ids("node"), new GasLedger()];
  return { ...parameters, grid, farms, nodes, gas, refused: [], audits: [] };
}

/** Takes a chain through the planned months, period by period; what happened is then on the chain and in the run. */
export async function runReplay(parameters: ReplayParameters): Promise<ReplayRun> {
  const run = newRun(parameters);
  const { chain, grid, plan, gas } = run;
  await gas.addAllUntilNow("deploy", chain.provider);

  const schedule = await readSchedule(grid);
  // Within a period first the one before is closed and paid, then comes what shall hold from the next one on.
  for (let period = plan.firstPeriod - 1; period <= plan.lastPeriod + 1; period++) {
    await chain.travelTo(periodStart(schedule, period));
    const ended = plan.periods.find((planned) => planned.period === period - 1);
    if (ended !== undefined) await closePeriod(run, ended);
    for (const action of actionsIn(plan, period)) await sendAction(run, action);
  }
  return run;
}
