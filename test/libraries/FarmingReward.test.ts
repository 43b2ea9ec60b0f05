import { expect } from "chai";
import fc from "fast-check";
import hre from "hardhat";
import type { FarmingPolicy } from "../../sdk/rules/farming-policy.ts";
import { VIOLATIONS } from "../../sdk/rules/measurement.ts";
import { farmingReward, OUTCOMES } from "../../sdk/rules/reward.ts";
import type { RewardInput } from "../../sdk/rules/reward.ts";
import { FarmingRewardHarness__factory } from "../../typechain-types/factories/test/contracts/FarmingRewardHarness__factory.ts";
import type {
  FarmingPolicyStruct,
  FarmingRewardHarness,
  RewardInputStruct,
} from "../../typechain-types/test/contracts/FarmingRewardHarness.ts";
import { toCapacityStruct } from "../helpers/nodes.ts";
import { bytes, capacity, sample } from "../helpers/random.ts";
import { documentedCases, receiptCases, recordedCases } from "../helpers/reward-cases.ts";
import type { RewardCase } from "../helpers/reward-cases.ts";
import { plain } from "../helpers/struct.ts";

const { ethers, networkHelpers } = await hre.network.create();

const CASES = 2500;
const CASES_PER_CALL = 250;

const MAX_U16 = 2 ** 16 - 1;
const MAX_U24 = 2 ** 24 - 1;
const MAX_U32 = 2 ** 32 - 1;
const MAX_U48 = 2 ** 48 - 1;
const MAX_U64 = 2n ** 64n - 1n;

const rate = fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: MAX_U32 }));
const permille = fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.constantFrom(0, 950, 980, 1000));
const ceiling = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1024 }), fc.integer({ min: 0, max: MAX_U32 }));

const policy: fc.Arbitrary<FarmingPolicy> = fc.record({
  cuMusd: rate,
  suMusd: rate,
  nuMusd: rate,
  ipv4Musd: rate,
  uptimeRule: fc.constantFrom("linear", "allOrNothing"),
  minimumUptimeDiyPermille: permille,
  minimumUptimeCertifiedPermille: permille,
  certifiedBonusBps: fc.oneof(fc.constantFrom(0, 2500), fc.integer({ min: 0, max: MAX_U16 })),
  requiresVerification: fc.boolean(),
  ceilingCu: ceiling,
  ceilingSu: ceiling,
});

/** Sense and nonsense; most of it is paid. */
const anyInput: fc.Arbitrary<RewardInput> = fc
  .record({
    capacity,
    nruBytes: bytes,
    ipSeconds: fc.oneof(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 0, max: MAX_U48 })),
    uptimeParts: fc.oneof(fc.constant(1000), fc.integer({ min: 900, max: 1010 }), fc.integer({ min: 0, max: 2000 })),
    violation: fc.oneof({ weight: 9, arbitrary: fc.constant("none" as const) }, fc.constantFrom(...VIOLATIONS)),
    certified: fc.boolean(),
    virtualized: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
    verified: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
    connectionPriceMusd: fc.oneof(fc.constantFrom(1, 80, MAX_U32), fc.integer({ min: 1, max: MAX_U32 })),
    policy,
    periodLengthSeconds: fc.oneof(fc.constantFrom(1, 3600, 2_630_880, MAX_U24), fc.integer({ min: 1, max: MAX_U24 })),
  })
  .map(({ uptimeParts, ...rest }) => ({
    ...rest,
    uptimeSeconds: Math.min(MAX_U32, Math.ceil((rest.periodLengthSeconds * uptimeParts) / 1000)),
  }));

/** All that is largest, at the lowest price. */
const LARGEST: RewardInput = {
  capacity: { cru: MAX_U32, mruBytes: MAX_U64, sruBytes: MAX_U64, hruBytes: MAX_U64 },
  nruBytes: MAX_U64,
  ipSeconds: MAX_U48,
  uptimeSeconds: MAX_U32,
  violation: "none",
  certified: true,
  virtualized: false,
  verified: true,
  connectionPriceMusd: 1,
  policy: {
    cuMusd: MAX_U32,
    suMusd: MAX_U32,
    nuMusd: MAX_U32,
    ipv4Musd: MAX_U32,
    uptimeRule: "linear",
    minimumUptimeDiyPermille: 1000,
    minimumUptimeCertifiedPermille: 1000,
    certifiedBonusBps: MAX_U16,
    requiresVerification: true,
    ceilingCu: 0,
    ceilingSu: 0,
  },
  periodLengthSeconds: 1,
};

