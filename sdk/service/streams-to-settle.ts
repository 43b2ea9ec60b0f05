import type { StreamReading } from "../escrow/read-streams.ts";
import type { Availability } from "./availability.ts";

/** The streams that a statement is about: those of its node that were settled up to where it begins. */
export function streamsToSettle(streams: readonly StreamReading[], { nodeId, from }: Availability): StreamReading[] {
  return streams.filter((stream) => stream.nodeId === nodeId && stream.settledTo === from && isSettleable(stream));
}

function isSettleable({ status }: StreamReading): boolean {
  return status === "running" || status === "stopped" || status === "dead";
}
