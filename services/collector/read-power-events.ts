import { toBeHex, zeroPadValue } from "ethers";
import type { GridSource } from "../../sdk/network/connect-deployment.ts";
import { mapInParallel } from "../../sdk/network/map-in-parallel.ts";
import { readLogs } from "../../sdk/network/read-logs.ts";
import type { PowerEvent } from "../../sdk/rules/meter-node.ts";

const PARALLEL_REQUESTS = 6;

/** What the chain recorded of a node's power, in its order. */
export async function readPowerEvents({ provider, book, grid }: GridSource, nodeId: number): Promise<PowerEvent[]> {
  const { interface: directory } = grid.Directory;
  const hashes = (["NodePowerTargetSet", "NodePowerStateSet"] as const).map(
    (name) => directory.getEvent(name).topicHash,
  );
  const topics = [hashes, zeroPadValue(toBeHex(nodeId), 32)];
  const range = { fromBlock: book.deployedAtBlock, toBlock: await provider.getBlockNumber() };
  const logs = await readLogs(provider, { address: book.contracts.Directory, topics }, range);
  return mapInParallel(logs, PARALLEL_REQUESTS, async (log): Promise<PowerEvent> => {
    const [event, block] = [directory.parseLog(log), await provider.getBlock(log.blockNumber)];
    if (event === null || block === null) throw new Error(`Block ${log.blockNumber} cannot be read.`);
    const { isDown } = event.args as unknown as { isDown: boolean };
    const kind = event.name === "NodePowerTargetSet" ? "powerTarget" : "powerState";
    return [block.timestamp, kind, isDown ? "down" : "up"];
  });
}
