import { expect } from "chai";
import hre from "hardhat";
import { gridWithNode } from "../../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY, registerNode } from "../../helpers/nodes.ts";
import { eligibility, examplePolicy, FARM } from "../../helpers/policies.ts";
import { structWith } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const GOLD_POLICY = 3n;

/** Policy 3 is the default one for gold farms. */
async function fixture() {
  const context = await gridWithNode(connection);
  const whom = eligibility({ isDefault: true, farmCertification: FARM.gold });
  await context.grid.FarmingPolicies.connect(context.policyManager).add("gold", examplePolicy(), whom);
  return context;
}

describe("Directory", () => {
  describe("certifying a farm", () => {
    for (const certification of [FARM.gold, FARM.notCertified]) {
      it(`shows certification ${certification}`, async () => {
        const { directory, certifier, farmId } = await networkHelpers.loadFixture(fixture);
        if (certification === FARM.notCertified) await directory.connect(certifier).certifyFarm(farmId, FARM.gold);

        await expect(directory.connect(certifier).certifyFarm(farmId, certification))
          .to.emit(directory, "FarmCertified")
          .withArgs(farmId, certification);
        expect((await directory.farmOf(farmId)).certification).to.equal(certification);
      });
    }

    it("gives new terms the policy for such farms", async () => {
      const { grid, directory, certifier, farmer, nodeKey, otherKey, nodeId, farmId } =
        await networkHelpers.loadFixture(fixture);
      await directory.connect(certifier).certifyFarm(farmId, FARM.gold);

      await registerNode(grid, { farmer, nodeKey: otherKey });
      await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false);

      expect((await directory.termsOf(nodeId + 1n, 0)).policyId).to.equal(GOLD_POLICY);
      expect((await directory.termsOf(nodeId, 1)).policyId).to.equal(GOLD_POLICY);
    });

    it("leaves terms that are open as they are", async () => {
      const { directory, certifier, nodeId, farmId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(certifier).certifyFarm(farmId, FARM.gold);

      expect(await directory.termsOf(nodeId, 0)).to.satisfy(structWith({ policyId: 1 }));
      expect((await directory.nodeOf(nodeId)).termsCount).to.equal(1n);
    });

    it("is the certifier's", async () => {
      const { directory, farmer, farmId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).certifyFarm(farmId, FARM.gold))
        .to.be.revertedWithCustomError(directory, "AccessManagedUnauthorized")
        .withArgs(farmer.address);
    });

    it("needs a farm", async () => {
      const { directory, certifier } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(certifier).certifyFarm(3n, FARM.gold))
        .to.be.revertedWithCustomError(directory, "DirectoryFarmNotFound")
        .withArgs(3n);
    });
  });
});
