import { expect } from "chai";
import hre from "hardhat";
import { FOREVER } from "../../sdk/farming/policy-structs.ts";
import { FarmingPolicies__factory } from "../../typechain-types/factories/contracts/farming/FarmingPolicies__factory.ts";
import { emptyGrid } from "../helpers/directory-fixtures.ts";
import { eligibility, examplePolicy, FARM, UPTIME_RULE } from "../helpers/policies.ts";
import { struct } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const MAX_U32 = 2n ** 32n - 1n;

/** A contract without any policy; the admin may add them. */
async function fixture() {
  const { grid, admin, stranger } = await emptyGrid(connection);
  const policies = await new FarmingPolicies__factory(admin).deploy(grid.AccessManager);
  return { policies, stranger };
}

describe("FarmingPolicies", () => {
  describe("adding a policy", () => {
    it("numbers policies from 1", async () => {
      const { policies } = await networkHelpers.loadFixture(fixture);
      expect(await policies.count()).to.equal(0n);

      expect(await policies.add.staticCall("first", examplePolicy(), eligibility())).to.equal(1n);
      await policies.add("first", examplePolicy(), eligibility());
      expect(await policies.add.staticCall("second", examplePolicy(), eligibility())).to.equal(2n);
      await policies.add("second", examplePolicy(), eligibility());

      expect(await policies.count()).to.equal(2n);
    });

    it("tells number, name, rates and whom it is for", async () => {
      const { policies } = await networkHelpers.loadFixture(fixture);
      const whom = eligibility({ isCertifiedOnly: true, farmCertification: FARM.gold, untilPeriod: 130n });

      await expect(policies.add("gold-2025", examplePolicy(), whom))
        .to.emit(policies, "FarmingPolicyAdded")
        .withArgs(1n, "gold-2025", struct(examplePolicy()), struct(whom));
    });

    it("keeps every field as it was given", async () => {
      const { policies } = await networkHelpers.loadFixture(fixture);
      const policy = {
        cuMusd: MAX_U32,
        suMusd: MAX_U32 - 1n,
        nuMusd: MAX_U32 - 2n,
        ipv4Musd: MAX_U32 - 3n,
        uptimeRule: UPTIME_RULE.allOrNothing,
        minimumUptimeDiy: 500n,
        minimumUptimeCertified: 1000n,
        certifiedBonusBps: 65_535n,
        requiresVerification: true,
        ceilingCu: MAX_U32 - 4n,
        ceilingSu: MAX_U32 - 5n,
      };
      const whom = eligibility({ isDefault: true, isCertifiedOnly: true, farmCertification: FARM.gold });
      await policies.add("extreme", policy, whom);

      expect(await policies.policyOf(1n)).to.satisfy(struct(policy));
      expect(await policies.eligibilityOf(1n)).to.satisfy(struct(whom));
    });

    for (const part of [{ cuMusd: 1n }, { suMusd: 1n }, { nuMusd: 1n }, { ipv4Musd: 1n }]) {
      it(`accepts a policy that pays for nothing but ${Object.keys(part)[0]}`, async () => {
        const { policies } = await networkHelpers.loadFixture(fixture);
        const policy = examplePolicy({ cuMusd: 0n, suMusd: 0n, nuMusd: 0n, ipv4Musd: 0n, ...part });

        await expect(policies.add("narrow", policy, eligibility())).to.emit(policies, "FarmingPolicyAdded");
      });
    }

    it("refuses a policy that pays nothing", async () => {
      const { policies } = await networkHelpers.loadFixture(fixture);
      const policy = examplePolicy({ cuMusd: 0n, suMusd: 0n, nuMusd: 0n, ipv4Musd: 0n });

      await expect(policies.add("nothing", policy, eligibility()))
        .to.be.revertedWithCustomError(policies, "FarmingPolicyPaysNothing")
        .withArgs("nothing");
    });

    for (const node of ["minimumUptimeDiy", "minimumUptimeCertified"] as const) {
      for (const permille of [0n, 500n, 1000n]) {
        it(`accepts ${permille} per mille as ${node} of a linear policy`, async () => {
          const { policies } = await networkHelpers.loadFixture(fixture);

          await expect(policies.add("fine", examplePolicy({ [node]: permille }), eligibility())).to.emit(
            policies,
            "FarmingPolicyAdded",
          );
        });
      }

      // 95 would be 9.5 % where 95 % was meant.
      for (const permille of [1n, 95n, 499n, 1001n, 9999n, 65_535n]) {
        it(`refuses ${permille} per mille as ${node}`, async () => {
          const { policies } = await networkHelpers.loadFixture(fixture);

          await expect(policies.add("wrong unit", examplePolicy({ [node]: permille }), eligibility()))
            .to.be.revertedWithCustomError(policies, "FarmingPolicyMinimumUptimeInvalid")
            .withArgs(permille);
        });
      }

      it(`refuses all or nothing without ${node}, which would pay silent nodes`, async () => {
        const { policies } = await networkHelpers.loadFixture(fixture);
        const policy = examplePolicy({ uptimeRule: UPTIME_RULE.allOrNothing, [node]: 0n });

        await expect(policies.add("silent", policy, eligibility()))
          .to.be.revertedWithCustomError(policies, "FarmingPolicyMinimumUptimeInvalid")
          .withArgs(0n);
      });
    }

    it("refuses a default policy that ends", async () => {
      const { policies } = await networkHelpers.loadFixture(fixture);
      const whom = eligibility({ isDefault: true, untilPeriod: 130n });

      await expect(policies.add("ending", examplePolicy(), whom))
        .to.be.revertedWithCustomError(policies, "FarmingPolicyDefaultCannotEnd")
        .withArgs(130n);
    });

    it("is for the role that the access manager names", async () => {
      const { policies, stranger } = await networkHelpers.loadFixture(fixture);

      await expect(policies.connect(stranger).add("mine", examplePolicy(), eligibility()))
        .to.be.revertedWithCustomError(policies, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });
  });

  describe("finding the default policy", () => {
    // Rows: which defaults exist; expected number for each kind of farm and node, by the order in which they were added.
    const all = [
      { farmCertification: FARM.notCertified, isCertifiedOnly: false },
      { farmCertification: FARM.notCertified, isCertifiedOnly: true },
      { farmCertification: FARM.gold, isCertifiedOnly: false },
      { farmCertification: FARM.gold, isCertifiedOnly: true },
    ];
    const [plain, certified, gold, goldCertified] = all as [object, object, object, object];

    const cases: [string, object[], { diy: bigint; certified: bigint; goldDiy: bigint; goldCertified: bigint }][] = [
      ["one for everybody", [plain], { diy: 1n, certified: 1n, goldDiy: 1n, goldCertified: 1n }],
      ["one for certified nodes", [plain, certified], { diy: 1n, certified: 2n, goldDiy: 1n, goldCertified: 2n }],
      ["one for gold farms", [plain, gold], { diy: 1n, certified: 1n, goldDiy: 2n, goldCertified: 2n }],
      [
        "gold farms before certified nodes",
        [plain, certified, gold],
        { diy: 1n, certified: 2n, goldDiy: 3n, goldCertified: 3n },
      ],
      [
        "one for each kind",
        [plain, certified, gold, goldCertified],
        { diy: 1n, certified: 2n, goldDiy: 3n, goldCertified: 4n },
      ],
      [
        "one for certified nodes of gold farms",
        [goldCertified, plain],
        { diy: 2n, certified: 2n, goldDiy: 2n, goldCertified: 1n },
      ],
      [
        "a later one for everybody",
        [plain, certified, plain],
        { diy: 3n, certified: 2n, goldDiy: 3n, goldCertified: 2n },
      ],
      [
        "a later one for certified nodes",
        [certified, plain, certified],
        { diy: 2n, certified: 3n, goldDiy: 2n, goldCertified: 3n },
      ],
    ];
    for (const [what, defaults, expected] of cases) {
      it(`knows ${what}`, async () => {
        const { policies } = await networkHelpers.loadFixture(fixture);
        for (const whom of defaults)
          await policies.add("x", examplePolicy(), eligibility({ isDefault: true, ...whom }));

        expect({
          diy: await policies.defaultFor(FARM.notCertified, false),
          certified: await policies.defaultFor(FARM.notCertified, true),
          goldDiy: await policies.defaultFor(FARM.gold, false),
          goldCertified: await policies.defaultFor(FARM.gold, true),
        }).to.deep.equal(expected);
      });
    }

    it("never finds a special policy", async () => {
      const { policies } = await networkHelpers.loadFixture(fixture);
      await policies.add("default", examplePolicy(), eligibility({ isDefault: true }));
      await policies.add("special", examplePolicy(), eligibility());

      expect(await policies.defaultFor(FARM.notCertified, false)).to.equal(1n);
    });

    it("says for which farm and node there is none", async () => {
      const { policies } = await networkHelpers.loadFixture(fixture);
      await policies.add("gold", examplePolicy(), eligibility({ isDefault: true, farmCertification: FARM.gold }));
      await policies.add("certified", examplePolicy(), eligibility({ isDefault: true, isCertifiedOnly: true }));

      expect(await policies.defaultFor(FARM.gold, false)).to.equal(1n);
      expect(await policies.defaultFor(FARM.notCertified, true)).to.equal(2n);
      await expect(policies.defaultFor(FARM.notCertified, false))
        .to.be.revertedWithCustomError(policies, "FarmingPolicyNoDefault")
        .withArgs(FARM.notCertified, false);
    });

    it("says so for gold farms and certified nodes too", async () => {
      const { policies } = await networkHelpers.loadFixture(fixture);

      await expect(policies.defaultFor(FARM.gold, true))
        .to.be.revertedWithCustomError(policies, "FarmingPolicyNoDefault")
        .withArgs(FARM.gold, true);
    });
  });

  describe("reading a policy", () => {
    it("says which number does not exist", async () => {
      const { policies } = await networkHelpers.loadFixture(fixture);
      await policies.add("first", examplePolicy(), eligibility({ untilPeriod: FOREVER }));

      for (const policyId of [0n, 2n]) {
        for (const name of ["policyOf", "eligibilityOf"] as const) {
          await expect(policies[name](policyId))
            .to.be.revertedWithCustomError(policies, "FarmingPolicyNotFound")
            .withArgs(policyId);
        }
      }
    });

    it("shows no packed word where there is no policy", async () => {
      const { policies } = await networkHelpers.loadFixture(fixture);
      await policies.add("first", examplePolicy(), eligibility());

      expect(await policies.packedPolicyOf(0n)).to.equal(0n);
      expect(await policies.packedPolicyOf(1n)).not.to.equal(0n);
      expect(await policies.packedPolicyOf(2n)).to.equal(0n);
    });
  });
});
