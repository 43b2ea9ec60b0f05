import { expect } from "chai";
import type { Provider, TransactionRequest } from "ethers";
import { CONTRACT_NAMES } from "../../../sdk/network/contracts.ts";
import type { ContractName } from "../../../sdk/network/contracts.ts";
import { connectGrid } from "../../../sdk/network/grid.ts";
import type { Grid } from "../../../sdk/network/grid.ts";
import { ClaimTooLargeError, planClaims } from "../../../sdk/rewards/plan-claims.ts";
import type { RewardItem } from "../../../sdk/rewards/reward-item.ts";
import { encodeLeaves } from "../../../sdk/rules/leaf.ts";
import { buildMeasurementTree } from "../../../sdk/rules/measurement-tree.ts";
import { measured, refusalOf } from "../measurements/scene.ts";

const MOST_GAS = 2n ** 24n;

/** Contracts on a chain where a claim takes so much gas per leaf, and where too much gas is an error without data. */
function gridWhereLeafTakes(gasPerLeaf: bigint): Grid {
  const provider = {
    estimateGas: ({ data }: TransactionRequest) => {
      const gas = gasPerLeaf * leavesIn(data ?? "");
      return gas > MOST_GAS ? Promise.reject(new Error("out of gas")) : Promise.resolve(gas);
    },
    resolveName: (name: string) => Promise.resolve(name),
  };
  const runner = { ...provider, provider: provider as unknown as Provider };
  const addresses = CONTRACT_NAMES.map((name, index): [ContractName, string] => [name, `0x${`${index}`.repeat(40)}`]);
  return connectGrid(Object.fromEntries(addresses) as Record<ContractName, string>, runner);
}

/** How many leaves a claim holds. */
function leavesIn(data: string): bigint {
  const { FarmingRewards } = gridForDecoding;
  const call = FarmingRewards.interface.parseTransaction({ data });
  const [, claims] = call!.args as unknown as [bigint, { leaves?: unknown[] }[]];
  return BigInt(claims.reduce((sum, { leaves }) => sum + (leaves?.length ?? 1), 0));
}

const gridForDecoding = gridWhereLeafTakes(0n);

/** So many leaves of a farm in one period. */
function itemsOf(count: number, period = 63, changes: Partial<RewardItem> = {}): RewardItem[] {
  const measurements = Array.from({ length: count }, (_, index) => measured(index + 1, { farmId: 1 }));
  const leaves = encodeLeaves(measurements);
  const source = { period, batch: 0, leaves, tree: buildMeasurementTree(leaves) };
  return measurements.map((measurement, position) => ({
    ...{ source, position, measurement, period, batch: 0, nodeId: position + 1, farmId: 1 },
    ...{ finalAt: 0, isFinal: true, paidUnits: undefined, primary: undefined },
    ...{ kind: "primary", status: "claimable", units: 1n },
    reward: {
      ...{ isInForce: true, farmId: 1, cuMicro: 0n, suMicro: 0n, uptimePermille: 1000, musd: 0n, units: 1n },
      outcome: "paid",
    },
    ...changes,
  }));
}

async function sizesOf(grid: Grid, items: readonly RewardItem[]): Promise<number[]> {
  const parts = await planClaims(grid, { farmId: 1, items });
  expect(parts.flatMap((part) => part.items)).to.have.deep.members([...items]);
  return parts.map((part) => part.items.length);
}

describe("planning a claim", () => {
  it("is one transaction where all fits", async () => {
    expect(await sizesOf(gridWhereLeafTakes(20_000n), itemsOf(700))).to.deep.equal([700]);
  });

  it("is halved until each part fits, whatever the node says to the larger ones", async () => {
    expect(await sizesOf(gridWhereLeafTakes(60_000n), itemsOf(700))).to.deep.equal([175, 175, 175, 175]);
  });

  it("begins with no more leaves than could ever fit", async () => {
    expect(await sizesOf(gridWhereLeafTakes(1n), itemsOf(1000))).to.deep.equal([800, 200]);
  });

  it("puts many periods into one transaction", async () => {
    const items = [...itemsOf(3, 63), ...itemsOf(3, 64), ...itemsOf(3, 65)];
    expect(await sizesOf(gridWhereLeafTakes(20_000n), items)).to.deep.equal([9]);
  });

  it("claims corrections after primary leaves, in transactions of their own", async () => {
    const primaries = itemsOf(4);
    const corrections = primaries.map((item): RewardItem => {
      const primary = { source: item.source, position: item.position, units: 1n };
      return { ...item, kind: "correction", primary };
    });
    const parts = await planClaims(gridWhereLeafTakes(20_000n), { farmId: 1, items: [...corrections, ...primaries] });
    expect(parts.map(({ kind, items, call }) => [kind, items.length, call.functionName])).to.deep.equal([
      ["primary", 4, "claim"],
      ["correction", 4, "claimCorrections"],
    ]);
  });

  it("is nothing when there is nothing to claim", async () => {
    expect(await planClaims(gridWhereLeafTakes(1n), { farmId: 1, items: [] })).to.deep.equal([]);
  });

  it("says so when not even one leaf fits", async () => {
    const error = await refusalOf(planClaims(gridWhereLeafTakes(MOST_GAS + 1n), { farmId: 1, items: itemsOf(2) }));
    expect(error).to.be.instanceOf(ClaimTooLargeError);
    expect(error.message).to.equal("Claiming node 1 of farm 1 for period 63 takes more gas than the network allows.");
  });
});
