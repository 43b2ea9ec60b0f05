import { expect } from "chai";
import hre from "hardhat";
import { NO_CONSENT } from "../../../sdk/directory/consent.ts";
import { Directory__factory } from "../../../typechain-types/factories/contracts/directory/Directory__factory.ts";
import { consentToMove } from "../../helpers/consents.ts";
import { gridWithNode } from "../../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY, registerNode } from "../../helpers/nodes.ts";
import { eligibility, examplePolicy } from "../../helpers/policies.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const HIGHER = 100n;
const LOWER = 60n;

/** The node has joined at 80 mUSD per TFT. */
async function fixture() {
  return gridWithNode(connection);
}

describe("Directory", () => {
  describe("setting the connection price", () => {
    it("tells and shows the new price", async () => {
      const { directory, policyManager } = await networkHelpers.loadFixture(fixture);
      expect(await directory.connectionPriceMusd()).to.equal(80n);

      await expect(directory.connect(policyManager).setConnectionPrice(HIGHER))
        .to.emit(directory, "ConnectionPriceSet")
        .withArgs(HIGHER);
      expect(await directory.connectionPriceMusd()).to.equal(HIGHER);
    });

    it("refuses 0, by which no reward could be divided", async () => {
      const { directory, policyManager } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(policyManager).setConnectionPrice(0n))
        .to.be.revertedWithCustomError(directory, "DirectoryConnectionPriceInvalid")
        .withArgs(0n);
    });

    it("refuses 0 at deployment, too", async () => {
      const { grid, deployer } = await networkHelpers.loadFixture(fixture);
      const schedule = { start: 0n, duration: 3600n };
      const factory = new Directory__factory(deployer);

      await expect(factory.deploy(grid.FarmingPolicies, schedule, 0n, 0n, grid.AccessManager))
        .to.be.revertedWithCustomError(grid.Directory, "DirectoryConnectionPriceInvalid")
        .withArgs(0n);
    });

    it("is the policy manager's", async () => {
      const { directory, farmer } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).setConnectionPrice(HIGHER))
        .to.be.revertedWithCustomError(directory, "AccessManagedUnauthorized")
        .withArgs(farmer.address);
    });
  });

  describe("keeping a node's connection price", () => {
    for (const price of [HIGHER, LOWER]) {
      it(`leaves open terms as they are when the price becomes ${price}`, async () => {
        const { directory, policyManager, nodeId } = await networkHelpers.loadFixture(fixture);
        await directory.connect(policyManager).setConnectionPrice(price);

        expect((await directory.termsOf(nodeId, 0)).connectionPriceMusd).to.equal(80n);
      });

      it(`gives a new node the price ${price}`, async () => {
        const { grid, directory, policyManager, farmer, otherKey, nodeId } = await networkHelpers.loadFixture(fixture);
        await directory.connect(policyManager).setConnectionPrice(price);
        await registerNode(grid, { farmer, nodeKey: otherKey });

        expect((await directory.termsOf(nodeId + 1n, 0)).connectionPriceMusd).to.equal(price);
      });
    }

    // New terms of an old node: the higher of its own price and the present one.
    for (const [price, kept] of [
      [HIGHER, HIGHER],
      [LOWER, 80n],
    ] as const) {
      it(`takes ${kept} for new capacity when the price becomes ${price}`, async () => {
        const { directory, policyManager, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
        await directory.connect(policyManager).setConnectionPrice(price);
        await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false);

        expect((await directory.termsOf(nodeId, 1)).connectionPriceMusd).to.equal(kept);
      });

      it(`takes ${kept} on another farm when the price becomes ${price}`, async () => {
        const { grid, directory, policyManager, otherFarmer, nodeKey, nodeId, otherFarmId } =
          await networkHelpers.loadFixture(fixture);
        await directory.connect(policyManager).setConnectionPrice(price);
        const consent = await consentToMove(grid, otherFarmer, { nodeId, toFarmId: otherFarmId });
        await directory.connect(nodeKey).moveNode(nodeId, otherFarmId, NO_CONSENT, consent);

        expect((await directory.termsOf(nodeId, 1)).connectionPriceMusd).to.equal(kept);
      });

      it(`takes ${kept} with another policy when the price becomes ${price}`, async () => {
        const { grid, directory, policyManager, farmer, nodeId } = await networkHelpers.loadFixture(fixture);
        await directory.connect(policyManager).setConnectionPrice(price);
        const whom = eligibility({ isDefault: true });
        await grid.FarmingPolicies.connect(policyManager).add("newer", examplePolicy(), whom);
        await directory.connect(farmer).adoptPolicy(nodeId);

        expect((await directory.termsOf(nodeId, 1)).connectionPriceMusd).to.equal(kept);
      });
    }

    it("remembers the highest of all that held when terms were opened", async () => {
      const { directory, policyManager, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      for (const price of [HIGHER, LOWER]) {
        await directory.connect(policyManager).setConnectionPrice(price);
        await directory.connect(nodeKey).updateCapacity(nodeId, EXAMPLE_CAPACITY, 0, false);
      }

      expect((await directory.termsOf(nodeId, 2)).connectionPriceMusd).to.equal(HIGHER);
    });
  });
});
