import { expect } from "chai";
import hre from "hardhat";
import { ZeroHash } from "ethers";
import { closeBatch, exampleMeasurement, publishBatch, stateCode, TIMING } from "../../helpers/batches.ts";
import { prepareBatch, signProposal } from "../../helpers/close-period.ts";
import { endedPeriod } from "../../helpers/farming-fixtures.ts";
import { plain } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

async function fixture() {
  const context = await endedPeriod(connection);
  return { ...context, guarded: context.measurements.connect(context.guardian) };
}

type Context = Awaited<ReturnType<typeof fixture>>;

/** An attempt at batch 0, signed by so many attestors, waits for its leaves. */
async function propose({ grid, attestors, measurements, period }: Context, attempt: number, signers = 3) {
  const { proposal, leaves } = prepareBatch([exampleMeasurement()], { period, attempt });
  const signatures = await signProposal(grid, proposal, attestors.slice(0, signers));
  return { sent: await measurements.propose(proposal, signatures), leaves };
}

/** Attempts 0 to `times` - 1 were rejected. */
async function rejected(times: number) {
  const context = await networkHelpers.loadFixture(fixture);
  for (let attempt = 0; attempt < times; attempt++) {
    await propose(context, attempt);
    await context.guarded.reject(context.period, 0);
  }
  return context;
}

/** The arguments of the event of an attempt, but the last one. */
function proposed(period: number, attempt: number) {
  const { root, dataHash } = prepareBatch([exampleMeasurement()], { period }).proposal;
  return [period, 0, attempt, 1, 1, root, 1, dataHash] as const;
}

