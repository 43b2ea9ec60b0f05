import { expect } from "chai";
import type { Log, Provider } from "ethers";
import { makeError } from "ethers";
import { LogsMissingError, readLogs } from "../../../sdk/network/read-logs.ts";
import { rejection } from "../../helpers/rejection.ts";

const FILTER = { address: "0x5FbDB2315678afecb367f032d93F642f64180aa3", topics: [] };

/** A node with a log in every block that refuses requests of more than `mostBlocks` blocks. */
function node(mostBlocks: number, complaint = () => new Error("query exceeds max block range")) {
  const asked: number[] = [];
  const getLogs = ({ fromBlock, toBlock }: { fromBlock: number; toBlock: number }) => {
    const size = toBlock - fromBlock + 1;
    asked.push(size);
    if (size > mostBlocks) return Promise.reject(complaint());
    const blocks = Array.from({ length: size }, (_, index) => fromBlock + index);
    return Promise.resolve(blocks.map((blockNumber) => ({ blockNumber }) as Log));
  };
  return { provider: { getLogs } as unknown as Provider, asked };
}

function blocksOf(logs: readonly Log[]): number[] {
  return logs.map(({ blockNumber }) => blockNumber);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

describe("reading logs", () => {
  it("asks once where the node allows it", async () => {
    const { provider, asked } = node(1_000);

    expect(blocksOf(await readLogs(provider, FILTER, { fromBlock: 5, toBlock: 104 }))).to.deep.equal(range(5, 104));
    expect(asked).to.deep.equal([100]);
  });

  for (const mostBlocks of [1, 7, 50, 99]) {
    it(`gets every log in order from a node that gives ${mostBlocks} blocks at once`, async () => {
      const { provider } = node(mostBlocks);

      expect(blocksOf(await readLogs(provider, FILTER, { fromBlock: 1, toBlock: 100 }))).to.deep.equal(range(1, 100));
    });
  }

  it("keeps the size that worked", async () => {
    const { provider, asked } = node(10);
    await readLogs(provider, FILTER, { fromBlock: 1, toBlock: 800 });

    const refused = asked.filter((size) => size > 10);
    expect(refused).to.deep.equal([800, 400, 200, 100, 50, 25, 13]);
  });

  it("halves further where a part is denser", async () => {
    const getLogs = ({ fromBlock, toBlock }: { fromBlock: number; toBlock: number }) => {
      const isDense = toBlock >= 80;
      if (toBlock - fromBlock >= (isDense ? 2 : 50)) return Promise.reject(new Error("more than 10000 results"));
      return Promise.resolve(range(fromBlock, toBlock).map((blockNumber) => ({ blockNumber }) as Log));
    };
    const provider = { getLogs } as unknown as Provider;

    expect(blocksOf(await readLogs(provider, FILTER, { fromBlock: 1, toBlock: 100 }))).to.deep.equal(range(1, 100));
  });

  it("reads nothing in an empty range", async () => {
    const { provider, asked } = node(10);

    expect(await readLogs(provider, FILTER, { fromBlock: 9, toBlock: 8 })).to.deep.equal([]);
    expect(asked).to.deep.equal([]);
  });

  it("says when the node no longer keeps the blocks", async () => {
    const { provider } = node(0, () => new Error("missing trie node: history has been pruned"));

    const error = await rejection(readLogs(provider, FILTER, { fromBlock: 1, toBlock: 100 }));
    expect(error).to.be.instanceOf(LogsMissingError);
    expect(error.message).to.contain("no logs of blocks 1 to 100");
  });

  it("gives up when the node refuses a single block", async () => {
    const { provider } = node(0);

    const error = await rejection(readLogs(provider, FILTER, { fromBlock: 1, toBlock: 100 }));
    expect(error.message).to.contain("max block range");
  });

  it("does not go on asking a node that is gone", async () => {
    const { provider, asked } = node(0, () => makeError("gone", "NETWORK_ERROR", {} as never));

    const error = await rejection(readLogs(provider, FILTER, { fromBlock: 1, toBlock: 100 }));
    expect(error.message).to.contain("gone");
    expect(asked).to.have.length(1);
  });
});
