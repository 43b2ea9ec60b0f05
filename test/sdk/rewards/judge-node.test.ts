import { expect } from "chai";
import { judgeNode } from "../../../sdk/rewards/judge-node.ts";
import type { ExplainedLeaf, LeafReward } from "../../../sdk/rewards/reward-item.ts";
import { buildMeasurementTree } from "../../../sdk/rules/measurement-tree.ts";
import { encodeLeaf } from "../../../sdk/rules/leaf.ts";
import { measured } from "../measurements/scene.ts";

const FARM = 1;

interface Sketch {
  /** What the leaf is worth, in TFT units. */
  readonly worth: bigint;
  readonly batch?: number;
  /** What its primary leaf is worth, in a correction. */
  readonly primary?: bigint;
  readonly paid?: bigint;
  readonly reward?: Partial<LeafReward>;
  readonly isFinal?: boolean;
}

function leaf({ worth, batch = 0, primary, paid, reward, isFinal = true }: Sketch): ExplainedLeaf {
  const measurement = measured(1);
  const leaves = encodeLeaf(measurement);
  const source = { period: 63, batch, leaves, tree: buildMeasurementTree(leaves) };
  const explained: LeafReward = {
    isInForce: true,
    farmId: FARM,
    cuMicro: 0n,
    suMicro: 0n,
    uptimePermille: 1000,
    musd: 0n,
    units: worth,
    outcome: worth === 0n ? "violation" : "paid",
    ...reward,
  };
  return {
    ...{ source, position: 0, measurement, reward: explained, finalAt: 7, isFinal },
    paidUnits: paid,
    primary: primary === undefined ? undefined : { source, position: 0, units: primary },
  };
}

function judged(...sketches: Sketch[]) {
  return judgeNode(FARM, sketches.map(leaf)).map(({ status, units }) => [status, units]);
}

describe("what can be done with a node's leaves", () => {
  it("pays a primary leaf once", () => {
    expect(judged({ worth: 5n })).to.deep.equal([["claimable", 5n]]);
    expect(judged({ worth: 5n, paid: 5n })).to.deep.equal([["settled", 0n]]);
  });

  it("settles a leaf that is worth nothing, and knows why", () => {
    expect(judged({ worth: 0n })).to.deep.equal([["zero", 0n]]);
    expect(judged({ worth: 0n, paid: 0n })).to.deep.equal([["settled", 0n]]);
  });

  it("waits for the review window", () => {
    expect(judged({ worth: 5n, isFinal: false })).to.deep.equal([["notFinal", 5n]]);
  });

  it("lets a correction add what it is worth more than the primary leaf", () => {
    const correction = { worth: 8n, batch: 1, primary: 5n };
    expect(judged({ worth: 5n }, correction)).to.deep.equal([
      ["claimable", 5n],
      ["claimable", 3n],
    ]);
    expect(judged({ worth: 5n, paid: 5n }, correction)).to.deep.equal([
      ["settled", 0n],
      ["claimable", 3n],
    ]);
  });

  it("takes nothing back by a lower correction", () => {
    expect(judged({ worth: 5n }, { worth: 2n, batch: 1, primary: 5n })).to.deep.equal([
      ["claimable", 5n],
      ["settled", 0n],
    ]);
  });

  it("counts each amount once in a chain of corrections", () => {
    const chain = [
      { worth: 5n },
      { worth: 9n, batch: 1, primary: 5n },
      { worth: 7n, batch: 2, primary: 5n },
      { worth: 12n, batch: 3, primary: 5n },
    ];
    expect(judged(...chain)).to.deep.equal([
      ["claimable", 5n],
      ["claimable", 4n],
      ["settled", 0n],
      ["claimable", 3n],
    ]);
    expect(judged(...chain.map((sketch) => ({ ...sketch, paid: 9n })))).to.deep.equal([
      ["settled", 0n],
      ["settled", 0n],
      ["settled", 0n],
      ["claimable", 3n],
    ]);
  });

  it("shows what a correction under review would add", () => {
    expect(judged({ worth: 5n, paid: 5n }, { worth: 8n, batch: 1, primary: 5n, isFinal: false })).to.deep.equal([
      ["settled", 0n],
      ["notFinal", 3n],
    ]);
  });

  it("brings what a primary leaf is worth when its terms were wrong", () => {
    expect(judged({ worth: 0n, reward: { isInForce: false } }, { worth: 8n, batch: 1, primary: 0n })).to.deep.equal([
      ["termsNotInForce", 0n],
      ["claimable", 8n],
    ]);
  });

  it("leaves what is another farm's", () => {
    expect(judged({ worth: 5n, reward: { farmId: 2 } })).to.deep.equal([["otherFarm", 0n]]);
  });
});
