import type { HDNodeWallet } from "ethers";
import { certifyNodeCall } from "../../sdk/directory/certify-node.ts";
import { NO_CONSENT } from "../../sdk/directory/consent.ts";
import { createFarmCall } from "../../sdk/directory/create-farm.ts";
import { registerNodeCall } from "../../sdk/directory/register-node.ts";
import { setPowerStateCall } from "../../sdk/directory/set-power-state.ts";
import { setPowerTargetCall } from "../../sdk/directory/set-power-target.ts";
import { signConsentToJoin } from "../../sdk/directory/sign-consent.ts";
import { groupBy } from "../../sdk/group-by.ts";
import { sendCallAndWait } from "../../sdk/network/call.ts";
import { listRewards } from "../../sdk/rewards/list-rewards.ts";
import { planClaims } from "../../sdk/rewards/plan-claims.ts";
import type { Measurement } from "../../sdk/rules/measurement.ts";
import { developmentKey, nodeKey } from "../replay/run-chain.ts";
import type { ReplayRun } from "../replay/run.ts";
import { simulatedMonth } from "./fleet.ts";
import type { Fleet, SimulatedFarm, SimulatedNode } from "./fleet.ts";
import { fund, sendAll } from "./send-all.ts";

/** Consents of the simulation run out in 36,812. In unix seconds. */
const NEVER = 2n ** 40n;

/** The key of the farmer of a simulated farm. */
export function farmerKey(run: ReplayRun, farmId: number): HDNodeWallet {
  return developmentKey(`2'/0/${farmId}`).connect(run.chain.provider);
}

/** Creates the farms, registers the nodes and certifies some: all of it holds from the next period on. */
export async function registerFleet(run: ReplayRun, fleet: Fleet): Promise<void> {
  const { grid } = run;
  for (const { farmId, name } of fleet.farms) {
    const farmer = farmerKey(run, farmId);
    await fund(run.chain.provider, farmer.address);
    await sendAll(farmer, [await createFarmCall(grid, { name, payout: farmer.address })]);
    run.farms.add(farmId, Number(await grid.Directory.farmCount()));
  }
  for (const [farmId, nodes] of groupBy(fleet.nodes, ({ farmId }) => farmId)) {
    await sendAll(farmerKey(run, farmId), await Promise.all(nodes.map((node) => toRegisterCall(run, node))));
  }
  for (const { nodeId } of fleet.nodes) {
    run.nodes.add(nodeId, Number(await grid.Directory.nodeByKey(nodeKey(nodeId).address)));
  }
  for (const { nodeId } of fleet.nodes.filter(({ isCertified }) => isCertified)) {
    const call = await certifyNodeCall(grid, { nodeId: run.nodes.onChain(nodeId), isCertified: true });
    await sendCallAndWait(run.chain.certifier, call);
  }
}

async function toRegisterCall({ grid, farms }: ReplayRun, node: SimulatedNode) {
  const { nodeId, farmId, capacity, country, city, latitude, longitude, serialNumber } = node;
  const key = nodeKey(nodeId);
  const registration = {
    farmId: farms.onChain(farmId),
    key: key.address,
    capacity,
    ipv4Count: 0,
    isVirtualized: false,
    details: { country, city, latitude, longitude, serialNumber, hasSecureBoot: node.isCertified },
  };
  const connected = key.connect(grid.Directory.runner?.provider ?? null);
  const nodeConsent = await signConsentToJoin(grid, connected, { registration, deadline: NEVER });
  return registerNodeCall(grid, { registration, nodeConsent, farmerConsent: NO_CONSENT });
}

/** What attestors measured of the fleet in a period; ids are those of the simulation. */
export function measureFleet({ nodes }: Fleet, period: number): { readonly measurement: Measurement }[] {
  return nodes.map((node) => {
    const { farmId, nodeId, capacity, isCertified } = node;
    // Certification opened terms of its own before the first ones had a period.
    const terms = { farmId, nodeId, termsIndex: isCertified ? 1 : 0, capacity, ipSeconds: 0 };
    return { measurement: { ...terms, ...simulatedMonth(node, period) } };
  });
}

/** A farmer of the fleet claims everything that a month has for his farm. */
export async function claimFleetMonth(run: ReplayRun, { farmId }: SimulatedFarm, period: number): Promise<void> {
  const { grid, farms } = run;
  const farmer = farmerKey(run, farmId);
  const claim = { farmId: farms.onChain(farmId), from: farmer.address };
  const listed = await listRewards(grid, { farmId: claim.farmId, periods: [period] });
  const items = listed.items.filter(({ status }) => status === "claimable" || status === "zero");
  const parts = await planClaims(grid, { ...claim, items });
  await sendAll(
    farmer,
    parts.map(({ call }) => call),
  );
}

/** Switches the nodes off that are to be down: the farmer asks, the node obeys. */
export async function switchOff(run: ReplayRun, { nodes }: Fleet): Promise<void> {
  const { grid, chain } = run;
  for (const { nodeId, farmId } of nodes.filter(({ isDown }) => isDown)) {
    const change = { nodeId: run.nodes.onChain(nodeId), isDown: true };
    await sendAll(farmerKey(run, farmId), [await setPowerTargetCall(grid, change)]);
    const key = nodeKey(nodeId).connect(chain.provider);
    await fund(chain.provider, key.address);
    await sendAll(key, [await setPowerStateCall(grid, change)]);
  }
}
