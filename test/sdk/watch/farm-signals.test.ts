import { expect } from "chai";
import hre from "hardhat";
import { changePayoutAndWait } from "../../../sdk/directory/change-payout.ts";
import { sendCallAndWait } from "../../../sdk/network/call.ts";
import { rejectAndWait } from "../../../sdk/measurements/reject.ts";
import { submitBatch } from "../../../sdk/measurements/submit-batch.ts";
import { listRewards } from "../../../sdk/rewards/list-rewards.ts";
import { planClaims } from "../../../sdk/rewards/plan-claims.ts";
import { rememberedLeaves } from "../../../sdk/rewards/remembered-leaves.ts";
import { giveNoticeAndWait } from "../../../sdk/service/give-notice.ts";
import { requestAvailabilityAndWait } from "../../../sdk/service/request-availability.ts";
import { farmSignals } from "../../../sdk/watch/farm-signals.ts";
import { subjectOf } from "../../../sdk/watch/signal.ts";
import { finalize, FULL_UNITS, measured, prepared, quorum, scene } from "../measurements/scene.ts";
import type { Scene } from "../measurements/scene.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function unmeasured() {
  return scene(connection);
}

/** Nodes 1 and 2 of farm 1 were measured; what they earned can be claimed. */
async function claimable() {
  const from = await scene(connection);
  await finalize(from, [measured(1), measured(2, { uptimeSeconds: 1 }), measured(3)]);
  return from;
}

function signalsOf({ grid, book }: Scene, farmId = 1, readLeaves = rememberedLeaves(grid)) {
  return farmSignals({ grid, book, provider: connection.ethers.provider }, farmId, readLeaves);
}

async function claimAll({ grid, period, farmer }: Scene): Promise<void> {
  const { items } = await listRewards(grid, { farmId: 1, periods: [period] });
  const parts = await planClaims(grid, { farmId: 1, items: items.filter(({ status }) => status === "claimable") });
  for (const { call } of parts) await sendCallAndWait(farmer, call);
}

describe("what a farmer should know", () => {
  it("is nothing but that prices are missing while nothing is measured", async () => {
    const from = await networkHelpers.loadFixture(unmeasured);

    expect(await signalsOf(from)).to.deep.equal([{ kind: "priceStale" }]);
  });

  it("is a period's rewards from when they can be claimed until they are", async () => {
    const from = await networkHelpers.loadFixture(claimable);
    const [found] = await signalsOf(from);
    expect(found).to.deep.equal({ kind: "claimable", farmId: 1, period: from.period, units: FULL_UNITS });

    await claimAll(from);
    expect(await signalsOf(from)).to.deep.equal([{ kind: "priceStale" }]);
  });

  it("is what a correction adds, which is claimable anew", async () => {
    const from = await networkHelpers.loadFixture(claimable);
    const [before] = await signalsOf(from);
    await claimAll(from);
    await finalize(from, [measured(2, { corrects: { batch: 0, position: 1 } })], 1);
    const [found] = await signalsOf(from);

    expect(found).to.deep.equal({ kind: "claimable", farmId: 1, period: from.period, units: FULL_UNITS });
    expect(subjectOf(found!)).to.equal(subjectOf(before!));
    expect(subjectOf({ ...found!, period: from.period + 1 })).to.not.equal(subjectOf(before!));
  });

  it("reads what was measured once, and anew what was measured anew", async () => {
    const from = await networkHelpers.loadFixture(unmeasured);
    const readLeaves = rememberedLeaves(from.grid);
    const batch = await prepared(from, [measured(1)]);
    await submitBatch(from.grid, from.stranger, { batch, signatures: await quorum(from, batch) });
    const place = { period: from.period, batch: 0, root: batch.proposal.root };
    const first = await readLeaves(place);
    expect(await readLeaves(place)).to.equal(first);

    await rejectAndWait(from.grid, from.guardian, { period: from.period, batch: 0 });
    await finalize(from, [measured(1), measured(2)]);
    const [found] = await signalsOf(from, 1, readLeaves);
    expect(found).to.include({ kind: "claimable", units: 2n * FULL_UNITS });
  });

  it("is a change of the payout address until it takes effect", async () => {
    const from = await networkHelpers.loadFixture(unmeasured);
    const { grid, farmer, stranger } = from;
    const { event } = await changePayoutAndWait(grid, farmer, { farmId: 1, newPayout: stranger.address });
    const at = Number(event.effectiveAt);
    expect(await signalsOf(from)).to.deep.include({ kind: "payoutChangePending", farmId: 1, at });

    await networkHelpers.time.increaseTo(at);
    expect(await signalsOf(from)).to.deep.equal([{ kind: "priceStale" }]);
  });

  it("is a node's notice, and a request that attestors may still answer", async () => {
    const from = await networkHelpers.loadFixture(unmeasured);
    const { grid, farmer } = from;
    await giveNoticeAndWait(grid, farmer, { nodeId: 1 });
    await requestAvailabilityAndWait(grid, farmer, { nodeId: 2 });
    const silentFrom = (await networkHelpers.time.latest()) + 7 * 86_400;
    const kinds = async () => (await signalsOf(from)).map(({ kind, nodeId }) => [kind, nodeId]);
    expect(await kinds()).to.deep.equal([
      ["noticeGiven", 1],
      ["serviceRequested", 2],
      ["priceStale", undefined],
    ]);

    await networkHelpers.time.increaseTo(silentFrom);
    expect(await kinds()).to.deep.equal([
      ["noticeGiven", 1],
      ["priceStale", undefined],
    ]);
  });

  it("needs a farm", async () => {
    const from = await networkHelpers.loadFixture(unmeasured);

    await expect(signalsOf(from, 9))
      .to.be.revertedWithCustomError(from.grid.Directory, "DirectoryFarmNotFound")
      .withArgs(9);
  });
});