async function fixture() {
  const [deployer] = await ethers.getSigners();
  return { harness: await new FarmingRewardHarness__factory(deployer!).deploy() };
}

async function rewardsOf(harness: FarmingRewardHarness, inputs: readonly RewardInput[]) {
  const rewards = [];
  for (let at = 0; at < inputs.length; at += CASES_PER_CALL) {
    const part = inputs.slice(at, at + CASES_PER_CALL);
    rewards.push(...(await harness.rewardsOf.staticCall(part.map(toPolicyStruct), part.map(toInputStruct))));
  }
  return rewards.map(plain);
}

function toPolicyStruct({ policy }: RewardInput): FarmingPolicyStruct {
  const { uptimeRule, minimumUptimeDiyPermille, minimumUptimeCertifiedPermille, ...rest } = policy;
  return {
    ...rest,
    uptimeRule: uptimeRule === "linear" ? 0 : 1,
    minimumUptimeDiy: minimumUptimeDiyPermille,
    minimumUptimeCertified: minimumUptimeCertifiedPermille,
  };
}

function toInputStruct(input: RewardInput): RewardInputStruct {
  return {
    capacity: toCapacityStruct(input.capacity),
    nru: input.nruBytes,
    ipSeconds: input.ipSeconds,
    uptimeSeconds: input.uptimeSeconds,
    violation: VIOLATIONS.indexOf(input.violation),
    isCertified: input.certified,
    isVirtualized: input.virtualized,
    isVerified: input.verified,
    connectionPriceMusd: input.connectionPriceMusd,
    periodLength: input.periodLengthSeconds,
  };
}

/** What the library says, in the contract's words. */
function byLibrary(input: RewardInput) {
  const { cuMicro, suMicro, nuMicro, uptimePermille, rewardMusd, rewardTftUnits, outcome } = farmingReward(input);
  return {
    cuMicro,
    suMicro,
    nuMicro,
    uptimePermille: BigInt(uptimePermille),
    musd: rewardMusd,
    tft: rewardTftUnits,
    outcome: BigInt(OUTCOMES.indexOf(outcome)),
  };
}

describe("FarmingReward", () => {
  describe("computing a reward, equal to the last unit", () => {
    const sources: [string, readonly RewardCase[], number][] = [
      ["every case that the original program computed", recordedCases, 400],
      ["every documented case", documentedCases, 52],
      ["every usable receipt of the real grid", receiptCases, 366],
    ];
    for (const [what, cases, count] of sources) {
      it(`gives what is expected, and what the library gives, for ${what}`, async () => {
        const { harness } = await networkHelpers.loadFixture(fixture);
        expect(cases).to.have.length(count);

        const actual = await rewardsOf(
          harness,
          cases.map(({ input }) => input),
        );

        for (const [index, { id, input, expected }] of cases.entries()) {
          expect(actual[index], id).to.deep.include(expected);
          expect(actual[index], id).to.deep.equal(byLibrary(input));
        }
      });
    }

    it("gives what the library gives, for random input", async () => {
      const { harness } = await networkHelpers.loadFixture(fixture);
      const inputs = [LARGEST, ...sample(anyInput, CASES)];

      const actual = await rewardsOf(harness, inputs);

      for (const [index, input] of inputs.entries())
        expect(actual[index], String(index)).to.deep.equal(byLibrary(input));
      const outcomes = new Set(actual.map(({ outcome }) => outcome));
      expect(outcomes, "every outcome occurs").to.have.length(OUTCOMES.length);
      expect(actual.filter(({ outcome }) => outcome === 0n).length, "most are paid").to.be.above(CASES / 4);
    });

    it("holds the largest reward that there can be", async () => {
      const { harness } = await networkHelpers.loadFixture(fixture);
      const [largest] = await rewardsOf(harness, [LARGEST]);

      expect(largest!["tft"]).to.equal(farmingReward(LARGEST).rewardTftUnits);
      expect((largest!["tft"] as bigint) < 2n ** 98n).to.equal(true);
    });
  });
});
