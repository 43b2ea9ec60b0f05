import { expect } from "chai";
import fc from "fast-check";
import type { Capacity } from "../../../sdk/rules/capacity.ts";
import { GIB, MICRO } from "../../../sdk/rules/cloud-units.ts";
import {
  LIVE_DIY,
  REPLAY_CERTIFIED_FROM_73,
  REPLAY_DIY_FROM_73,
  REPLAY_DIY_UNTIL_72,
} from "../../../sdk/rules/farming-policy.ts";
import type { FarmingPolicy } from "../../../sdk/rules/farming-policy.ts";
import { effectiveCapacity, effectiveIpSeconds, farmingReward, OUTCOMES } from "../../../sdk/rules/reward.ts";
import type { RewardInput } from "../../../sdk/rules/reward.ts";
import { customPolicy, inGib, NODE, paid, PERIOD } from "./nodes.ts";

const HOUR = 3600;

/** A node whose sizes were meant in powers of ten. */
const DECIMAL_SIZES: Capacity = {
  cru: 4,
  mruBytes: 16n * 10n ** 9n,
  sruBytes: 250n * 10n ** 9n,
  hruBytes: 10n ** 12n,
};

const anyInput: fc.Arbitrary<RewardInput> = fc.record({
  capacity: fc.record({
    cru: fc.nat({ max: 4096 }),
    mruBytes: fc.bigInt({ min: 0n, max: 2n ** 45n }),
    sruBytes: fc.bigInt({ min: 0n, max: 2n ** 50n }),
    hruBytes: fc.bigInt({ min: 0n, max: 2n ** 50n }),
  }),
  nruBytes: fc.bigInt({ min: 0n, max: 2n ** 50n }),
  ipSeconds: fc.nat({ max: 2 ** 40 }),
  uptimeSeconds: fc.integer({ min: 1, max: PERIOD + 1000 }),
  violation: fc.constant("none"),
  certified: fc.boolean(),
  virtualized: fc.constant(false),
  verified: fc.constant(true),
  connectionPriceMusd: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  policy: fc.constantFrom(
    REPLAY_DIY_UNTIL_72,
    REPLAY_DIY_FROM_73,
    REPLAY_CERTIFIED_FROM_73,
    LIVE_DIY,
    customPolicy(95),
  ),
  periodLengthSeconds: fc.constant(PERIOD),
});

