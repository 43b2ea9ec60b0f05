import type { NodeHistory } from "../directory/fold-node-events.ts";
import type { Grid } from "../network/grid.ts";
import type { Capacity } from "../rules/capacity.ts";
import { NO_CAPACITY } from "../rules/capacity.ts";
import type { PricingVersion } from "../rules/pricing.ts";
import type { Rates } from "../rules/rates.ts";
import { certifiedRatesUp, dedicatedRatesUp, sharedRatesUp } from "../rules/rates.ts";

/** A node as tenants look at it. */
export interface OfferedNode {
  readonly nodeId: number;
  readonly country: string;
  readonly isCertified: boolean;
  /** All that it has. */
  readonly capacity: Capacity;
  /** What nobody has reserved. */
  readonly free: Capacity;
  /** Free addresses of its farm. */
  readonly freeIps: number;
  /** Whether it runs, and is to go on. */
  readonly isUp: boolean;
  /** Whether its farmer gave notice. */
  readonly isLeaving: boolean;
  /** Whether it is reserved only as a whole. */
  readonly isDedicatedOnly: boolean;
  /** What its farmer asks on top for the whole node, in 10^-18 USD per second. */
  readonly extraFeeUsdPerSecond: bigint;
  /** The reservation of the whole node; 0 for none. */
  readonly dedicationId: number;
}

/** What a tenant looks for on a node. */
export interface NodeWish {
  /** Of a whole node, what it must have at least. */
  readonly capacity: Capacity;
  readonly ipv4Count: number;
  readonly isDedicated: boolean;
  /** Whether it must be certified. */
  readonly isCertified: boolean;
  /** Undefined for any. */
  readonly country: string | undefined;
}

/** What a node offers now. */
export async function readOfferedNode(grid: Grid, node: NodeHistory): Promise<OfferedNode> {
  const { nodeId, farmId, details, isDown, isTargetDown } = node;
  const terms = node.terms.at(-1);
  const [free, offer, noticeEndsAt, dedicationId, { freeCount }] = await Promise.all([
    grid.Directory.freeOf(nodeId),
    grid.Offers.offerOf(nodeId),
    grid.ProofOfService.noticeEndsAt(nodeId),
    grid.Reservations.dedicationOf(nodeId),
    grid.PublicIps.countOf(farmId),
  ]);
  return {
    nodeId,
    country: details.country,
    isCertified: terms?.isCertified ?? false,
    capacity: terms?.capacity ?? NO_CAPACITY,
    free: { cru: Number(free.cru), mruBytes: free.mru, sruBytes: free.sru, hruBytes: free.hru },
    freeIps: Number(freeCount),
    isUp: !isDown && !isTargetDown,
    isLeaving: noticeEndsAt !== 0n,
    isDedicatedOnly: offer.isDedicatedOnly,
    extraFeeUsdPerSecond: offer.extraFeeRate,
    dedicationId: Number(dedicationId),
  };
}

/** Whether a node has now what a tenant looks for. */
export function isSuitable(node: OfferedNode, wish: NodeWish): boolean {
  const isFree = node.dedicationId === 0 && node.isUp && !node.isLeaving;
  const isKind = wish.isDedicated ? isSame(node.free, node.capacity) : !node.isDedicatedOnly;
  const isPlace = wish.country === undefined || wish.country.toLowerCase() === node.country.toLowerCase();
  const isProven = node.isCertified || !wish.isCertified;
  return (
    isFree && isKind && isPlace && isProven && contains(node.free, wish.capacity) && node.freeIps >= wish.ipv4Count
  );
}

/** What the wish costs on a node. Within a dedicated one its capacity is paid for already. */
export function ratesOnNode(node: OfferedNode, wish: NodeWish, pricing: PricingVersion): Rates {
  const paidFor = node.dedicationId === 0 ? wish.capacity : NO_CAPACITY;
  const rates = wish.isDedicated
    ? dedicatedRatesUp({ capacity: node.capacity, extraFeeMusdPerMonth: 0 }, pricing)
    : sharedRatesUp({ capacity: paidFor, ipv4Count: wish.ipv4Count }, pricing);
  const certified = node.isCertified ? certifiedRatesUp(rates, pricing) : rates;
  return { ...certified, plainUsdPerSecond: wish.isDedicated ? node.extraFeeUsdPerSecond : 0n };
}

/** The suitable node that costs least; of equal ones the first. */
export function cheapestNode(
  nodes: readonly OfferedNode[],
  wish: NodeWish,
  pricing: PricingVersion,
): OfferedNode | undefined {
  const costOf = (node: OfferedNode) => {
    const { discountableUsdPerSecond, plainUsdPerSecond } = ratesOnNode(node, wish, pricing);
    return discountableUsdPerSecond + plainUsdPerSecond;
  };
  return nodes
    .filter((node) => isSuitable(node, wish))
    .reduce<OfferedNode | undefined>(
      (best, node) => (best === undefined || costOf(node) < costOf(best) ? node : best),
      undefined,
    );
}

function contains(whole: Capacity, part: Capacity): boolean {
  return (
    whole.cru >= part.cru &&
    whole.mruBytes >= part.mruBytes &&
    whole.sruBytes >= part.sruBytes &&
    whole.hruBytes >= part.hruBytes
  );
}

function isSame(a: Capacity, b: Capacity): boolean {
  return contains(a, b) && contains(b, a);
}
