import { expect } from "chai";
import hre from "hardhat";
import type { Signer } from "ethers";
import { sendCallAndWait } from "../../../sdk/network/call.ts";
import { explainRevert } from "../../../sdk/network/explain-revert.ts";
import { claimAndWait, claimCall } from "../../../sdk/rewards/claim.ts";
import { claimCorrectionsAndWait } from "../../../sdk/rewards/claim-corrections.ts";
import { toBatchClaim, toCorrectionClaim } from "../../../sdk/rewards/claim-structs.ts";
import { LeavesOfOtherPeriodError, leavesFromFiles, requireLeavesOf } from "../../../sdk/rewards/leaves-from-files.ts";
import { listReceipts } from "../../../sdk/rewards/list-receipts.ts";
import { listRewards } from "../../../sdk/rewards/list-rewards.ts";
import { RewardsPeriodOutOfRangeError, paidPeriods, requirePaidHere } from "../../../sdk/rewards/paid-periods.ts";
import { payOwedAndWait } from "../../../sdk/rewards/pay-owed.ts";
import { payoutState } from "../../../sdk/rewards/payout-state.ts";
import { planClaims } from "../../../sdk/rewards/plan-claims.ts";
import { recomputeReceipts } from "../../../sdk/rewards/recompute-receipts.ts";
import { submitBatch } from "../../../sdk/measurements/submit-batch.ts";
import { localSettings } from "../../helpers/deploy-grid.ts";
import { FULL_UNITS, finalize, measured, prepared, quorum, refusalOf, scene } from "../measurements/scene.ts";
import type { Scene } from "../measurements/scene.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  return scene(connection);
}

async function finalFixture() {
  const from = await scene(connection);
  const batch = await finalize(from, [measured(1), measured(2, { violation: "clockSkew" }), measured(3)]);
  return { ...from, batch };
}

/** Claims everything that is claimable, as the command does, and returns how many transactions it took. */
async function claimAll({ grid, period }: Scene, signer: Signer, farmId = 1): Promise<number> {
  const { items } = await listRewards(grid, { farmId, periods: [period] });
  const wanted = items.filter(({ status }) => status === "claimable" || status === "zero");
  const parts = await planClaims(grid, { farmId, items: wanted, from: await signer.getAddress() });
  for (const { call } of parts) await sendCallAndWait(signer, call);
  return parts.length;
}

async function statuses({ grid, period }: Scene, farmId = 1) {
  const { items } = await listRewards(grid, { farmId, periods: [period] });
  return items.map(({ nodeId, kind, status, units }) => [nodeId, kind, status, units]);
}

async function allReceipts({ grid, book }: Scene, farmId?: number) {
  const source = { grid, provider: connection.ethers.provider, book };
  const receipts = await listReceipts(source, farmId);
  return { receipts, recomputed: await recomputeReceipts(source, receipts) };
}

describe("listing rewards", () => {
  it("says of every node what it is worth and why it is nothing", async () => {
    const from = await networkHelpers.loadFixture(finalFixture);
    expect(await statuses(from)).to.deep.equal([
      [1, "primary", "claimable", FULL_UNITS],
      [2, "primary", "zero", 0n],
    ]);
    const { items } = await listRewards(from.grid, { farmId: 1, periods: [from.period] });
    expect(items.map(({ reward }) => reward.outcome)).to.deep.equal(["paid", "violation"]);
  });

  it("knows when a month under review will be final", async () => {
    const from = await networkHelpers.loadFixture(fixture);
    const batch = await prepared(from, [measured(1)]);
    await submitBatch(from.grid, from.stranger, { batch, signatures: await quorum(from, batch) });
    const { items } = await listRewards(from.grid, { farmId: 1, periods: [from.period] });
    const published = (await connection.ethers.provider.getBlock("latest"))!.timestamp;
    expect(items[0]).to.include({ status: "notFinal", units: FULL_UNITS });
    expect(items[0]!.finalAt - published).to.equal(localSettings().timing.reviewWindowSeconds);
  });

  it("names periods that nobody measured", async () => {
    const { grid, period } = await networkHelpers.loadFixture(finalFixture);
    const listed = await listRewards(grid, { farmId: 1, periods: [period - 1, period] });
    expect(listed.awaitedPeriods).to.deep.equal([period - 1]);
  });

  it("knows which periods this version pays", async () => {
    const { grid, period } = await networkHelpers.loadFixture(finalFixture);
    expect((await paidPeriods(grid)).at(-1)).to.equal(period);
    await requirePaidHere(grid, period);
    const later = await networkHelpers.loadFixture(lateVersion);
    const error = await refusalOf(requirePaidHere(later.grid, later.firstPeriod - 1));
    expect(error).to.be.instanceOf(RewardsPeriodOutOfRangeError);
    expect(error.message).to.match(/is not paid here: this version pays from period \d+ on\.$/);
  });
});

