import { payFarmCall } from "../../sdk/escrow/pay-farm.ts";
import { GIB } from "../../sdk/rules/cloud-units.ts";
import { developmentKey } from "../replay/run-chain.ts";
import type { ReplayRun } from "../replay/run.ts";
import { acknowledge, deposit, openAccount, reservePart, settleServed } from "../tenancy/actions.ts";
import type { TenancyRun } from "../tenancy/run.ts";
import { newTenancy, send } from "../tenancy/run.ts";
import type { Fleet } from "./fleet.ts";
import { fund } from "./send-all.ts";
import type { Gift } from "./mint-tft.ts";

const TFT = 10n ** 7n;

/** What each of them pays in. */
const DEPOSIT = 20_000n * TFT;

const KEYS = [0, 1, 2].map((number) => developmentKey(`3'/0/${number}`));

/** What each workload takes; the smallest machine of the fleet has it. */
const WORKLOAD = { cru: 4, mruBytes: 8n * GIB, sruBytes: 100n * GIB, hruBytes: 0n };

/** Of so many nodes one has a workload. */
const NODES_EACH = 12;

/** What they need before anything else. */
export const SIMULATED_GIFTS: readonly Gift[] = KEYS.map(({ address: to }) => ({ to, units: DEPOSIT }));

/** Reserves parts of nodes of the fleet, so that there is something to pay for. */
export async function beginSimulatedTenants(replay: ReplayRun, fleet: Fleet): Promise<TenancyRun> {
  const run = await newTenancy(replay);
  const tenants = [];
  for (const [number, key] of KEYS.entries()) {
    const signer = key.connect(replay.chain.provider);
    await fund(replay.chain.provider, signer.address);
    const tenant = await openAccount(run, `simulated tenant ${number + 1}`, signer);
    await deposit(run, tenant, DEPOSIT);
    tenants.push(tenant);
  }
  const hosts = fleet.nodes.filter(({ isDown }, index) => !isDown && index % NODES_EACH === 0);
  for (const [index, { nodeId }] of hosts.entries()) {
    const tenant = tenants[index % tenants.length];
    if (tenant === undefined) throw new RangeError("There is no simulated tenant.");
    const part = { realNodeId: nodeId, capacity: WORKLOAD, ipv4Count: 0, dailyTrafficBytes: 0n };
    await acknowledge(run, await reservePart(run, tenant, part));
  }
  return run;
}

/** The attestors state that all of it ran until now, and the farms are paid. */
export async function settleAll(run: TenancyRun): Promise<void> {
  const { grid, chain, replay, reservations } = run;
  for (const reservation of reservations) await settleServed(run, reservation);
  for (const realFarmId of new Set(reservations.map((reservation) => reservation.realFarmId))) {
    await send(run, chain.sender, "pay farm", payFarmCall(grid, { farmId: replay.farms.onChain(realFarmId) }));
  }
}
