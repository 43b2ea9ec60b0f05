import { auditPeriod } from "../../sdk/audit/audit-period.ts";
import { batchStatus } from "../../sdk/measurements/period-status.ts";
import { nextBatchPlace, prepareBatch } from "../../sdk/measurements/prepare-batch.ts";
import { signProposal } from "../../sdk/measurements/sign-proposal.ts";
import { submitBatch } from "../../sdk/measurements/submit-batch.ts";
import { sendCallAndWait } from "../../sdk/network/call.ts";
import { listRewards } from "../../sdk/rewards/list-rewards.ts";
import { planClaims } from "../../sdk/rewards/plan-claims.ts";
import type { Measurement } from "../../sdk/rules/measurement.ts";
import { RULE_SETS } from "../../sdk/rules/rule-sets.ts";
import { formatTft } from "../../sdk/token/format-tft.ts";
import type { PlannedPeriod } from "./plan-batches.ts";
import { ownerOf } from "./run-actions.ts";
import { offerHostileInput } from "./run-hostile.ts";
import { attestThroughNetwork } from "./run-network.ts";
import type { ReplayRun } from "./run.ts";

/**
 * The last month with receipts: it goes through the whole network, from heartbeats to an audit. Of those before it some have
 * violations whose kind their receipts do not tell, so that no heartbeats can be made for them.
 */
const NETWORK_PERIOD = 78;

/** Has a month attested, waits until it is final and lets every farmer claim; then the same with its corrections. */
export async function closePeriod(run: ReplayRun, planned: PlannedPeriod): Promise<void> {
  if (planned.period === NETWORK_PERIOD) await closeThroughNetwork(run, planned);
  else await closeFromMeasurements(run, planned);
}

/** Audits, after the claims, what was attested from heartbeats; the measurements are derived anew. */
async function closeThroughNetwork(run: ReplayRun, planned: PlannedPeriod): Promise<void> {
  const { period, primary } = planned;
  const { derive, close } = await attestThroughNetwork(run, planned);
  try {
    await claimBatch(run, { period, batch: 0 }, primary.length);
    const audit = await auditPeriod(run.chain, { period, deriveMeasurements: derive });
    run.audits.push(audit);
    run.say(
      `Period ${period}: audited from the chain's events and the heartbeats, ${audit.differences.length} differences`,
    );
  } finally {
    await close();
  }
}

async function closeFromMeasurements(run: ReplayRun, planned: PlannedPeriod): Promise<void> {
  const { period, primary, corrections } = planned;
  offerHostileInput(run, planned);
  await run.chain.travelTo(Number(await run.grid.Measurements.proposableAt(period)));
  await closeBatch(run, { period, batch: 0 }, primary);
  if (corrections.length > 0) await closeBatch(run, { period, batch: 1 }, corrections);
}

interface BatchPlace {
  readonly period: number;
  readonly batch: number;
}

async function closeBatch(
  run: ReplayRun,
  place: BatchPlace,
  planned: readonly { readonly measurement: Measurement }[],
): Promise<void> {
  await attestBatch(run, place, planned);
  await claimBatch(run, place, planned.length);
}

/** Every farmer claims what a batch that is final has for him. */
async function claimBatch(run: ReplayRun, place: BatchPlace, count: number): Promise<void> {
  let units = 0n;
  for (const realFarmId of run.farms.all()) units += await claimMonth(run, realFarmId, place.period);
  const kind = place.batch === 0 ? "measurement" : "correction";
  const { threshold, attestors } = run.chain;
  run.say(
    `Period ${place.period}: ${counted(count, kind)} signed by ${threshold} of ${attestors.length} attestors, ` +
      `${formatTft(units)} TFT claimed`,
  );
}

/** The attestors in turn sign what was measured, the leaves are published, and the review window passes. */
export async function attestBatch(
  run: ReplayRun,
  place: BatchPlace,
  planned: readonly { readonly measurement: Measurement }[],
): Promise<void> {
  const { grid, chain, gas } = run;
  const measurements = planned.map(({ measurement }) => toChainIds(run, measurement));
  const batch = prepareBatch(measurements, await nextBatchPlace(grid, { ...place, ruleSet: RULE_SETS.conformance }));
  const { attestors, threshold } = chain;
  const turn = [...attestors, ...attestors].slice(place.period % attestors.length).slice(0, threshold);
  const signatures = await Promise.all(turn.map((attestor) => signProposal(grid, attestor, batch.proposal)));
  await submitBatch(grid, chain.sender, { batch, signatures }, ({ action }, receipt) => {
    gas.add(action === "propose" ? "propose measurements" : "publish leaves", receipt);
  });
  const { finalAt = 0 } = await batchStatus(grid, place);
  await chain.travelTo(finalAt);
}

/** The farmer claims everything that the month has for the farm, zeros too: they are receipts that say why. */
export async function claimMonth(run: ReplayRun, realFarmId: number, period: number): Promise<bigint> {
  const { grid, farms, gas } = run;
  const farmer = ownerOf(run, realFarmId);
  const farmId = farms.onChain(realFarmId);
  const listed = await listRewards(grid, { farmId, periods: [period] });
  const items = listed.items.filter(({ status }) => status === "claimable" || status === "zero");
  for (const { kind, call } of await planClaims(grid, { farmId, items, from: await farmer.getAddress() })) {
    gas.add(kind === "primary" ? "claim rewards" : "claim corrections", await sendCallAndWait(farmer, call));
  }
  return items.reduce((sum, { units }) => sum + units, 0n);
}

/** The same measurement with the numbers that the chain gave to farm and node. */
export function toChainIds({ farms, nodes }: ReplayRun, measurement: Measurement): Measurement {
  const { farmId, nodeId } = measurement;
  return { ...measurement, farmId: farms.onChain(farmId), nodeId: nodes.onChain(nodeId) };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