async function lateVersion() {
  const { period } = await scene(connection);
  const firstPeriod = period + 1;
  return { ...(await scene(connection, localSettings({ firstPeriod }))), firstPeriod };
}

describe("claiming", () => {
  it("pays the payout address, whoever sends it, and then finds nothing left", async () => {
    const from = await networkHelpers.loadFixture(finalFixture);
    expect(await claimAll(from, from.stranger)).to.equal(1);
    expect(await from.grid.TFT.balanceOf(from.payout)).to.equal(FULL_UNITS);
    expect(await claimAll(from, from.stranger)).to.equal(0);
    expect((await statuses(from)).map(([, , status]) => status)).to.deep.equal(["settled", "settled"]);
  });

  it("goes on after somebody claimed a part", async () => {
    const from = await networkHelpers.loadFixture(finalFixture);
    const { items } = await listRewards(from.grid, { farmId: 1, periods: [from.period] });
    const [part] = await planClaims(from.grid, { farmId: 1, items: items.slice(0, 1) });
    await sendCallAndWait(from.stranger, part!.call);
    // Both items are still asked for: the settled one is passed over.
    const [all] = await planClaims(from.grid, { farmId: 1, items });
    await sendCallAndWait(from.stranger, all!.call);
    expect((await allReceipts(from)).receipts).to.have.length(2);
  });

  it("pays a correction on top, and the best of several leaves in all", async () => {
    const from = await networkHelpers.loadFixture(finalFixture);
    const corrects = { batch: 0, position: 1 };
    await claimAll(from, from.farmer);
    await finalize(from, [measured(2, { uptimeSeconds: 2_578_263, corrects })], 1);
    await claimAll(from, from.farmer);
    await finalize(from, [measured(2, { corrects })], 2);
    await claimAll(from, from.farmer);
    expect(await from.grid.TFT.balanceOf(from.payout)).to.equal(2n * FULL_UNITS);

    const { receipts, recomputed } = await allReceipts(from, 1);
    expect(receipts.map(({ nodeId, batch, units }) => [nodeId, batch, units])).to.deep.equal([
      [1, 0, FULL_UNITS],
      [2, 0, 0n],
      [2, 1, (FULL_UNITS * 980n) / 1000n],
      [2, 2, (FULL_UNITS * 20n) / 1000n],
    ]);
    expect(recomputed.map(({ units }) => units)).to.deep.equal(receipts.map(({ units }) => units));
  });

  it("pays the same when a primary leaf and its correction are claimed late and together", async () => {
    const from = await networkHelpers.loadFixture(finalFixture);
    await finalize(from, [measured(2, { corrects: { batch: 0, position: 1 } })], 1);
    expect(await claimAll(from, from.farmer)).to.equal(2);
    expect(await from.grid.TFT.balanceOf(from.payout)).to.equal(2n * FULL_UNITS);
  });

  it("pays a node that only a later batch measures", async () => {
    const from = await networkHelpers.loadFixture(fixture);
    await finalize(from, [measured(1)]);
    await finalize(from, [measured(2)], 1);
    await claimAll(from, from.farmer);
    expect(await from.grid.TFT.balanceOf(from.payout)).to.equal(2n * FULL_UNITS);
    expect((await allReceipts(from)).recomputed.map(({ units }) => units)).to.deep.equal([FULL_UNITS, FULL_UNITS]);
  });

  it("refuses the proof of another period", async () => {
    const from = await networkHelpers.loadFixture(finalFixture);
    const { items } = await listRewards(from.grid, { farmId: 1, periods: [from.period] });
    const other = { ...items[0]!.source, leaves: items[0]!.source.leaves.slice().reverse() };
    const call = await claimCall(from.grid, { farmId: 1, claims: [toBatchClaim(other, [0, 1])] });
    const error = await refusalOf(sendCallAndWait(from.farmer, call));
    expect(explainRevert(error)?.name).to.equal("RewardsProofInvalid");
  });

  it("refuses a leaf of another farm", async () => {
    const from = await networkHelpers.loadFixture(finalFixture);
    const { items } = await listRewards(from.grid, { farmId: 2, periods: [from.period] });
    const claims = [toBatchClaim(items[0]!.source, [items[0]!.position])];
    const error = await refusalOf(claimAndWait(from.grid, from.farmer, { farmId: 1, claims }));
    expect(explainRevert(error)?.message).to.equal("Node 3 belonged to farm 2, not to farm 1.");
  });

  it("refuses a primary leaf as its own correction", async () => {
    const from = await networkHelpers.loadFixture(finalFixture);
    const { items } = await listRewards(from.grid, { farmId: 1, periods: [from.period] });
    const [place] = items;
    const corrections = [toCorrectionClaim(place!, place!)];
    const error = await refusalOf(claimCorrectionsAndWait(from.grid, from.farmer, { farmId: 1, corrections }));
    expect(explainRevert(error)?.name).to.equal("RewardsPrimaryMismatch");
  });
});

