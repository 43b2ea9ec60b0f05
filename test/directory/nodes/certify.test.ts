import { expect } from "chai";
import hre from "hardhat";
import { gridWithNode } from "../../helpers/directory-fixtures.ts";
import { registerNode } from "../../helpers/nodes.ts";
import { passPeriods } from "../../helpers/periods.ts";
import { eligibility, examplePolicy, policyLimit } from "../../helpers/policies.ts";
import { structWith } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  return gridWithNode(connection);
}

describe("Directory", () => {
  describe("certifying a node", () => {
    it("opens certified terms with the next period, under the policy for them", async () => {
      const { grid, directory, certifier, nodeId, farmId } = await networkHelpers.loadFixture(fixture);
      const period = await passPeriods(connection, grid);

      await expect(directory.connect(certifier).certifyNode(nodeId, true))
        .to.emit(directory, "TermsOpened")
        .withArgs(
          nodeId,
          farmId,
          1n,
          structWith({ isCertified: true, policyId: 2, fromPeriod: period + 1n, ipv4Count: 2 }),
        );
      expect(await directory.termsOf(nodeId, 0)).to.satisfy(
        structWith({ isCertified: false, policyId: 1, untilPeriod: period + 1n }),
      );
    });

    it("is withdrawn with the period after, too", async () => {
      const { grid, directory, certifier, nodeId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(certifier).certifyNode(nodeId, true);
      const period = await passPeriods(connection, grid);

      await directory.connect(certifier).certifyNode(nodeId, false);

      expect(await directory.termsOf(nodeId, 1)).to.satisfy(
        structWith({ isCertified: true, fromPeriod: period, untilPeriod: period + 1n }),
      );
      expect(await directory.termsOf(nodeId, 2)).to.satisfy(
        structWith({ isCertified: false, policyId: 1, fromPeriod: period + 1n }),
      );
    });

    it("keeps the verification", async () => {
      const { directory, certifier, verifier, nodeId, nextPeriod } = await networkHelpers.loadFixture(fixture);
      await directory.connect(verifier).verifyTerms(nodeId, 0, nextPeriod + 6n);

      await directory.connect(certifier).certifyNode(nodeId, true);

      expect(await directory.termsOf(nodeId, 1)).to.satisfy(
        structWith({ verifiedFrom: nextPeriod, verifiedUntil: nextPeriod + 6n }),
      );
    });

    it("keeps the verification under a special policy that ends, too", async () => {
      const { grid, directory, policyManager, certifier, verifier, farmer, otherKey, nextPeriod, farmId } =
        await networkHelpers.loadFixture(fixture);
      await grid.FarmingPolicies.connect(policyManager).add("special", examplePolicy(), eligibility());
      const limit = policyLimit(3n, { untilPeriod: nextPeriod + 5n });
      await directory.connect(policyManager).attachPolicy(farmId, limit);
      await registerNode(grid, { farmer, nodeKey: otherKey });
      await directory.connect(verifier).verifyTerms(2n, 0, nextPeriod + 8n);

      await directory.connect(certifier).certifyNode(2n, true);

      for (const [termsIndex, fromPeriod] of [
        [2, nextPeriod],
        [3, nextPeriod + 5n],
      ] as const) {
        expect(await directory.termsOf(2n, termsIndex)).to.satisfy(
          structWith({ isCertified: true, fromPeriod, verifiedFrom: fromPeriod, verifiedUntil: nextPeriod + 8n }),
        );
      }
    });

    for (const isCertified of [true, false]) {
      it(`refuses to say again that a node is ${isCertified ? "" : "not "}certified`, async () => {
        const { directory, certifier, nodeId } = await networkHelpers.loadFixture(fixture);
        if (isCertified) await directory.connect(certifier).certifyNode(nodeId, true);

        await expect(directory.connect(certifier).certifyNode(nodeId, isCertified))
          .to.be.revertedWithCustomError(directory, "DirectoryTermsUnchanged")
          .withArgs(nodeId);
      });
    }

    it("is the certifier's", async () => {
      const { directory, farmer, nodeId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).certifyNode(nodeId, true))
        .to.be.revertedWithCustomError(directory, "AccessManagedUnauthorized")
        .withArgs(farmer.address);
    });

    it("needs a live node", async () => {
      const { directory, certifier, farmer, nodeId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).removeNode(nodeId);

      await expect(directory.connect(certifier).certifyNode(nodeId, true))
        .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
        .withArgs(nodeId);
    });
  });
});
