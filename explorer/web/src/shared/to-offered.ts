import type { OfferedNode } from "../../../../sdk/reservations/offered-node.ts";
import type { Capacity } from "../../../../sdk/rules/capacity.ts";
import type { Capacity as AnswerCapacity } from "../../../indexer/src/api/answers/common.ts";
import type { Node } from "../../../indexer/src/api/answers/nodes.ts";

/** A node of the index in the form that the library's prices take; for one that nobody has as a whole. */
export function toOffered(node: Node): OfferedNode {
  return {
    nodeId: node.nodeId,
    country: node.country,
    isCertified: node.isCertified,
    capacity: toCapacity(node.capacity.offered),
    free: toCapacity(node.capacity.free),
    freeIps: node.freeIps,
    isUp: node.status === "up",
    isLeaving: node.noticeEndsAt !== undefined,
    isDedicatedOnly: node.offer.isDedicatedOnly,
    extraFeeUsdPerSecond: BigInt(node.offer.extraFeeRate),
    dedicationId: 0,
  };
}

export function toCapacity({ cru, mruBytes, sruBytes, hruBytes }: AnswerCapacity): Capacity {
  return { cru, mruBytes: BigInt(mruBytes), sruBytes: BigInt(sruBytes), hruBytes: BigInt(hruBytes) };
}
