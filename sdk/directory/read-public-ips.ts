import type { GridSource } from "../network/connect-deployment.ts";
import { LogsMissingError, readLogs } from "../network/read-logs.ts";
import type { PublicIp } from "./public-ip.ts";

/** An address of a farm's pool. */
export interface PooledIp extends PublicIp {
  /** The reservation that holds it; undefined when it is free. */
  readonly heldBy: { readonly booker: string; readonly reservationId: number } | undefined;
}

/**
 * The public addresses that a farm offers, in the order of their numbers.
 *
 * @throws {LogsMissingError} When the node does not give the events of all of them
 */
export async function readPublicIps({ grid, provider, book }: GridSource, farmId: number): Promise<PooledIp[]> {
  const { PublicIps } = grid;
  const range = { fromBlock: book.deployedAtBlock, toBlock: await provider.getBlockNumber() };
  const [, farmTopic] = PublicIps.interface.encodeFilterTopics("PublicIpAdded", [farmId]);
  const filter = { address: book.contracts.PublicIps, topics: [null, farmTopic ?? null] };
  const [logs, { offered }] = await Promise.all([
    readLogs(provider, filter, range),
    PublicIps.countOf(farmId, { blockTag: range.toBlock }),
  ]);

  const pool = new Map<number, PooledIp>();
  for (const log of logs) {
    const event = PublicIps.interface.parseLog(log);
    if (event !== null) change(pool, event.name, event.args);
  }
  if (pool.size !== Number(offered)) throw new LogsMissingError(range);
  return [...pool.values()].sort((a, b) => a.ip - b.ip);
}

interface EventValues {
  readonly ip: bigint;
  readonly prefixLength: bigint;
  readonly gateway: bigint;
  readonly booker: string;
  readonly holder: bigint;
}

function change(pool: Map<number, PooledIp>, event: string, values: unknown): void {
  const { ip: number, prefixLength, gateway, booker, holder } = values as EventValues;
  const ip = Number(number);
  const present = pool.get(ip);
  if (event === "PublicIpAdded") {
    pool.set(ip, { ip, prefixLength: Number(prefixLength), gateway: Number(gateway), heldBy: undefined });
  } else if (event === "PublicIpRemoved") {
    pool.delete(ip);
  } else if (present !== undefined) {
    const heldBy = event === "PublicIpTaken" ? { booker, reservationId: Number(holder) } : undefined;
    pool.set(ip, { ...present, heldBy });
  }
}
