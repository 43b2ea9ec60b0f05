import { expect } from "chai";
import hre from "hardhat";
import { FOREVER } from "../../../sdk/farming/policy-structs.ts";
import { gridWithNode } from "../../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY } from "../../helpers/nodes.ts";
import { passPeriods } from "../../helpers/periods.ts";
import { eligibility, examplePolicy, policyLimit } from "../../helpers/policies.ts";
import { struct, structWith } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  return gridWithNode(connection);
}

/** Policy 3 becomes the default one for everybody. */
async function withNewDefault() {
  const context = await networkHelpers.loadFixture(fixture);
  const policies = context.grid.FarmingPolicies.connect(context.policyManager);
  await policies.add("newer", examplePolicy(), eligibility({ isDefault: true }));
  return context;
}

/** Farm 1 is attached to policy 3, for so many periods from the next one on. */
async function withSpecialFor(periods: bigint) {
  const context = await networkHelpers.loadFixture(fixture);
  const { grid, directory, policyManager, farmId, nextPeriod } = context;
  await grid.FarmingPolicies.connect(policyManager).add("special", examplePolicy(), eligibility());
  const limit = policyLimit(3n, { untilPeriod: nextPeriod + periods });
  await directory.connect(policyManager).attachPolicy(farmId, limit);
  return context;
}

