import { expect } from "chai";
import hre from "hardhat";
import { NO_CONSENT } from "../../../sdk/directory/consent.ts";
import { consentToKey } from "../../helpers/consents.ts";
import { gridWithNode } from "../../helpers/directory-fixtures.ts";
import { registerNode } from "../../helpers/nodes.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { ZeroAddress } = connection.ethers;

async function fixture() {
  return gridWithNode(connection);
}

/** The other key agrees to serve the node. */
async function agreed() {
  const context = await networkHelpers.loadFixture(fixture);
  const { grid, otherKey, nodeId } = context;
  const change = { nodeId, newKey: otherKey.address };
  return { ...context, change, keyConsent: await consentToKey(grid, otherKey, change) };
}

/** Both the other key and the farmer agree. */
async function agreedByFarmerToo() {
  const context = await agreed();
  return { ...context, farmerConsent: await consentToKey(context.grid, context.farmer, context.change) };
}

describe("Directory", () => {
  describe("rotating a node's key", () => {
    it("hands the node over to the new key", async () => {
      const { directory, nodeKey, otherKey, nodeId, keyConsent } = await agreed();

      await expect(directory.connect(nodeKey).rotateKey(nodeId, otherKey, keyConsent))
        .to.emit(directory, "NodeKeyRotated")
        .withArgs(nodeId, nodeKey.address, otherKey.address);
      expect((await directory.nodeOf(nodeId)).key).to.equal(otherKey.address);
      expect(await directory.nodeByKey(otherKey)).to.equal(nodeId);
      expect(await directory.nodeByKey(nodeKey)).to.equal(0n);
    });

    it("takes every say from the old key", async () => {
      const { directory, nodeKey, otherKey, nodeId, keyConsent } = await agreed();
      await directory.connect(nodeKey).rotateKey(nodeId, otherKey, keyConsent);

      await expect(directory.connect(nodeKey).setPowerState(nodeId, true))
        .to.be.revertedWithCustomError(directory, "DirectoryNotAuthorized")
        .withArgs(nodeKey.address, nodeId);
      await expect(directory.connect(otherKey).setPowerState(nodeId, true)).to.emit(directory, "NodePowerStateSet");
    });

    it("frees the old key for another node", async () => {
      const { grid, directory, farmer, nodeKey, otherKey, nodeId, keyConsent } = await agreed();
      await directory.connect(nodeKey).rotateKey(nodeId, otherKey, keyConsent);

      await registerNode(grid, { farmer, nodeKey });

      expect(await directory.nodeByKey(nodeKey)).to.equal(nodeId + 1n);
    });

    it("leaves the terms as they are", async () => {
      const { directory, nodeKey, otherKey, nodeId, keyConsent } = await agreed();
      await directory.connect(nodeKey).rotateKey(nodeId, otherKey, keyConsent);

      expect((await directory.nodeOf(nodeId)).termsCount).to.equal(1n);
    });

    it("to the same key changes nothing", async () => {
      const { directory, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(nodeKey).rotateKey(nodeId, nodeKey, NO_CONSENT);

      expect((await directory.nodeOf(nodeId)).key).to.equal(nodeKey.address);
      expect(await directory.nodeByKey(nodeKey)).to.equal(nodeId);
    });

    it("needs the new key's consent", async () => {
      const { grid, directory, nodeKey, otherKey, nodeId, change } = await agreed();
      const consent = await consentToKey(grid, nodeKey, change, { party: otherKey.address });

      await expect(directory.connect(nodeKey).rotateKey(nodeId, otherKey, consent))
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(otherKey.address);
    });

    it("is agreed on for one node", async () => {
      const { grid, directory, nodeKey, otherKey, nodeId, change } = await agreed();
      const consent = await consentToKey(grid, otherKey, { ...change, nodeId: nodeId + 1n });

      await expect(directory.connect(nodeKey).rotateKey(nodeId, otherKey, consent))
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(otherKey.address);
    });

    it("refuses a key that serves another node", async () => {
      const { grid, directory, farmer, nodeKey, otherKey, nodeId, change } = await agreed();
      await registerNode(grid, { farmer, nodeKey: otherKey });
      const consent = await consentToKey(grid, otherKey, change);

      await expect(directory.connect(nodeKey).rotateKey(nodeId, otherKey, consent))
        .to.be.revertedWithCustomError(directory, "DirectoryKeyUnavailable")
        .withArgs(otherKey.address, nodeId + 1n);
    });

    it("refuses the zero address, which nobody can sign for", async () => {
      const { directory, nodeKey, nodeId } = await agreed();
      const consent = { ...NO_CONSENT, deadline: 2n ** 40n };

      await expect(directory.connect(nodeKey).rotateKey(nodeId, ZeroAddress, consent))
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(ZeroAddress);
    });

    it("is done by the node itself, not by its farmer", async () => {
      const { directory, farmer, otherKey, nodeId, keyConsent } = await agreed();

      await expect(directory.connect(farmer).rotateKey(nodeId, otherKey, keyConsent))
        .to.be.revertedWithCustomError(directory, "DirectoryNotAuthorized")
        .withArgs(farmer.address, nodeId);
    });

    it("needs a live node", async () => {
      const { directory, nodeKey, otherKey, nodeId, keyConsent } = await agreed();
      await directory.connect(nodeKey).removeNode(nodeId);

      await expect(directory.connect(nodeKey).rotateKey(nodeId, otherKey, keyConsent))
        .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
        .withArgs(nodeId);
    });
  });

  describe("replacing a lost key", () => {
    it("is done by the certifier, with the farmer's and the new key's consent", async () => {
      const { directory, certifier, nodeKey, otherKey, nodeId, keyConsent, farmerConsent } = await agreedByFarmerToo();

      await expect(directory.connect(certifier).replaceKey(nodeId, otherKey, keyConsent, farmerConsent))
        .to.emit(directory, "NodeKeyRotated")
        .withArgs(nodeId, nodeKey.address, otherKey.address);
      expect(await directory.nodeByKey(otherKey)).to.equal(nodeId);
      expect(await directory.nodeByKey(nodeKey)).to.equal(0n);
    });

    it("is refused without the farmer's consent", async () => {
      const { grid, directory, certifier, farmer, nodeKey, otherKey, nodeId, change, keyConsent } = await agreed();
      const nodesConsent = await consentToKey(grid, nodeKey, change, { party: farmer.address });

      await expect(directory.connect(certifier).replaceKey(nodeId, otherKey, keyConsent, nodesConsent))
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(farmer.address);
    });

    it("is refused without the new key's consent", async () => {
      const { directory, certifier, otherKey, nodeId, farmerConsent } = await agreedByFarmerToo();

      await expect(directory.connect(certifier).replaceKey(nodeId, otherKey, farmerConsent, farmerConsent))
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(otherKey.address);
    });

    it("is not the farmer's alone", async () => {
      const { directory, farmer, otherKey, nodeId, keyConsent } = await agreed();

      await expect(directory.connect(farmer).replaceKey(nodeId, otherKey, keyConsent, NO_CONSENT))
        .to.be.revertedWithCustomError(directory, "AccessManagedUnauthorized")
        .withArgs(farmer.address);
    });

    it("needs a live node", async () => {
      const { directory, certifier, nodeKey, otherKey, nodeId, keyConsent, farmerConsent } = await agreedByFarmerToo();
      await directory.connect(nodeKey).removeNode(nodeId);

      await expect(directory.connect(certifier).replaceKey(nodeId, otherKey, keyConsent, farmerConsent))
        .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
        .withArgs(nodeId);
    });
  });
});
