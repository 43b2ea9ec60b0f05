import type { SignedHeartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import type { HeartbeatSource } from "./heartbeat-source.ts";
import { readSource } from "./read-source.ts";
import type { NodeGroup, ReadOptions } from "./read-source.ts";

/** A source while it is read. */
interface Stream {
  readonly source: HeartbeatSource;
  readonly groups: AsyncGenerator<NodeGroup, undefined>;
  /** The node that it tells next; undefined at its end. */
  head: NodeGroup | undefined;
  told: number;
  forged: number;
}

/** What all sources together tell of one node. */
export interface MergedNode {
  readonly nodeId: number;
  readonly told: readonly ToldHeartbeat[];
}

/** A heartbeat and who told it. */
export interface ToldHeartbeat {
  readonly heartbeat: SignedHeartbeat;
  /** To be called when its signature is not the node's: a source with too many of those is not read any further. */
  readonly refuse: () => void;
}

/** Merges what sources tell, node by node, so that memory is bounded by one node and not by the grid. */
export async function* mergeSources(
  sources: readonly HeartbeatSource[],
  options: ReadOptions,
): AsyncGenerator<MergedNode> {
  const streams = sources.map((source): Stream => {
    return { source, groups: readSource(source, options), head: undefined, told: 0, forged: 0 };
  });
  await Promise.all(streams.map(advance));
  for (let nodeId = lowest(streams); nodeId !== undefined; nodeId = lowest(streams)) {
    const telling = streams.filter(({ head }) => head?.nodeId === nodeId);
    yield { nodeId, told: telling.flatMap(toldBy) };
    await Promise.all(
      telling.map((stream) => (isForger(stream, options) ? abandon(stream, options) : advance(stream))),
    );
  }
}

function lowest(streams: readonly Stream[]): number | undefined {
  let found: number | undefined;
  for (const { head } of streams) {
    if (head !== undefined && (found === undefined || head.nodeId < found)) found = head.nodeId;
  }
  return found;
}

async function advance(stream: Stream): Promise<void> {
  const next: IteratorResult<NodeGroup, undefined> = await stream.groups.next();
  stream.head = next.value;
  stream.told += stream.head?.heartbeats.length ?? 0;
}

function toldBy(stream: Stream): ToldHeartbeat[] {
  const refuse = () => void stream.forged++;
  return (stream.head?.heartbeats ?? []).map((heartbeat) => ({ heartbeat, refuse }));
}

function isForger({ told, forged }: Stream, { limits }: ReadOptions): boolean {
  return forged > limits.mostForged && forged * 100 > told;
}

async function abandon(stream: Stream, { onFault }: ReadOptions): Promise<void> {
  const { source, forged } = stream;
  stream.head = undefined;
  await stream.groups.return(undefined);
  const message = `${source.name} told ${forged} heartbeats that no node signed; it is not read any further.`;
  onFault({ source: source.name, kind: "forged", message });
}
