import { expect } from "chai";
import hre from "hardhat";
import { gridWithFarms } from "../../helpers/directory-fixtures.ts";
import { eligibility, examplePolicy, policyLimit } from "../../helpers/policies.ts";
import { struct } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const DEFAULT_POLICY = 1n;
const SPECIAL_POLICY = 3n;

/** Policy 3 is a special one for everybody. */
async function fixture() {
  const context = await gridWithFarms(connection);
  await context.grid.FarmingPolicies.connect(context.policyManager).add("special", examplePolicy(), eligibility());
  return context;
}

describe("Directory", () => {
  describe("attaching a farm to a special policy", () => {
    it("keeps the limits as they were given", async () => {
      const { directory, policyManager, farmId } = await networkHelpers.loadFixture(fixture);
      const limit = policyLimit(SPECIAL_POLICY, {
        cuMicroLeft: 1n,
        suMicroLeft: 2n,
        nodesLeft: 3n,
        untilPeriod: 200n,
        isCertifiedOnly: true,
      });

      await expect(directory.connect(policyManager).attachPolicy(farmId, limit))
        .to.emit(directory, "FarmPolicyLimitSet")
        .withArgs(farmId, struct(limit));
      expect(await directory.policyLimitOf(farmId)).to.satisfy(struct(limit));
    });

    it("replaces earlier limits", async () => {
      const { directory, policyManager, farmId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(policyManager).attachPolicy(farmId, policyLimit(SPECIAL_POLICY, { nodesLeft: 3n }));
      const limit = policyLimit(SPECIAL_POLICY, { nodesLeft: 5n });

      await directory.connect(policyManager).attachPolicy(farmId, limit);

      expect(await directory.policyLimitOf(farmId)).to.satisfy(struct(limit));
    });

    it("is undone with policy 0", async () => {
      const { directory, policyManager, farmId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(policyManager).attachPolicy(farmId, policyLimit(SPECIAL_POLICY));

      await expect(directory.connect(policyManager).attachPolicy(farmId, policyLimit(0n)))
        .to.emit(directory, "FarmPolicyLimitSet")
        .withArgs(farmId, struct(policyLimit(0n)));
      expect((await directory.policyLimitOf(farmId)).policyId).to.equal(0n);
    });

    it("refuses a default policy", async () => {
      const { directory, policyManager, farmId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(policyManager).attachPolicy(farmId, policyLimit(DEFAULT_POLICY)))
        .to.be.revertedWithCustomError(directory, "DirectoryPolicyNotAttachable")
        .withArgs(DEFAULT_POLICY);
    });

    it("refuses a policy that is over before new terms could begin", async () => {
      const { grid, directory, policyManager, farmId } = await networkHelpers.loadFixture(fixture);
      const next = (await directory.currentPeriod()) + 1n;
      const policies = grid.FarmingPolicies.connect(policyManager);
      await policies.add("over", examplePolicy(), eligibility({ untilPeriod: next }));
      await policies.add("a period left", examplePolicy(), eligibility({ untilPeriod: next + 1n }));

      await expect(directory.connect(policyManager).attachPolicy(farmId, policyLimit(4n)))
        .to.be.revertedWithCustomError(directory, "DirectoryPolicyNotAttachable")
        .withArgs(4n);
      await expect(directory.connect(policyManager).attachPolicy(farmId, policyLimit(5n))).to.emit(
        directory,
        "FarmPolicyLimitSet",
      );
    });

    it("refuses limits that are over before new terms could begin", async () => {
      const { directory, policyManager, farmId } = await networkHelpers.loadFixture(fixture);
      const next = (await directory.currentPeriod()) + 1n;
      const until = (untilPeriod: bigint) => policyLimit(SPECIAL_POLICY, { untilPeriod });

      await expect(directory.connect(policyManager).attachPolicy(farmId, until(next)))
        .to.be.revertedWithCustomError(directory, "DirectoryPolicyNotAttachable")
        .withArgs(SPECIAL_POLICY);
      await expect(directory.connect(policyManager).attachPolicy(farmId, until(next + 1n))).to.emit(
        directory,
        "FarmPolicyLimitSet",
      );
    });

    it("refuses a policy that does not exist", async () => {
      const { grid, directory, policyManager, farmId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(policyManager).attachPolicy(farmId, policyLimit(9n)))
        .to.be.revertedWithCustomError(grid.FarmingPolicies, "FarmingPolicyNotFound")
        .withArgs(9n);
    });

    it("is the policy manager's", async () => {
      const { directory, farmer, farmId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).attachPolicy(farmId, policyLimit(SPECIAL_POLICY)))
        .to.be.revertedWithCustomError(directory, "AccessManagedUnauthorized")
        .withArgs(farmer.address);
    });

    it("needs a farm", async () => {
      const { directory, policyManager } = await networkHelpers.loadFixture(fixture);

      for (const policyId of [0n, SPECIAL_POLICY]) {
        await expect(directory.connect(policyManager).attachPolicy(3n, policyLimit(policyId)))
          .to.be.revertedWithCustomError(directory, "DirectoryFarmNotFound")
          .withArgs(3n);
      }
    });
  });
});
