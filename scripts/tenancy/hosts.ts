import type { Signer } from "ethers";
import { toCall } from "../../sdk/network/to-call.ts";
import { setOfferCall } from "../../sdk/offers/set-offer.ts";
import { readLatestPricing } from "../../sdk/pricing/read-pricing.ts";
import { NO_CAPACITY } from "../../sdk/rules/capacity.ts";
import { dedicatedRatesUp } from "../../sdk/rules/rates.ts";
import { ownerOf } from "../replay/run-actions.ts";
import type { TenancyRun } from "./run.ts";
import { send } from "./run.ts";

/** 185.206.122.1 and its gateway. */
const PUBLIC_IP = { ip: 0xb9ce7a01, prefixLength: 24, gateway: 0xb9ce7afe };

/** Nodes of the real grid on which tenants reserve. */
export interface Hosts {
  /** A part of it is reserved, with a public address. */
  readonly partHost: number;
  /** It is reserved as a whole. */
  readonly wholeHost: number;
  /** What its farmer asks on top. */
  readonly extraFeeMusdPerMonth: number;
}

/** The farmers add a public address to one farm and a fee to the whole node. */
export async function offerHosts(run: TenancyRun, hosts: Hosts): Promise<void> {
  await addPublicIp(run, hosts.partHost);
  const nodeId = run.replay.nodes.onChain(hosts.wholeHost);
  const fee = { capacity: NO_CAPACITY, extraFeeMusdPerMonth: hosts.extraFeeMusdPerMonth };
  const { plainUsdPerSecond: extraFeeUsdPerSecond } = dedicatedRatesUp(fee, await readLatestPricing(run));
  const offer = setOfferCall(run.grid, { nodeId, isDedicatedOnly: true, extraFeeUsdPerSecond });
  await send(run, await farmerOf(run, hosts.wholeHost), "set offer", offer);
}

async function addPublicIp(run: TenancyRun, realNodeId: number): Promise<void> {
  const { farmId } = await run.grid.Directory.nodeOf(run.replay.nodes.onChain(realNodeId));
  const call = run.grid.PublicIps.add.populateTransaction(farmId, [PUBLIC_IP]);
  await send(run, await farmerOf(run, realNodeId), "add address", toCall("PublicIps", "add", call));
}

/** A farmer sells TFT that the replay paid him. */
export async function sellTft(run: TenancyRun, seller: Signer, buyer: Signer, units: bigint): Promise<void> {
  const call = run.grid.TFT.transfer.populateTransaction(await buyer.getAddress(), units);
  await send(run, seller, "transfer", toCall("TFT", "transfer", call));
}

async function farmerOf({ grid, replay }: TenancyRun, realNodeId: number): Promise<Signer> {
  const { farmId } = await grid.Directory.nodeOf(replay.nodes.onChain(realNodeId));
  return ownerOf(replay, replay.farms.real(Number(farmId)));
}
