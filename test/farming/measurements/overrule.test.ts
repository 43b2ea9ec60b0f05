import { expect } from "chai";
import hre from "hardhat";
import { ZeroHash } from "ethers";
import { exampleMeasurement, stateCode, TIMING } from "../../helpers/batches.ts";
import { prepareBatch, signProposal } from "../../helpers/close-period.ts";
import { endedPeriod } from "../../helpers/farming-fixtures.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

async function fixture() {
  const context = await endedPeriod(connection);
  return { ...context, guarded: context.measurements.connect(context.guardian) };
}

type Context = Awaited<ReturnType<typeof fixture>>;

/** An attempt at batch 0, signed by so many attestors. */
async function prepare({ grid, attestors, period }: Context, attempt: number, isUnanimous: boolean, signers: number) {
  const { proposal, leaves } = prepareBatch([exampleMeasurement()], { period, attempt, isUnanimous });
  return { proposal, leaves, signatures: await signProposal(grid, proposal, attestors.slice(0, signers)) };
}

/** Attempts 0 to `times` - 1 were rejected. */
async function rejected(times: number) {
  const context = await networkHelpers.loadFixture(fixture);
  const { measurements, guarded, period } = context;
  for (let attempt = 0; attempt < times; attempt++) {
    const { proposal, signatures } = await prepare(context, attempt, false, 3);
    await measurements.propose(proposal, signatures);
    await guarded.reject(period, 0);
  }
  return context;
}

describe("Measurements", () => {
  describe("overruling the guardian", () => {
    it("is a unanimous proposal after two rejections, which cannot be rejected", async () => {
      const context = await rejected(2);
      const { measurements, guarded, period } = context;
      const { proposal, signatures, leaves } = await prepare(context, 2, true, 5);
      const expectUnrejectable = () =>
        expect(guarded.reject(period, 0))
          .to.be.revertedWithCustomError(measurements, "MeasurementsUnrejectable")
          .withArgs(period, 0);

      await expect(measurements.propose(proposal, signatures))
        .to.emit(measurements, "MeasurementsProposed")
        .withArgs(period, 0, 2, 1, 1, proposal.root, 1, proposal.dataHash, true);
      await expectUnrejectable();
      await measurements.publish(period, 0, leaves, ZeroHash);
      await expectUnrejectable();
      await time.increaseTo(await measurements.finalAtOf(period, 0));
      expect(await measurements.stateOf(period, 0)).to.equal(stateCode("final"));
    });

    it("needs every attestor's signature", async () => {
      const context = await rejected(2);
      const { measurements, period } = context;

      for (const signers of [3, 4]) {
        const { proposal, signatures } = await prepare(context, 2, true, signers);
        await expect(measurements.propose(proposal, signatures))
          .to.be.revertedWithCustomError(measurements, "MeasurementsNotUnanimous")
          .withArgs(period, 0, signers, 5);
      }
    });

    it("cannot be undone by sending it with some signatures, or as an ordinary one", async () => {
      const context = await rejected(2);
      const { grid, measurements, guarded, attestors } = context;
      const { proposal, signatures } = await prepare(context, 2, true, 5);

      await expect(guarded.propose(proposal, signatures.slice(0, 3))).to.be.revertedWithCustomError(
        measurements,
        "MeasurementsNotUnanimous",
      );
      await expect(guarded.propose({ ...proposal, isUnanimous: false }, signatures.slice(0, 3)))
        .to.be.revertedWithCustomError(grid.Attestors, "SignerSetSignatureInvalid")
        .withArgs(attestors[0]!.address);
    });

    for (const times of [0, 1]) {
      it(`is not possible after ${times} rejections`, async () => {
        const context = await rejected(times);
        const { measurements, period } = context;
        const { proposal, signatures } = await prepare(context, times, true, 5);

        await expect(measurements.propose(proposal, signatures))
          .to.be.revertedWithCustomError(measurements, "MeasurementsRejectionsMissing")
          .withArgs(period, 0, times, 2);
      });
    }

    it("is not earned by attempts that were void", async () => {
      const context = await rejected(1);
      const { measurements, period } = context;
      const late = await prepare(context, 1, false, 3);
      await measurements.propose(late.proposal, late.signatures);
      await time.increase(TIMING.publicationTimeSeconds);
      const { proposal, signatures } = await prepare(context, 2, true, 5);

      await expect(measurements.propose(proposal, signatures))
        .to.be.revertedWithCustomError(measurements, "MeasurementsRejectionsMissing")
        .withArgs(period, 0, 1, 2);
    });

    it("is earned for one batch of one period", async () => {
      const context = await rejected(2);
      const { measurements, period } = context;
      const other = { ...context, period: period - 1 };
      const { proposal, signatures } = await prepare(other, 0, true, 5);

      await expect(measurements.propose(proposal, signatures))
        .to.be.revertedWithCustomError(measurements, "MeasurementsRejectionsMissing")
        .withArgs(period - 1, 0, 0, 2);
    });

    it("lapses like any other attempt when the leaves do not come", async () => {
      const context = await rejected(2);
      const { measurements, guarded, period } = context;
      const overruling = await prepare(context, 2, true, 5);
      await measurements.propose(overruling.proposal, overruling.signatures);
      await time.increase(TIMING.publicationTimeSeconds);
      const ordinary = await prepare(context, 3, false, 3);
      await measurements.propose(ordinary.proposal, ordinary.signatures);

      await expect(guarded.reject(period, 0)).to.emit(measurements, "MeasurementsRejected").withArgs(period, 0, 3, 3);
    });
  });
});
