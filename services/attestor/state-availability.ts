import { heartbeatDigest } from "../../sdk/heartbeats/heartbeat-digest.ts";
import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import { HEARTBEAT_SECONDS } from "../../sdk/heartbeats/heartbeat.ts";
import { readStreamsOfFarm } from "../../sdk/escrow/read-streams.ts";
import { GridError } from "../../sdk/grid-error.ts";
import { readSchedule } from "../../sdk/measurements/period-status.ts";
import { firstBlockAt } from "../../sdk/network/first-block-at.ts";
import { formatTime } from "../../sdk/network/format-time.ts";
import { periodAt } from "../../sdk/rules/minting-period.ts";
import { REAL_GRID_UPTIME_RULES } from "../../sdk/rules/uptime-rules.ts";
import { servedSeconds } from "../../sdk/rules/served-seconds.ts";
import type { StatementFile } from "../../sdk/service/availability.ts";
import { signAvailability } from "../../sdk/service/availability.ts";
import type { AttestorOptions } from "./attestor-options.ts";
import type { NodeFacts } from "./chain-facts.ts";
import { readNodeFacts } from "./read-chain-facts.ts";
import { askPatiently, SOURCE_LIMITS } from "./read-source.ts";
import { selectHeartbeats } from "./select-heartbeats.ts";

/** Who wants a statement about what; times are unix seconds. */
export interface AvailabilityRequest {
  readonly nodeId: number;
  /** Where the statement before ended: up to where a stream of the node is settled. */
  readonly from: number;
  readonly to: number;
  /** For streams that their account's exhaustion stopped, the price index at that moment; else 0. */
  readonly stopIndex: bigint;
}

/** So long after its end an interval is judged even if the node has not said anything since, in seconds. */
const DATA_GRACE = 2 * HEARTBEAT_SECONDS;

/**
 * Signs for how long a node served in an interval, by the same heartbeats and rules that pay its farmer.
 * @throws AvailabilityRefusedError
 */
export async function stateAvailability(
  options: AttestorOptions,
  request: AvailabilityRequest,
): Promise<StatementFile> {
  const { source, scope, signer } = options;
  const { nodeId, from, to, stopIndex } = request;
  const now = await options.now();
  if (from >= to || to > now)
    throw new AvailabilityRefusedError("notOver", `The interval up to ${formatTime(to)} is not over.`);

  const latest = await source.provider.getBlockNumber();
  const toBlock = Math.max(latest - options.timing.confirmations, 0);
  const until = to + REAL_GRID_UPTIME_RULES.afterPeriodSeconds;
  const facts = (await readNodeFacts(source, { from, until, nodeIds: [nodeId], toBlock })).get(nodeId);
  if (facts === undefined) throw new AvailabilityRefusedError("unknownNode", `There is no node ${nodeId}.`);
  await requireTiling(options, request);
  if (stopIndex > 0n) await requireStop(options, request);

  const heartbeats = await readHeartbeats(options, facts, { from, until });
  if (now < to + DATA_GRACE && !heartbeats.some(({ sentAt }) => sentAt >= to)) {
    throw new AvailabilityRefusedError("dataExpected", `Node ${nodeId} has not said anything since ${formatTime(to)}.`);
  }
  const served = servedSeconds({ heartbeats, powerEvents: facts.powerEvents }, from, to);
  const setVersion = Number(await source.grid.Attestors.activeVersion());
  const availability = { nodeId, from, to, servedSeconds: Math.min(served, to - from), stopIndex, setVersion };
  return signAvailability(source.grid, signer, { chainId: scope.chainId, availability });
}

/** Whoever may choose both ends cuts downtime out: a statement begins where one of the node's streams is settled to. */
async function requireTiling({ source }: AttestorOptions, { nodeId, from }: AvailabilityRequest): Promise<void> {
  const { farmId } = await source.grid.Directory.nodeOf(nodeId);
  const streams = await readStreamsOfFarm(source, Number(farmId));
  if (streams.some((stream) => stream.nodeId === nodeId && stream.settledTo === from)) return;
  throw new AvailabilityRefusedError("notTiling", `No stream of node ${nodeId} is settled to ${formatTime(from)}.`);
}

/** The chain knows at which price index a stream stopped, but not when that was: `to` must be that moment. */
async function requireStop({ source }: AttestorOptions, { to, stopIndex }: AvailabilityRequest): Promise<void> {
  const { provider, grid, book } = source;
  const after = await firstBlockAt(provider, to, book.deployedAtBlock);
  const blockTag = Math.max(after - 1, book.deployedAtBlock);
  const [block, { index, tftPerUsd }] = await Promise.all([
    provider.getBlock(blockTag),
    grid.MedianPriceFeed.quote({ blockTag }),
  ]);
  const indexAt = (at: number) => index + BigInt(at - (block?.timestamp ?? 0)) * tftPerUsd;
  // Where the index is passed within a second, its begin and its end are both right.
  if (indexAt(to - 1) <= stopIndex && stopIndex <= indexAt(to + 1)) return;
  throw new AvailabilityRefusedError("stopUnproven", `The price index was not ${stopIndex} at ${formatTime(to)}.`);
}

/** What all collectors have of a node in a span; one that fails keeps no other back. */
async function readHeartbeats(
  { source, collectors, scope, logger, limits = SOURCE_LIMITS }: AttestorOptions,
  facts: NodeFacts,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<readonly SignedHeartbeat[]> {
  const { nodeId } = facts;
  const schedule = await readSchedule(source.grid);
  const [first, last] = [periodAt(schedule, from), periodAt(schedule, until)];
  const periods = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const told = await Promise.all(
    collectors.flatMap((collector) =>
      periods.map(async (period) => {
        try {
          return await askPatiently(limits, () => collector.readNode({ nodeId, period }));
        } catch (error) {
          logger.warn({ err: error, collector: collector.name, nodeId }, "a collector could not be read");
          return [];
        }
      }),
    ),
  );
  const ofNode = told.flat().filter((heartbeat) => heartbeat.nodeId === nodeId);
  const selection = { digestOf: heartbeatDigest(scope), from, until };
  const refuse = () => undefined;
  return selectHeartbeats(
    facts,
    ofNode.map((heartbeat) => ({ heartbeat, refuse })),
    selection,
  ).counted;
}

const HINTS = {
  notOver: "Ask for a time that is over.",
  unknownNode: "Check the number of the node.",
  notTiling: "`tfgrid availability show` says where a statement has to begin.",
  stopUnproven: "Name the second in which the account was exhausted, and the index of that moment.",
  dataExpected: "Ask again after its next heartbeat, or 80 minutes after the end of the interval.",
} as const;

/** An attestor does not sign for the service of a node in an interval. */
export class AvailabilityRefusedError extends GridError {
  override readonly name = "AvailabilityRefusedError";
  readonly code: keyof typeof HINTS;

  constructor(code: keyof typeof HINTS, message: string) {
    super(message, { hint: HINTS[code] });
    this.code = code;
  }
}
