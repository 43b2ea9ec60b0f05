import { expect } from "chai";
import fc from "fast-check";
import hre from "hardhat";
import type { PeriodSchedule } from "../../sdk/rules/minting-period.ts";
import { periodAt, periodEnd, periodStart, REAL_GRID_SCHEDULE } from "../../sdk/rules/minting-period.ts";
import { RulesHarness__factory } from "../../typechain-types/factories/test/contracts/RulesHarness__factory.ts";
import { sample, scheduledPeriod } from "../helpers/random.ts";

const { ethers, networkHelpers } = await hre.network.create();

const CASES = 500;
const SAFE_CAST = ["error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)"];

interface Moment {
  readonly schedule: PeriodSchedule;
  readonly timestamp: number;
}

/** Anywhere in a period, and at its first and last second. */
const anyMoment: fc.Arbitrary<Moment> = fc
  .record({ scheduled: scheduledPeriod, place: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ scheduled, place }) => ({
    schedule: scheduled,
    timestamp: periodStart(scheduled, scheduled.period) + Math.floor(place * (scheduled.lengthSeconds - 1)),
  }));

async function fixture() {
  const [deployer] = await ethers.getSigners();
  return { harness: await new RulesHarness__factory(deployer!).deploy() };
}

function toSchedule({ startSeconds, lengthSeconds }: PeriodSchedule) {
  return { start: startSeconds, duration: lengthSeconds };
}

describe("MintingPeriod", () => {
  describe("finding the period of a moment", () => {
    const realMoments = sample(fc.integer({ min: REAL_GRID_SCHEDULE.startSeconds, max: 2 ** 32 }), CASES).map(
      (timestamp) => ({ schedule: REAL_GRID_SCHEDULE, timestamp }),
    );
    for (const [what, moments] of [
      ["random schedules", sample(anyMoment, CASES)],
      ["the real grid's schedule", realMoments],
    ] as const) {
      it(`gives the library's number for ${what}`, async () => {
        const { harness } = await networkHelpers.loadFixture(fixture);

        const actual = await harness.periodsAt(
          moments.map(({ schedule, timestamp }) => ({ schedule: toSchedule(schedule), timestamp })),
        );

        expect(actual.map(Number)).to.deep.equal(
          moments.map(({ schedule, timestamp }) => periodAt(schedule, timestamp)),
        );
      });
    }

    it("counts periods in 24 bits and says when they are used up", async () => {
      const { harness } = await networkHelpers.loadFixture(fixture);
      const beyond = { schedule: { start: 0, duration: 1 }, timestamp: 2 ** 24 };

      expect(await harness.periodsAt([{ ...beyond, timestamp: 2 ** 24 - 1 }])).to.deep.equal([2n ** 24n - 1n]);
      await expect(harness.periodsAt([beyond]))
        .to.be.revertedWithCustomError(
          { interface: ethers.Interface.from(SAFE_CAST) },
          "SafeCastOverflowedUintDowncast",
        )
        .withArgs(24n, 2n ** 24n);
    });
  });

  describe("finding the end of a period", () => {
    it("gives the library's second for random schedules", async () => {
      const { harness } = await networkHelpers.loadFixture(fixture);
      const cases = sample(scheduledPeriod, CASES);

      const actual = await harness.endsOf(
        cases.map(toSchedule),
        cases.map(({ period }) => period),
      );

      expect(actual.map(Number)).to.deep.equal(cases.map((each) => periodEnd(each, each.period)));
    });
  });
});