describe("Measurements", () => {
  describe("reviewing a batch", () => {
    it("makes it final after the window, and no second earlier", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, period } = context;
      const { tree } = await publishBatch(connection, context, [exampleMeasurement()], { period });
      const finalAt = BigInt((await time.latest()) + TIMING.reviewWindowSeconds);

      await time.increaseTo(finalAt - 1n);
      expect(await measurements.finalAtOf(period, 0)).to.equal(finalAt);
      expect(await measurements.stateOf(period, 0)).to.equal(stateCode("reviewing"));
      await expect(measurements.finalRootOf(period, 0))
        .to.be.revertedWithCustomError(measurements, "MeasurementsNotFinal")
        .withArgs(period, 0, finalAt);
      await time.increaseTo(finalAt);
      expect(await measurements.stateOf(period, 0)).to.equal(stateCode("final"));
      expect(await measurements.finalRootOf(period, 0)).to.equal(tree.root);
    });
  });

  describe("rejecting a batch", () => {
    it("empties it and asks for the next attempt", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, guarded, period } = context;
      await publishBatch(connection, context, [exampleMeasurement()], { period });

      await expect(guarded.reject(period, 0)).to.emit(measurements, "MeasurementsRejected").withArgs(period, 0, 0, 1);
      expect(await measurements.stateOf(period, 0)).to.equal(stateCode("awaited"));
      expect(plain(await measurements.batchOf(period, 0))).to.deep.equal({
        root: ZeroHash,
        nextChunkHash: ZeroHash,
        submittedAt: 0n,
        publishedAt: 0n,
        lastChunkBlock: 0n,
        count: 0n,
        publishedCount: 0n,
        attempt: 1n,
        rejections: 1n,
        isUnrejectable: false,
      });
    });

    it("is possible while it is being published", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, guarded, period } = context;
      await propose(context, 0);

      await expect(guarded.reject(period, 0)).to.emit(measurements, "MeasurementsRejected").withArgs(period, 0, 0, 1);
    });

    it("is possible in the last second of its review, but not after", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, guarded, period } = context;
      await publishBatch(connection, context, [exampleMeasurement()], { period });
      await publishBatch(connection, context, [exampleMeasurement()], { period: period - 1 });
      const finalAt = await measurements.finalAtOf(period, 0);

      await time.setNextBlockTimestamp(finalAt - 1n);
      await expect(guarded.reject(period, 0)).to.emit(measurements, "MeasurementsRejected");
      await time.setNextBlockTimestamp(await measurements.finalAtOf(period - 1, 0));
      await expect(guarded.reject(period - 1, 0))
        .to.be.revertedWithCustomError(measurements, "MeasurementsStateInvalid")
        .withArgs(period - 1, 0, stateCode("final"));
    });

    it("needs a proposal", async () => {
      const { measurements, guarded, period } = await networkHelpers.loadFixture(fixture);

      await expect(guarded.reject(period, 0))
        .to.be.revertedWithCustomError(measurements, "MeasurementsStateInvalid")
        .withArgs(period, 0, stateCode("awaited"));
    });

    it("does not count attempts that are void anyway", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, guarded, period } = context;
      await propose(context, 0);
      await time.increase(TIMING.publicationTimeSeconds);

      await expect(guarded.reject(period, 0))
        .to.be.revertedWithCustomError(measurements, "MeasurementsStateInvalid")
        .withArgs(period, 0, stateCode("void"));
    });

    it("concerns one batch of one period", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, guarded, period } = context;
      await closeBatch(connection, context, [exampleMeasurement()], { period });
      await publishBatch(connection, context, [exampleMeasurement()], { period, batch: 1 });
      await publishBatch(connection, context, [exampleMeasurement()], { period: period - 1 });

      await guarded.reject(period, 1);
      expect(await measurements.stateOf(period, 0)).to.equal(stateCode("final"));
      expect(await measurements.stateOf(period, 1)).to.equal(stateCode("awaited"));
      expect(await measurements.stateOf(period - 1, 0)).to.equal(stateCode("reviewing"));
    });

    it("is the guardian's alone", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, admin, attestors, stranger, period } = context;
      await propose(context, 0);

      for (const caller of [admin, attestors[0]!, stranger]) {
        await expect(measurements.connect(caller).reject(period, 0))
          .to.be.revertedWithCustomError(measurements, "AccessManagedUnauthorized")
          .withArgs(caller.address);
      }
    });
  });

  describe("proposing again after a rejection", () => {
    it("takes the next attempt and nothing else", async () => {
      const context = await rejected(1);
      const { measurements, period } = context;

      for (const attempt of [0, 2]) {
        await expect(propose(context, attempt))
          .to.be.revertedWithCustomError(measurements, "MeasurementsAttemptInvalid")
          .withArgs(period, 0, attempt, 1);
      }
      const { sent } = await propose(context, 1);
      await expect(sent).to.emit(measurements, "MeasurementsProposed");
    });

    it("keeps the count of rejections over a void attempt", async () => {
      const context = await rejected(1);
      const { measurements, guarded, period } = context;
      await propose(context, 1);
      await time.increase(TIMING.publicationTimeSeconds);
      await propose(context, 2);

      await expect(guarded.reject(period, 0)).to.emit(measurements, "MeasurementsRejected").withArgs(period, 0, 2, 2);
    });

    it("can be rejected for ever while the attestors do not overrule, even if all of them sign", async () => {
      const context = await rejected(3);
      const { measurements, guarded, period } = context;
      const { sent } = await propose(context, 3, 5);

      await expect(sent)
        .to.emit(measurements, "MeasurementsProposed")
        .withArgs(...proposed(period, 3), false);
      await expect(guarded.reject(period, 0)).to.emit(measurements, "MeasurementsRejected").withArgs(period, 0, 3, 4);
    });

    it("counts 255 rejections at most, and goes on", async () => {
      const context = await rejected(255);
      const { measurements, guarded, period } = context;
      expect((await measurements.batchOf(period, 0)).rejections).to.equal(255);
      await propose(context, 255);

      await expect(guarded.reject(period, 0))
        .to.emit(measurements, "MeasurementsRejected")
        .withArgs(period, 0, 255, 255);
      expect((await measurements.batchOf(period, 0)).attempt).to.equal(256);
    });
  });
});
