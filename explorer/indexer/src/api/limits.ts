import { isIP } from "node:net";
import type { Context, MiddlewareHandler } from "hono";
import { Refusal } from "./refusal.ts";

/** What requests may cost. */
export interface RequestLimits {
  /** So many points an address may spend in a minute, and so many at once. */
  readonly pointsPerMinute: number;
  /** So many requests are answered at the same time; a database does more work no faster. */
  readonly requestsAtOnce: number;
}

/** Points of a request, by how much it may read. */
const POINTS = { graphql: 10, csv: 20, other: 1 };

/** So many addresses are remembered; who has not asked for longest is forgotten first. */
const MOST_ADDRESSES = 50_000;

const MINUTE = 60_000;

/** What Node's server tells of a request. */
interface NodeEnvironment {
  readonly Bindings: { readonly incoming?: { readonly socket: { readonly remoteAddress?: string } } };
}

interface Bucket {
  readonly points: number;
  readonly at: number;
}

/**
 * Refuses addresses that ask for too much, and everybody while too much is under way.
 *
 * @param now The time in milliseconds
 */
export function limitRequests(limits: RequestLimits, now: () => number): MiddlewareHandler<NodeEnvironment> {
  const buckets = new Map<string, Bucket>();
  let underWay = 0;
  return async (c, next) => {
    spend(buckets, limits, { address: addressOf(c), points: pointsOf(c.req.path), now: now() });
    if (underWay >= limits.requestsAtOnce) {
      throw new Refusal(503, "busy", "Too many requests are under way here; try again in a second.", 1);
    }
    underWay += 1;
    try {
      await next();
    } finally {
      underWay -= 1;
    }
  };
}

/** A bucket that fills by itself: what was not spent in the last minute may be spent at once. */
function spend(
  buckets: Map<string, Bucket>,
  { pointsPerMinute }: RequestLimits,
  { address, points, now }: { readonly address: string; readonly points: number; readonly now: number },
): void {
  const before = buckets.get(address) ?? { points: pointsPerMinute, at: now };
  const filled = Math.min(pointsPerMinute, before.points + ((now - before.at) * pointsPerMinute) / MINUTE);
  if (filled < points) {
    const seconds = Math.ceil(((points - filled) * MINUTE) / pointsPerMinute / 1000);
    throw new Refusal(429, "tooManyRequests", "This address has sent too many requests; wait a little.", seconds);
  }
  buckets.delete(address);
  buckets.set(address, { points: filled - points, at: now });
  const [oldest] = buckets.keys();
  if (buckets.size > MOST_ADDRESSES && oldest !== undefined) buckets.delete(oldest);
}

function pointsOf(path: string): number {
  if (path === "/graphql") return POINTS.graphql;
  return path.endsWith(".csv") ? POINTS.csv : POINTS.other;
}

/** Where a request came from. Servers on this machine are believed when they say for whom they ask. */
function addressOf(c: Context<NodeEnvironment>): string {
  const peer = c.env.incoming?.socket.remoteAddress ?? "unknown";
  const forwarded = c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim();
  const isOurs = ["127.0.0.1", "::1", "::ffff:127.0.0.1"].includes(peer);
  return networkOf(isOurs && forwarded !== undefined && isIP(forwarded) !== 0 ? forwarded : peer);
}

/** Who has one address of IPv6 has a network of 64 bits. */
function networkOf(address: string): string {
  if (isIP(address) !== 6 || address.startsWith("::ffff:")) return address;
  const [head = [], tail = []] = address.split("::").map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return [...head, ...zeros, ...tail]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16))
    .join(":");
}
