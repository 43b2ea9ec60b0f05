import type { Log, TopicFilter } from "ethers";
import { toBeHex, zeroPadValue } from "ethers";
import type { GridSource } from "../network/connect-deployment.ts";
import { readLogs } from "../network/read-logs.ts";
import type { BlockRange } from "../network/read-logs.ts";
import type { DirectoryEvent, FarmEventName } from "./fold-farm-events.ts";
import type { NodeEventName } from "./fold-node-events.ts";

/** An event of the Directory with its place in the chain. */
export interface PlacedDirectoryEvent extends DirectoryEvent {
  readonly log: Log;
}

/** So many numbers are asked for in one request for logs. */
const IDS_PER_REQUEST = 100;

/** Events of the Directory in the order of the chain; with numbers only those whose first indexed value is one of them. */
export async function readDirectoryEvents(
  source: GridSource,
  names: readonly (FarmEventName | NodeEventName)[],
  range: BlockRange,
  ids?: readonly number[],
): Promise<PlacedDirectoryEvent[]> {
  const { provider, book, grid } = source;
  const contractInterface = grid.Directory.interface;
  const hashes = names.map((name) => contractInterface.getEvent(name).topicHash);
  const parts = await Promise.all(
    topicsFor(hashes, ids).map((topics) => readLogs(provider, { address: book.contracts.Directory, topics }, range)),
  );
  return parts.flat().flatMap((log) => {
    const event = contractInterface.parseLog(log);
    return event === null ? [] : [{ name: event.name, values: event.args, log }];
  });
}

function topicsFor(hashes: string[], ids: readonly number[] | undefined): TopicFilter[] {
  if (ids === undefined) return [[hashes]];
  const found: TopicFilter[] = [];
  for (let first = 0; first < ids.length; first += IDS_PER_REQUEST) {
    found.push([hashes, ids.slice(first, first + IDS_PER_REQUEST).map((id) => zeroPadValue(toBeHex(id), 32))]);
  }
  return found;
}
