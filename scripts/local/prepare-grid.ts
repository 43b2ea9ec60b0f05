import { parseEther } from "ethers";
import { readSchedule } from "../../sdk/measurements/period-status.ts";
import { periodStart } from "../../sdk/rules/minting-period.ts";
import type { PlannedPeriod } from "../replay/plan-batches.ts";
import { actionsIn } from "../replay/plan.ts";
import { sendAction } from "../replay/run-actions.ts";
import { attestBatch, claimMonth } from "../replay/run-period.ts";
import type { ReplayRun } from "../replay/run.ts";
import { movePrice } from "../tenancy/actions.ts";
import type { TenancyRun } from "../tenancy/run.ts";
import { newTenancy } from "../tenancy/run.ts";
import type { Fleet } from "./fleet.ts";
import { planFleet, randomFrom } from "./fleet.ts";
import { mintTft } from "./mint-tft.ts";
import type { LocalTenancy } from "./prepare-tenant.ts";
import { prepareTenant, tenantGift } from "./prepare-tenant.ts";
import { claimFleetMonth, measureFleet, registerFleet, switchOff } from "./run-fleet.ts";
import { beginSimulatedTenants, settleAll, SIMULATED_GIFTS } from "./simulated-tenants.ts";

/** What is on the chain by then. */
export interface PreparedGrid {
  readonly fleet: Fleet;
  readonly tenancy: LocalTenancy;
}

/**
 * Takes a chain through some real months in which a simulated fleet runs beside the real farms. The last month is final and claimed by
 * nobody; those before are paid.
 */
export async function prepareGrid(run: ReplayRun): Promise<PreparedGrid> {
  const { chain, grid, plan, say } = run;
  say("Registering farms and nodes, and living through the months ...");
  const schedule = await readSchedule(grid);
  const [fleet, last] = [planFleet(), plan.lastPeriod];
  await mintTft(await newTenancy(run), [await tenantGift(run), ...SIMULATED_GIFTS]);
  let simulated: TenancyRun | undefined;
  for (let period = plan.firstPeriod - 1; period <= last + 1; period++) {
    await chain.travelTo(periodStart(schedule, period));
    await movePrice(await newTenancy(run), priceIn(period));
    const ended = plan.periods.find((planned) => planned.period === period - 1);
    if (ended !== undefined) await attestMonth(run, fleet, ended);
    if (ended !== undefined && ended.period < last) await payMonth(run, fleet, ended);
    if (simulated !== undefined) await settleAll(simulated);
    for (const action of actionsIn(plan, period)) await sendAction(run, action);
    if (period === plan.firstPeriod - 1) await registerFleet(run, fleet);
    if (period === plan.firstPeriod) simulated = await beginSimulatedTenants(run, fleet);
    if (ended !== undefined) say(`Month ${ended.period} is measured and final.`);
  }
  await switchOff(run, fleet);
  return { fleet, tenancy: await prepareTenant(run) };
}

/** The price of TFT wanders around 0.08 USD. */
function priceIn(period: number): bigint {
  return (parseEther("0.08") * BigInt(900 + Math.floor(randomFrom(period)() * 200))) / 1000n;
}

async function attestMonth(
  run: ReplayRun,
  fleet: Fleet,
  { period, primary, corrections }: PlannedPeriod,
): Promise<void> {
  await run.chain.travelTo(Number(await run.grid.Measurements.proposableAt(period)));
  await attestBatch(run, { period, batch: 0 }, [...primary, ...measureFleet(fleet, period)]);
  if (corrections.length > 0) await attestBatch(run, { period, batch: 1 }, corrections);
}

async function payMonth(run: ReplayRun, fleet: Fleet, { period }: PlannedPeriod): Promise<void> {
  for (const { farmId } of run.plan.farms) await claimMonth(run, farmId, period);
  for (const farm of fleet.farms) await claimFleetMonth(run, farm, period);
}
