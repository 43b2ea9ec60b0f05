/** What orders the heartbeats of one node. */
export interface OrderedHeartbeat {
  readonly sequence: number;
  /** The node's own clock, as unix time in seconds. */
  readonly sentAt: number;
}

/** The heartbeats of one node, sorted out. */
export interface SortedHeartbeats<T> {
  /** Those that count, ascending by time, then by sequence. */
  readonly counted: T[];
  /**
   * Those that share a sequence with another one, in the same order: a second machine signs with the node's key. They are
   * evidence and none of them counts, because nobody can tell which is the node's.
   */
  readonly conflicting: T[];
}

/**
 * Sorts out the heartbeats of one node, in whatever order and however often they arrived. The answer depends only on which
 * heartbeats are given, so attestors with the same ones agree.
 *
 * @param digestOf What the node signed, hashed: two heartbeats with one digest are one
 */
export function orderHeartbeats<T extends OrderedHeartbeat>(
  heartbeats: Iterable<T>,
  digestOf: (heartbeat: T) => string,
): SortedHeartbeats<T> {
  const bySequence = new Map<number, Map<string, T>>();
  for (const heartbeat of heartbeats) {
    const same = bySequence.get(heartbeat.sequence) ?? new Map<string, T>();
    const digest = digestOf(heartbeat);
    if (!same.has(digest)) same.set(digest, heartbeat);
    bySequence.set(heartbeat.sequence, same);
  }

  const counted: T[] = [];
  const conflicts: [digest: string, heartbeat: T][] = [];
  for (const same of bySequence.values()) {
    if (same.size === 1) counted.push(...same.values());
    else conflicts.push(...same);
  }
  // Of one sequence and second only conflicts can be, which their digests order.
  conflicts.sort(([a, first], [b, second]) => compareHeartbeats(first, second) || (a < b ? -1 : 1));
  return { counted: counted.sort(compareHeartbeats), conflicting: conflicts.map(([, heartbeat]) => heartbeat) };
}

function compareHeartbeats(a: OrderedHeartbeat, b: OrderedHeartbeat): number {
  return a.sentAt - b.sentAt || a.sequence - b.sequence;
}
