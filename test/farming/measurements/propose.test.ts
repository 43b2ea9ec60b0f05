import { expect } from "chai";
import hre from "hardhat";
import { ZeroHash } from "ethers";

import type { Proposal } from "../../../sdk/measurements/proposal.ts";
import { closeBatch, exampleMeasurement, publishBatch, stateCode } from "../../helpers/batches.ts";
import { prepareBatch, signProposal } from "../../helpers/close-period.ts";
import { endedPeriod } from "../../helpers/farming-fixtures.ts";
import { plain } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

async function fixture() {
  return endedPeriod(connection);
}

type Context = Awaited<ReturnType<typeof fixture>>;

/** A proposal of node 1's measurements with the signatures of three attestors. */
async function signed({ grid, attestors, period }: Context, changes: Partial<Proposal> = {}) {
  const { proposal } = prepareBatch([exampleMeasurement()], { period });
  const changed = { ...proposal, ...changes };
  return [changed, await signProposal(grid, changed, attestors.slice(0, 3))] as const;
}

describe("Measurements", () => {
  describe("proposing a batch", () => {
    it("says what was proposed and opens its publication", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, period } = context;
      const [proposal, signatures] = await signed(context, { ruleSetId: 7 });
      const now = (await time.latest()) + 10;
      await time.setNextBlockTimestamp(now);

      await expect(measurements.propose(proposal, signatures))
        .to.emit(measurements, "MeasurementsProposed")
        .withArgs(period, 0, 0, 1, 7, proposal.root, 1, proposal.dataHash, false);
      expect(await measurements.stateOf(period, 0)).to.equal(stateCode("publishing"));
      expect(plain(await measurements.batchOf(period, 0))).to.deep.equal({
        root: proposal.root,
        nextChunkHash: proposal.dataHash,
        submittedAt: BigInt(now),
        publishedAt: 0n,
        lastChunkBlock: 0n,
        count: 1n,
        publishedCount: 0n,
        attempt: 0n,
        rejections: 0n,
        isUnrejectable: false,
      });
    });

    it("is open to anybody who brings the signatures", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, stranger } = context;

      await expect(measurements.connect(stranger).propose(...(await signed(context)))).to.emit(
        measurements,
        "MeasurementsProposed",
      );
    });

    it("waits until nodes can no longer report", async () => {
      const { grid, attestors, ...context } = await networkHelpers.loadFixture(fixture);
      const period = context.period + 1;
      const { measurements } = context;
      const earliest = await measurements.proposableAt(period);
      const { proposal } = prepareBatch([exampleMeasurement()], { period });
      const signatures = await signProposal(grid, proposal, attestors);

      await time.setNextBlockTimestamp(earliest - 1n);
      await expect(measurements.propose(proposal, signatures))
        .to.be.revertedWithCustomError(measurements, "MeasurementsTooEarly")
        .withArgs(period, earliest);
      await time.setNextBlockTimestamp(earliest);
      await expect(measurements.propose(proposal, signatures)).to.emit(measurements, "MeasurementsProposed");
    });

    it("takes periods in any order", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      await publishBatch(connection, context, [exampleMeasurement()], { period: context.period + 1 });

      const early = await signed(context, { period: context.period - 5 });
      await expect(context.measurements.propose(...early)).to.emit(context.measurements, "MeasurementsProposed");
    });

    for (const [what, changes] of [
      ["leaves", { count: 0 }],
      ["a root", { root: ZeroHash }],
      ["data", { dataHash: ZeroHash }],
    ] as const) {
      it(`needs ${what}`, async () => {
        const context = await networkHelpers.loadFixture(fixture);
        const { measurements, period } = context;

        await expect(measurements.propose(...(await signed(context, changes))))
          .to.be.revertedWithCustomError(measurements, "MeasurementsProposalEmpty")
          .withArgs(period, 0);
      });
    }

    it("begins with attempt 0", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, period } = context;

      await expect(measurements.propose(...(await signed(context, { attempt: 1 }))))
        .to.be.revertedWithCustomError(measurements, "MeasurementsAttemptInvalid")
        .withArgs(period, 0, 1, 0);
    });

    it("is done once", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, period } = context;
      const again = await signed(context);
      const next = await signed(context, { attempt: 1 });
      const expectRefused = async (state: number) => {
        for (const proposal of [again, next]) {
          await expect(measurements.propose(...proposal))
            .to.be.revertedWithCustomError(measurements, "MeasurementsStateInvalid")
            .withArgs(period, 0, state);
        }
      };

      await measurements.propose(...again);
      await expectRefused(stateCode("publishing"));
      const { leaves } = prepareBatch([exampleMeasurement()], { period });
      await measurements.publish(period, 0, leaves, ZeroHash);
      await expectRefused(stateCode("reviewing"));
      await time.increaseTo(await measurements.finalAtOf(period, 0));
      await expectRefused(stateCode("final"));
    });
  });

  describe("proposing corrections", () => {
    it("waits until the batch before is final", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, period } = context;
      const correction = await signed(context, { batch: 1 });
      const expectRefused = () =>
        expect(measurements.propose(...correction))
          .to.be.revertedWithCustomError(measurements, "MeasurementsPreviousBatchNotFinal")
          .withArgs(period, 1);

      await expectRefused();
      await publishBatch(connection, context, [exampleMeasurement()], { period });
      const finalAt = await measurements.finalAtOf(period, 0);
      await time.setNextBlockTimestamp(finalAt - 1n);
      await expectRefused();
      await time.setNextBlockTimestamp(finalAt);
      await expect(measurements.propose(...correction)).to.emit(measurements, "MeasurementsProposed");
    });

    it("numbers the batches without a gap", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, period } = context;
      await closeBatch(connection, context, [exampleMeasurement()], { period });

      await expect(measurements.propose(...(await signed(context, { batch: 2 }))))
        .to.be.revertedWithCustomError(measurements, "MeasurementsPreviousBatchNotFinal")
        .withArgs(period, 2);
      await closeBatch(connection, context, [exampleMeasurement()], { period, batch: 1 });
      await expect(measurements.propose(...(await signed(context, { batch: 2 })))).to.emit(
        measurements,
        "MeasurementsProposed",
      );
    });

    it("does not wait for other periods", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, period } = context;
      await closeBatch(connection, context, [exampleMeasurement()], { period });
      await measurements.propose(...(await signed(context, { period: period - 1 })));

      await expect(measurements.propose(...(await signed(context, { batch: 1 })))).to.emit(
        measurements,
        "MeasurementsProposed",
      );
    });
  });
});
