import { expect } from "chai";
import hre from "hardhat";
import { ZeroHash } from "ethers";
import { REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";
import { exampleMeasurement, PERIOD, stateCode, TIMING } from "../../helpers/batches.ts";
import { prepareBatch, signProposal } from "../../helpers/close-period.ts";
import { endedPeriod } from "../../helpers/farming-fixtures.ts";
import { plain } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const LAST_NUMBER = 2 ** 24 - 1;

async function fixture() {
  const context = await endedPeriod(connection);
  const dueAt = REAL_GRID_SCHEDULE.startSeconds + (context.period + 1) * PERIOD + TIMING.dueDelaySeconds;
  return { ...context, dueAt, latestClaimDate: dueAt + TIMING.reviewWindowSeconds };
}

type Context = Awaited<ReturnType<typeof fixture>>;

/** Batch 0 is proposed and waits for its leaves. */
async function propose({ grid, measurements, attestors, period }: Context) {
  const { proposal, leaves } = prepareBatch([exampleMeasurement()], { period });
  await measurements.propose(proposal, await signProposal(grid, proposal, attestors));
  return { leaves, voidAt: (await time.latest()) + TIMING.publicationTimeSeconds };
}

describe("Measurements", () => {
  describe("saying when measurements come", () => {
    it("tells the delays", async () => {
      const { measurements } = await networkHelpers.loadFixture(fixture);

      expect(plain(await measurements.timing())).to.deep.equal({
        submissionDelay: BigInt(TIMING.submissionDelaySeconds),
        dueDelay: BigInt(TIMING.dueDelaySeconds),
        publicationTime: BigInt(TIMING.publicationTimeSeconds),
        reviewWindow: BigInt(TIMING.reviewWindowSeconds),
      });
    });

    it("tells from when a period may be proposed: 27 hours after its end", async () => {
      const { measurements, period } = await networkHelpers.loadFixture(fixture);
      const proposableAt = (n: number) => REAL_GRID_SCHEDULE.startSeconds + (n + 1) * PERIOD + 27 * 3600;

      for (const each of [0, period, LAST_NUMBER]) {
        expect(await measurements.proposableAt(each)).to.equal(proposableAt(each));
      }
    });

    it("knows no final date before all leaves are there", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, period } = context;
      const expectUnknown = async () => {
        expect(await measurements.finalAtOf(period, 0)).to.equal(0);
        await expect(measurements.finalRootOf(period, 0))
          .to.be.revertedWithCustomError(measurements, "MeasurementsNotFinal")
          .withArgs(period, 0, 0);
      };

      await expectUnknown();
      const { voidAt } = await propose(context);
      await expectUnknown();
      await time.increaseTo(voidAt);
      await expectUnknown();
    });
  });

  describe("saying when claims can be made", () => {
    it("gives the latest date while nothing is proposed", async () => {
      const { measurements, period, dueAt, latestClaimDate } = await networkHelpers.loadFixture(fixture);
      await time.increaseTo(dueAt - 1);

      expect(await measurements.claimDateOf(period)).to.deep.equal([BigInt(latestClaimDate), false]);
    });

    it("gives it for periods that have not begun, too", async () => {
      const { measurements, period, latestClaimDate } = await networkHelpers.loadFixture(fixture);

      expect(await measurements.claimDateOf(period + 9)).to.deep.equal([BigInt(latestClaimDate + 9 * PERIOD), false]);
      const [claimableAt, isOverdue] = await measurements.claimDateOf(LAST_NUMBER);
      expect([claimableAt > 2n ** 40n, isOverdue]).to.deep.equal([true, false]);
    });

    it("gives the date at which the batch is final, before and after", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, period } = context;
      const { leaves } = await propose(context);
      await measurements.publish(period, 0, leaves, ZeroHash);
      const finalAt = BigInt((await time.latest()) + TIMING.reviewWindowSeconds);

      expect(await measurements.claimDateOf(period)).to.deep.equal([finalAt, false]);
      await time.increaseTo(finalAt + BigInt(PERIOD));
      expect(await measurements.claimDateOf(period)).to.deep.equal([finalAt, false]);
    });

    it("says overdue from day 4 on while nothing is proposed", async () => {
      const { measurements, period, dueAt, latestClaimDate } = await networkHelpers.loadFixture(fixture);
      await time.increaseTo(dueAt);

      expect(await measurements.claimDateOf(period)).to.deep.equal([BigInt(latestClaimDate), true]);
      expect(await measurements.claimDateOf(period - 1)).to.deep.equal([BigInt(latestClaimDate - PERIOD), true]);
    });

    it("says overdue no more while leaves are being published, and again when they come too late", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, period, dueAt, latestClaimDate } = context;
      await time.increaseTo(dueAt);
      const { voidAt } = await propose(context);

      await time.increaseTo(voidAt - 1);
      expect(await measurements.claimDateOf(period)).to.deep.equal([BigInt(latestClaimDate), false]);
      await time.increaseTo(voidAt);
      expect(await measurements.stateOf(period, 0)).to.equal(stateCode("void"));
      expect(await measurements.claimDateOf(period)).to.deep.equal([BigInt(latestClaimDate), true]);
    });

    it("says overdue after a rejection", async () => {
      const context = await networkHelpers.loadFixture(fixture);
      const { measurements, guardian, period, dueAt, latestClaimDate } = context;
      await propose(context);
      await measurements.connect(guardian).reject(period, 0);
      await time.increaseTo(dueAt);

      expect(await measurements.claimDateOf(period)).to.deep.equal([BigInt(latestClaimDate), true]);
    });
  });
});