describe("claiming while the payout address changes", () => {
  it("is the owner's alone", async () => {
    const from = await networkHelpers.loadFixture(finalFixture);
    await from.grid.Directory.connect(from.farmer).changePayout(1, from.stranger);
    expect(await payoutState(from.grid, 1)).to.include({
      payout: from.payout.address,
      onlyCaller: from.farmer.address,
    });
    const error = await refusalOf(claimAll(from, from.stranger));
    expect(explainRevert(error)?.name).to.equal("RewardsOnlyOwner");
    expect(await claimAll(from, from.farmer)).to.equal(1);
  });
});

describe("rewards beyond the minter's allowance", () => {
  async function poorMinter() {
    const minting = { capacityUnits: FULL_UNITS / 2n, refillPerSecondUnits: 1_000n };
    const from = await scene(connection, localSettings({ minting }));
    await finalize(from, [measured(1), measured(3)]);
    return from;
  }

  it("are owed and paid when there is allowance again", async () => {
    const from = await networkHelpers.loadFixture(poorMinter);
    await claimAll(from, from.farmer);
    expect(await payoutState(from.grid, 1)).to.include({ owedUnits: FULL_UNITS / 2n, onlyCaller: undefined });
    expect(await from.grid.TFT.balanceOf(from.payout)).to.equal(FULL_UNITS / 2n);

    await networkHelpers.time.increase(1_000_000);
    const { mintedUnits, owedUnits } = await payOwedAndWait(from.grid, from.stranger, { farmId: 1 });
    expect(mintedUnits + owedUnits).to.equal(FULL_UNITS / 2n);
    expect(await from.grid.TFT.balanceOf(from.payout)).to.equal(FULL_UNITS / 2n + mintedUnits);
    expect((await payoutState(from.grid, 1)).owedUnits).to.equal(owedUnits);
  });
});

describe("leaves from files", () => {
  it("stand in for logs, and belong to their period only", async () => {
    const from = await networkHelpers.loadFixture(finalFixture);
    const readLeaves = leavesFromFiles(from.grid, [from.batch]);
    const { items } = await listRewards(from.grid, { farmId: 1, periods: [from.period], readLeaves });
    expect(items).to.have.length(2);
    requireLeavesOf(from.period, [from.batch]);
    expect(() => {
      requireLeavesOf(from.period + 1, [from.batch]);
    }).to.throw(
      LeavesOfOtherPeriodError,
      `proves period ${from.period}, but period ${from.period + 1} is to be claimed`,
    );
  });
});
