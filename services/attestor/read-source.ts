import { setTimeout as sleep } from "node:timers/promises";
import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import type { HeartbeatPage, HeartbeatSource, SourceFault } from "./heartbeat-source.ts";

/** The heartbeats of one node as one source tells them; none of them is checked. */
export interface NodeGroup {
  readonly nodeId: number;
  readonly heartbeats: readonly SignedHeartbeat[];
}

/** How much patience an attestor has with a source. */
export interface SourceLimits {
  /** So often a page is asked for before the source counts as unreachable. */
  readonly attempts: number;
  /** How long a page may take, in milliseconds. */
  readonly pageTimeout: number;
  /** How long all pages together may take, in milliseconds. */
  readonly totalTimeout: number;
  /** How long to wait before asking again, in milliseconds; twice as long each time. */
  readonly retryPause: number;
  /** The most heartbeats of one node that are looked at; more of them are passed over. */
  readonly heartbeatsPerNode: number;
  /** A source that tells so many of one node makes them up: it is not read any further. */
  readonly mostPerNode: number;
  /** A source with more forged heartbeats, and more than a hundredth of what it told, is not read any further. */
  readonly mostForged: number;
}

/** A node that signs one every minute in a period of 30 days stays below the number that is looked at. */
export const SOURCE_LIMITS: SourceLimits = {
  attempts: 4,
  pageTimeout: 30_000,
  totalTimeout: 3_600_000,
  retryPause: 500,
  heartbeatsPerNode: 50_000,
  mostPerNode: 1_000_000,
  mostForged: 1000,
};

export interface ReadOptions {
  readonly period: number;
  /** Nodes beyond it do not exist: made-up ones come to an end there. */
  readonly highestNodeId: number;
  readonly limits: SourceLimits;
  /** Is told when a source is given up. */
  readonly onFault: (fault: SourceFault) => void;
}

/**
 * The heartbeats of a period, node by node. It holds one page and one node at a time, and ends early where the source
 * fails or lies: what it told before stays good, because every heartbeat is signed.
 */
export async function* readSource(source: HeartbeatSource, options: ReadOptions): AsyncGenerator<NodeGroup, undefined> {
  let group: OpenGroup = { nodeId: 0, heartbeats: [], told: 0 };
  try {
    for await (const heartbeat of readHeartbeats(source, options)) {
      requireInOrder(group, heartbeat, options);
      if (heartbeat.nodeId !== group.nodeId && group.told > 0) yield group;
      group = withHeartbeat(group, heartbeat, options);
    }
  } catch (error) {
    options.onFault(faultOf(source, error));
  }
  if (group.told > 0) yield group;
  return undefined;
}

/** A node that a source is still telling of. */
interface OpenGroup extends NodeGroup {
  readonly heartbeats: SignedHeartbeat[];
  told: number;
}

function requireInOrder(group: OpenGroup, { nodeId }: SignedHeartbeat, { highestNodeId, limits }: ReadOptions): void {
  if (nodeId < group.nodeId || nodeId > highestNodeId) throw new SourceUnorderedError(group.nodeId, nodeId);
  if (nodeId === group.nodeId && group.told === limits.mostPerNode) {
    throw new SourceEndlessError(`node ${nodeId} without end`);
  }
}

function withHeartbeat(before: OpenGroup, heartbeat: SignedHeartbeat, { limits }: ReadOptions): OpenGroup {
  const { nodeId } = heartbeat;
  const group = nodeId === before.nodeId ? before : { nodeId, heartbeats: [], told: 0 };
  group.told++;
  if (group.told <= limits.heartbeatsPerNode) group.heartbeats.push(heartbeat);
  return group;
}

/** Asks a source, and asks again when it fails or takes too long. What it throws last is thrown. */
export async function askPatiently<Answer>(limits: SourceLimits, ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await within(limits.pageTimeout, ask());
    } catch (error) {
      if (attempt >= limits.attempts) throw error;
      await sleep(limits.retryPause * 2 ** (attempt - 1));
    }
  }
}

/** How an error that ended the reading of a source is told. */
export function faultOf({ name }: HeartbeatSource, error: unknown): SourceFault {
  const detail = error instanceof Error ? error.message : String(error);
  const kind = error instanceof SourceUnorderedError ? "unordered" : undefined;
  return {
    source: name,
    kind: kind ?? (error instanceof SourceEndlessError ? "endless" : "unreachable"),
    message: `${name}: ${detail} What it told before is used, the rest comes from other collectors.`,
  };
}

async function* readHeartbeats(
  source: HeartbeatSource,
  { period, limits }: ReadOptions,
): AsyncGenerator<SignedHeartbeat> {
  let after: string | undefined;
  let waited = 0;
  do {
    const begun = performance.now();
    const { heartbeats, next }: HeartbeatPage = await askPatiently(limits, () => source.readPage({ period, after }));
    waited += performance.now() - begun;
    yield* heartbeats;
    if (next !== null && heartbeats.length === 0) throw new SourceEndlessError("more after an empty page");
    if (waited > limits.totalTimeout) throw new SourceSlowError();
    after = next ?? undefined;
  } while (after !== undefined);
}

async function within<Answer>(milliseconds: number, answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new SourceSlowError()), milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A source takes too long. */
class SourceSlowError extends Error {
  override readonly name = "SourceSlowError";

  constructor() {
    super("It takes too long to answer.");
  }
}

/** A source does not tell its nodes in their order, or tells some that do not exist. */
class SourceUnorderedError extends Error {
  override readonly name = "SourceUnorderedError";

  constructor(before: number, nodeId: number) {
    super(`It tells node ${nodeId} after node ${before}, which is out of order or does not exist.`);
  }
}

/** A source goes on without end. */
class SourceEndlessError extends Error {
  override readonly name = "SourceEndlessError";

  constructor(what: string) {
    super(`It promises ${what}.`);
  }
}
