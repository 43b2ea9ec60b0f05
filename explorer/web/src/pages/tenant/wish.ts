import type { NodeWish } from "../../../../../sdk/reservations/offered-node.ts";
import { isSuitable, ratesOnNode } from "../../../../../sdk/reservations/offered-node.ts";
import { GIB } from "../../../../../sdk/rules/cloud-units.ts";
import type { PricingVersion } from "../../../../../sdk/rules/pricing.ts";
import type { Rates } from "../../../../../sdk/rules/rates.ts";
import type { NodeQuery } from "../../../../../sdk/indexer/indexer-queries.ts";
import type { Node } from "../../../../indexer/src/api/answers/nodes.ts";
import { toOffered } from "../../shared/to-offered.ts";

/** Nodes are looked for among so many: the indexer's largest page. */
const MOST_NODES = 1000;

/** What a person asks for. Sizes in GiB. */
export interface Wanted {
  readonly cores: number;
  readonly memory: number;
  readonly ssd: number;
  readonly hdd: number;
  readonly ips: number;
  readonly isDedicated: boolean;
  readonly isCertified: boolean;
  /** Empty for any. */
  readonly country: string;
}

/** A node that has what is wanted. */
export interface Suitable {
  readonly node: Node;
  readonly rates: Rates;
  readonly usdPerSecond: bigint;
}

export function toWish({ cores, memory, ssd, hdd, ips, isDedicated, isCertified, country }: Wanted): NodeWish {
  return {
    capacity: { cru: cores, mruBytes: gib(memory), sruBytes: gib(ssd), hruBytes: gib(hdd) },
    // The addresses of a whole node are reserved apart.
    ipv4Count: isDedicated ? 0 : ips,
    isDedicated,
    isCertified,
    country: country === "" ? undefined : country,
  };
}

/** What to ask the indexer for. */
export function queryOf({ capacity, ipv4Count, isCertified, country }: NodeWish): NodeQuery {
  return {
    status: "up",
    dedicated: false,
    freeCru: capacity.cru,
    freeMruBytes: capacity.mruBytes,
    freeSruBytes: capacity.sruBytes,
    freeHruBytes: capacity.hruBytes,
    freeIps: ipv4Count,
    limit: MOST_NODES,
    ...(isCertified && { certified: true }),
    ...(country !== undefined && { country }),
  };
}

/** Those of some nodes that have what is wanted, the cheapest first. */
export function suitableNodes(nodes: readonly Node[], wish: NodeWish, pricing: PricingVersion): Suitable[] {
  return nodes
    .filter((node) => isSuitable(toOffered(node), wish))
    .map((node) => {
      const rates = ratesOnNode(toOffered(node), wish, pricing);
      return { node, rates, usdPerSecond: rates.discountableUsdPerSecond + rates.plainUsdPerSecond };
    })
    .sort((one, other) => Number(one.usdPerSecond - other.usdPerSecond) || one.node.nodeId - other.node.nodeId);
}

function gib(size: number): bigint {
  return BigInt(size) * GIB;
}
