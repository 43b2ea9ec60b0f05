import type { Heartbeat } from "../../sdk/heartbeats/heartbeat.ts";
import type { ScriptedNode } from "./fleet-file.ts";
import { nextSlot } from "./heartbeat-clock.ts";

/** The heartbeats of so many seconds are put in order at once. */
const WINDOW_SECONDS = 600;

/** A scripted node that is known to the Directory. */
export interface KnownNode extends ScriptedNode {
  readonly nodeId: number;
}

/** A heartbeat that a scripted node makes. */
export interface ScriptedHeartbeat {
  readonly node: KnownNode;
  /** Unix time in seconds by the right clock. */
  readonly at: number;
  readonly heartbeat: Heartbeat;
}

/**
 * The heartbeats of a fleet up to a moment, in the order in which they are made. The script alone decides what they are: run
 * again, it makes the same ones.
 */
export function* fleetHeartbeats(nodes: readonly KnownNode[], to: number): Generator<ScriptedHeartbeat> {
  let scripts = nodes.map((node) => {
    const heartbeats = heartbeatsOf(node);
    return { heartbeats, next: heartbeats.next() };
  });
  while (scripts.length > 0) {
    const first = Math.min(...scripts.map(({ next }) => (next.done ? Infinity : next.value.at)));
    const end = Math.min(first + WINDOW_SECONDS, to);
    const window: ScriptedHeartbeat[] = [];
    for (const script of scripts) {
      for (; !script.next.done && script.next.value.at < end; script.next = script.heartbeats.next()) {
        window.push(script.next.value);
      }
    }
    yield* window.toSorted((a, b) => a.at - b.at || a.node.nodeId - b.node.nodeId);
    scripts = scripts.filter(({ next }) => !next.done && next.value.at < to);
  }
}

function* heartbeatsOf(node: KnownNode): Generator<ScriptedHeartbeat> {
  const { nodeId, capacity, up, clockOffsetSeconds } = node;
  let sequence = 0;
  for (const [from, to] of up) {
    for (let at = from; at < to; at = nextSlot(nodeId, at)) {
      sequence++;
      const [sentAt, uptimeSeconds] = [at + clockOffsetSeconds, at - from];
      const heartbeat = { nodeId, sequence, sentAt, uptimeSeconds, ...capacity, isSimulated: true, traffic: [] };
      yield { node, at, heartbeat };
    }
  }
}