describe("Directory", () => {
  describe("adopting the present policy", () => {
    it("moves the node to the newer policy with the next period", async () => {
      const { grid, directory, farmer, nodeId, farmId } = await withNewDefault();
      const period = await passPeriods(connection, grid);

      const adopting = directory.connect(farmer).adoptPolicy(nodeId);

      await expect(adopting)
        .to.emit(directory, "TermsEnded")
        .withArgs(nodeId, 0n, period + 1n);
      await expect(adopting)
        .to.emit(directory, "TermsOpened")
        .withArgs(
          nodeId,
          farmId,
          1n,
          struct({
            farmId,
            fromPeriod: period + 1n,
            untilPeriod: FOREVER,
            policyId: 3,
            connectionPriceMusd: 80,
            ipv4Count: 2,
            isCertified: false,
            isVirtualized: false,
            verifiedFrom: 0,
            verifiedUntil: 0,
            capacity: EXAMPLE_CAPACITY,
          }),
        );
      expect(await directory.termsOf(nodeId, 0)).to.satisfy(structWith({ policyId: 1, untilPeriod: period + 1n }));
    });

    it("happens to no node by itself", async () => {
      const { grid, directory, nodeId } = await withNewDefault();
      await passPeriods(connection, grid, 12n);

      expect((await directory.nodeOf(nodeId)).termsCount).to.equal(1n);
      expect(await directory.termsOf(nodeId, 0)).to.satisfy(structWith({ policyId: 1, untilPeriod: FOREVER }));
    });

    it("takes the special policy that the farm was attached to", async () => {
      const { grid, directory, policyManager, farmer, nodeId, farmId } = await networkHelpers.loadFixture(fixture);
      await grid.FarmingPolicies.connect(policyManager).add("special", examplePolicy(), eligibility());
      await directory.connect(policyManager).attachPolicy(farmId, policyLimit(3n, { nodesLeft: 1n }));

      await directory.connect(farmer).adoptPolicy(nodeId);

      expect((await directory.termsOf(nodeId, 1)).policyId).to.equal(3n);
      expect((await directory.policyLimitOf(farmId)).nodesLeft).to.equal(0n);
    });

    it("takes a special policy that ends, with the default one behind it", async () => {
      const { directory, farmer, nodeId, nextPeriod } = await withSpecialFor(5n);

      await directory.connect(farmer).adoptPolicy(nodeId);

      expect(await directory.termsOf(nodeId, 1)).to.satisfy(
        structWith({ policyId: 3, fromPeriod: nextPeriod, untilPeriod: nextPeriod + 5n }),
      );
      expect(await directory.termsOf(nodeId, 2)).to.satisfy(
        structWith({ policyId: 1, fromPeriod: nextPeriod + 5n, untilPeriod: FOREVER }),
      );
    });

    it("returns to the default policy from a special one that the farm was detached from", async () => {
      const { directory, policyManager, farmer, nodeId, nextPeriod, farmId } = await withSpecialFor(5n);
      await directory.connect(farmer).adoptPolicy(nodeId);
      await directory.connect(policyManager).attachPolicy(farmId, policyLimit(0n));

      await directory.connect(farmer).adoptPolicy(nodeId);

      expect(await directory.termsOf(nodeId, 3)).to.satisfy(
        structWith({ policyId: 1, fromPeriod: nextPeriod, untilPeriod: FOREVER }),
      );
    });

    it("leaves the connection price alone", async () => {
      const { directory, policyManager, farmer, nodeId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(policyManager).setConnectionPrice(100n);

      await expect(directory.connect(farmer).adoptPolicy(nodeId))
        .to.be.revertedWithCustomError(directory, "DirectoryTermsUnchanged")
        .withArgs(nodeId);
    });

    it("is refused while a special policy lasts, whatever is lined up behind it", async () => {
      const { grid, directory, policyManager, farmer, nodeId } = await withSpecialFor(5n);
      await directory.connect(farmer).adoptPolicy(nodeId);
      const whom = eligibility({ isDefault: true });
      await grid.FarmingPolicies.connect(policyManager).add("newer", examplePolicy(), whom);
      await passPeriods(connection, grid, 4n);

      await expect(directory.connect(farmer).adoptPolicy(nodeId))
        .to.be.revertedWithCustomError(directory, "DirectoryTermsUnchanged")
        .withArgs(nodeId);
    });

    it("takes the newer default one in the last period of a special policy", async () => {
      const { grid, directory, policyManager, farmer, nodeId, nextPeriod } = await withSpecialFor(5n);
      await directory.connect(farmer).adoptPolicy(nodeId);
      const whom = eligibility({ isDefault: true });
      await grid.FarmingPolicies.connect(policyManager).add("newer", examplePolicy(), whom);
      await passPeriods(connection, grid, 5n);

      await directory.connect(farmer).adoptPolicy(nodeId);

      expect(await directory.termsOf(nodeId, 1)).to.satisfy(
        structWith({ policyId: 3, fromPeriod: nextPeriod, untilPeriod: nextPeriod + 5n }),
      );
      expect(await directory.termsOf(nodeId, 3)).to.satisfy(
        structWith({ policyId: 4, fromPeriod: nextPeriod + 5n, untilPeriod: FOREVER }),
      );
    });

    it("keeps the verification", async () => {
      const { directory, verifier, farmer, nodeId, nextPeriod } = await withNewDefault();
      await directory.connect(verifier).verifyTerms(nodeId, 0, nextPeriod + 6n);

      await directory.connect(farmer).adoptPolicy(nodeId);

      expect(await directory.termsOf(nodeId, 1)).to.satisfy(
        structWith({ verifiedFrom: nextPeriod, verifiedUntil: nextPeriod + 6n }),
      );
    });

    it("is refused where nothing would change", async () => {
      const { directory, farmer, nodeId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).adoptPolicy(nodeId))
        .to.be.revertedWithCustomError(directory, "DirectoryTermsUnchanged")
        .withArgs(nodeId);
    });

    it("is the farmer's, not the node's", async () => {
      const { directory, nodeKey, nodeId, farmId } = await withNewDefault();

      await expect(directory.connect(nodeKey).adoptPolicy(nodeId))
        .to.be.revertedWithCustomError(directory, "DirectoryNotFarmOwner")
        .withArgs(nodeKey.address, farmId);
    });

    it("needs a live node", async () => {
      const { directory, farmer, nodeId } = await withNewDefault();
      await directory.connect(farmer).removeNode(nodeId);

      await expect(directory.connect(farmer).adoptPolicy(nodeId))
        .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
        .withArgs(nodeId);
    });
  });
});