describe("farmingReward", () => {
  describe("in the worked examples", () => {
    const examples: [number: number, capacity: Capacity, cu: bigint, su: bigint, musd: bigint, units: bigint][] = [
      [1, inGib(4, 16n, 250n), 3_750_000n, 1_000_000n, 10_000n, 1_250_000_000n],
      [2, inGib(8, 32n, 1024n), 7_750_000n, 4_096_000n, 22_696n, 2_837_000_000n],
      [3, inGib(8, 64n, 1000n, 8000n), 15_750_000n, 10_666_666n, 48_466n, 6_058_250_000n],
      [4, inGib(48, 256n, 4000n), 63_750_000n, 16_000_000n, 169_000n, 21_125_000_000n],
      [5, inGib(32, 1024n, 2000n), 40_000_000n, 8_000_000n, 104_000n, 13_000_000_000n],
      [6, inGib(16, 64n, 100n), 2_000_000n, 400_000n, 5200n, 650_000_000n],
      [7, inGib(4, 16n, 500n, 48_000n), 3_750_000n, 42_000_000n, 51_000n, 6_375_000_000n],
      [8, inGib(1, 2n, 100n), 250_000n, 400_000n, 1000n, 125_000_000n],
      [9, inGib(128, 512n, 10_000n, 20_000n), 127_750_000n, 56_666_666n, 363_266n, 45_408_250_000n],
      [10, inGib(8, 65n, 10_000n), 16_000_000n, 40_000_000n, 78_400n, 9_800_000_000n],
      [11, inGib(2, 256n, 10_000n), 4_000_000n, 40_000_000n, 49_600n, 6_200_000_000n],
      [12, inGib(4, 1n, 100n), 0n, 400_000n, 400n, 50_000_000n],
      [13, DECIMAL_SIZES, 3_475_290n, 1_707_424n, 10_048n, 1_256_000_000n],
    ];
    for (const [number, capacity, cuMicro, suMicro, rewardMusd, rewardTftUnits] of examples) {
      it(`pays node ${number}`, () => {
        expect(farmingReward({ ...NODE, capacity })).to.deep.equal({
          cuMicro,
          suMicro,
          nuMicro: 0n,
          uptimePermille: 1000,
          fullMusd: rewardMusd,
          rewardMusd,
          rewardTftUnits,
          outcome: "paid",
        });
      });
    }

    it("pays traffic and IP time (14, 15)", () => {
      const nruBytes = 100n * GIB;
      expect(paid({ nruBytes, ipSeconds: 720 * HOUR })).to.deep.equal([29_296n, 3_662_000_000n]);
      expect(paid({ nruBytes, ipSeconds: 2 * HOUR })).to.deep.equal([25_706n, 3_213_250_000n]);
      expect(paid({ nruBytes, ipSeconds: 719 })[0]).to.equal(25_696n);
      expect(paid({ nruBytes, ipSeconds: 720 })[0]).to.equal(25_697n);
    });

    it("pays certified nodes a quarter more, by the bonus or by the policy (16, 17)", () => {
      expect(paid({ certified: true })).to.deep.equal([28_370n, 3_546_250_000n]);
      expect(paid({ certified: true, policy: REPLAY_CERTIFIED_FROM_73 })).to.deep.equal([28_370n, 3_546_250_000n]);
    });

    it("scales by uptime in whole per mille, from the minimum on (18 to 21)", () => {
      expect(paid({ uptimeSeconds: 2_499_336 })).to.deep.equal([21_561n, 2_695_150_000n]);
      expect(paid({ uptimeSeconds: 2_499_335 })).to.deep.equal([0n, 0n]);
      expect(paid({ uptimeSeconds: 2_604_571 })).to.deep.equal([22_446n, 2_805_793_000n]);
      expect(paid({ certified: true, uptimeSeconds: 2_578_263 })).to.deep.equal([27_802n, 3_475_325_000n]);
      expect(paid({ certified: true, uptimeSeconds: 2_578_262 })).to.deep.equal([0n, 0n]);
    });

    it("pays in full or nothing on custom policies (22, 23)", () => {
      const full = [22_696n, 2_837_000_000n];
      expect(paid({ policy: customPolicy(950), uptimeSeconds: 2_499_336 })).to.deep.equal(full);
      expect(paid({ policy: customPolicy(950), uptimeSeconds: 2_499_335 })).to.deep.equal([0n, 0n]);
      expect(paid({ policy: customPolicy(95), uptimeSeconds: 249_934 })).to.deep.equal(full);
      expect(paid({ policy: customPolicy(95), uptimeSeconds: 249_933 })).to.deep.equal([0n, 0n]);
    });

    it("turns mUSD into TFT at the node's connection price (24)", () => {
      expect(paid({ connectionPriceMusd: 100 })[1]).to.equal(2_269_600_000n);
      expect(paid({ connectionPriceMusd: 10 })[1]).to.equal(22_696_000_000n);
      expect(paid({ connectionPriceMusd: 33 })[1]).to.equal(6_877_575_757n);
    });
  });

  describe("tells why a node is not paid", () => {
    const policy: FarmingPolicy = { ...REPLAY_DIY_FROM_73, requiresVerification: true };

    it("in a fixed order", () => {
      const all = { policy, violation: "clockSkew", virtualized: true, verified: false, uptimeSeconds: 0 } as const;
      const outcomes = [
        all,
        { ...all, virtualized: false },
        { ...all, virtualized: false, violation: "none" as const },
        { policy, uptimeSeconds: 0 },
        { policy, capacity: inGib(0, 0n, 0n) },
        { policy },
      ].map((differences) => farmingReward({ ...NODE, ...differences }).outcome);
      expect(outcomes).to.deep.equal([
        "virtualized",
        "violation",
        "unverified",
        "belowMinimumUptime",
        "nothingMeasured",
        "paid",
      ]);
    });

    it("with the codes of the contract", () => {
      expect(OUTCOMES.map((outcome, code) => `${code} ${outcome}`)).to.deep.equal([
        "0 paid",
        "1 violation",
        "2 virtualized",
        "3 unverified",
        "4 belowMinimumUptime",
        "5 nothingMeasured",
      ]);
    });

    it("and still with the units and the full reward", () => {
      expect(farmingReward({ ...NODE, virtualized: true })).to.include({
        cuMicro: 7_750_000n,
        suMicro: 4_096_000n,
        fullMusd: 22_696n,
        rewardMusd: 0n,
        rewardTftUnits: 0n,
      });
    });

    it("for lack of verification only where the policy asks for it", () => {
      expect(farmingReward({ ...NODE, verified: false }).outcome).to.equal("paid");
    });

    it("by what is paid in the end", () => {
      const silent = farmingReward({ ...NODE, policy: REPLAY_DIY_UNTIL_72, uptimeSeconds: 0 });
      expect(silent).to.include({ outcome: "nothingMeasured", rewardTftUnits: 0n });
      const priceless = farmingReward({ ...NODE, capacity: inGib(0, 0n, 1n), connectionPriceMusd: 2 ** 32 - 1 });
      expect(priceless).to.include({ outcome: "nothingMeasured", rewardMusd: 4n, rewardTftUnits: 0n });
    });
  });

  describe("with a ceiling", () => {
    const capacity = inGib(2000, 16_000n, 100_000n, 1_200_000n);

    it("pays and tells the units up to it", () => {
      expect(farmingReward({ ...NODE, capacity, policy: LIVE_DIY })).to.include({
        cuMicro: 512n * MICRO,
        suMicro: 1024n * MICRO,
        rewardMusd: 512n * 2400n + 1024n * 1000n,
      });
    });

    it("pays all units below it", () => {
      const below = { ...LIVE_DIY, ceilingCu: 8, ceilingSu: 5 };
      expect(paid({ policy: below })).to.deep.equal(paid({}));
    });

    it("of 0 pays all units", () => {
      expect(farmingReward({ ...NODE, capacity })).to.include({ cuMicro: 2000n * MICRO, suMicro: 1400n * MICRO });
    });
  });

  it("counts more uptime than the period as the period", () => {
    for (const uptimeSeconds of [PERIOD + 1, PERIOD + 2, 2 ** 32 - 1]) {
      expect(farmingReward({ ...NODE, uptimeSeconds })).to.deep.equal(farmingReward(NODE));
    }
  });

  it("refuses a connection price of 0", () => {
    expect(() => farmingReward({ ...NODE, connectionPriceMusd: 0 })).to.throw(RangeError);
  });

  it("never pays less for more uptime or more capacity, nor more than the full reward", () => {
    fc.assert(
      fc.property(anyInput, fc.nat({ max: 10_000 }), (input, more) => {
        const less = farmingReward(input);
        expect(less.rewardMusd <= less.fullMusd).to.equal(true);
        const longer = farmingReward({ ...input, uptimeSeconds: input.uptimeSeconds + more });
        expect(longer.rewardTftUnits >= less.rewardTftUnits).to.equal(true);
        const larger = farmingReward({ ...input, capacity: { ...input.capacity, cru: input.capacity.cru + more } });
        expect(larger.rewardTftUnits >= less.rewardTftUnits).to.equal(true);
      }),
    );
  });

  it("rounds each amount down by less than one unit per division", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { fullMusd, rewardMusd, rewardTftUnits, uptimePermille, outcome } = farmingReward(input);
        fc.pre(outcome === "paid");
        const permille = input.policy.uptimeRule === "linear" ? BigInt(uptimePermille) : 1000n;
        const price = BigInt(input.connectionPriceMusd);
        const lostMusd = fullMusd * permille - rewardMusd * 1000n;
        const lostUnits = fullMusd * 10_000_000n * permille - rewardTftUnits * 1000n * price;
        expect(lostMusd >= 0n && lostMusd < 1000n).to.equal(true);
        expect(lostUnits >= 0n && lostUnits < price * 2000n).to.equal(true);
      }),
    );
  });
});

describe("effectiveCapacity", () => {
  const baseline = inGib(100, 100n, 1000n, 10_000n);

  it("counts what was measured, up to 1 % above the terms", () => {
    const measured: Capacity = { cru: 102, mruBytes: 101n * GIB, sruBytes: 1010n * GIB + 1n, hruBytes: 0n };
    expect(effectiveCapacity(measured, baseline)).to.deep.equal({
      cru: 101,
      mruBytes: 101n * GIB,
      sruBytes: 1010n * GIB,
      hruBytes: 0n,
    });
  });

  it("rounds the tolerance down", () => {
    const one: Capacity = { cru: 99, mruBytes: 99n, sruBytes: 100n, hruBytes: 0n };
    const much: Capacity = { cru: 999, mruBytes: 999n, sruBytes: 999n, hruBytes: 999n };
    expect(effectiveCapacity(much, one)).to.deep.equal({ cru: 99, mruBytes: 99n, sruBytes: 101n, hruBytes: 0n });
  });

  it("does not fail at the bounds of the leaf", () => {
    const largest: Capacity = {
      cru: 2 ** 32 - 1,
      mruBytes: 2n ** 64n - 1n,
      sruBytes: 2n ** 64n - 1n,
      hruBytes: 2n ** 64n - 1n,
    };
    expect(effectiveCapacity(largest, largest)).to.deep.equal(largest);
  });
});

describe("effectiveIpSeconds", () => {
  it("counts at most all IPs of the terms for the whole period", () => {
    expect(effectiveIpSeconds(2 * PERIOD, 3, PERIOD)).to.equal(2 * PERIOD);
    expect(effectiveIpSeconds(4 * PERIOD, 3, PERIOD)).to.equal(3 * PERIOD);
    expect(effectiveIpSeconds(1, 0, PERIOD)).to.equal(0);
  });
});
