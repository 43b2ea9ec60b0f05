import { expect } from "chai";
import hre from "hardhat";
import { NO_CONSENT } from "../../../sdk/directory/consent.ts";
import { FOREVER } from "../../../sdk/farming/policy-structs.ts";
import { consentToMove } from "../../helpers/consents.ts";
import { gridWithNode } from "../../helpers/directory-fixtures.ts";
import { EXAMPLE_CAPACITY } from "../../helpers/nodes.ts";
import { passPeriods } from "../../helpers/periods.ts";
import { fields, struct, structWith } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const ACTIVE = 1;

async function fixture() {
  return gridWithNode(connection);
}

/** The other farmer agrees that the node joins his farm. */
async function agreed() {
  const context = await networkHelpers.loadFixture(fixture);
  const { grid, otherFarmer, nodeId, otherFarmId } = context;
  const farmerConsent = await consentToMove(grid, otherFarmer, { nodeId, toFarmId: otherFarmId });
  return { ...context, farmerConsent };
}

describe("Directory", () => {
  describe("moving a node to another farm", () => {
    it("is sent by the node, with the new farmer's consent", async () => {
      const { directory, nodeKey, nodeId, farmId, otherFarmId, farmerConsent } = await agreed();

      await expect(directory.connect(nodeKey).moveNode(nodeId, otherFarmId, NO_CONSENT, farmerConsent))
        .to.emit(directory, "NodeMoved")
        .withArgs(nodeId, farmId, otherFarmId);
      expect((await directory.nodeOf(nodeId)).farmId).to.equal(otherFarmId);
    });

    it("is sent by the new farmer, with the node's consent", async () => {
      const { grid, directory, otherFarmer, nodeKey, nodeId, otherFarmId } = await agreed();
      const nodeConsent = await consentToMove(grid, nodeKey, { nodeId, toFarmId: otherFarmId });

      await expect(directory.connect(otherFarmer).moveNode(nodeId, otherFarmId, nodeConsent, NO_CONSENT)).to.emit(
        directory,
        "NodeMoved",
      );
    });

    it("is sent by anybody, with both consents", async () => {
      const { grid, directory, nodeKey, stranger, nodeId, otherFarmId, farmerConsent } = await agreed();
      const nodeConsent = await consentToMove(grid, nodeKey, { nodeId, toFarmId: otherFarmId });

      await expect(directory.connect(stranger).moveNode(nodeId, otherFarmId, nodeConsent, farmerConsent)).to.emit(
        directory,
        "NodeMoved",
      );
    });

    it("pays the old farm up to the end of the period and the new one from the next on", async () => {
      const { grid, directory, nodeKey, nodeId, farmId, otherFarmId, farmerConsent } = await agreed();
      const period = await passPeriods(connection, grid, 3n);

      const moving = directory.connect(nodeKey).moveNode(nodeId, otherFarmId, NO_CONSENT, farmerConsent);

      await expect(moving)
        .to.emit(directory, "TermsEnded")
        .withArgs(nodeId, 0n, period + 1n);
      await expect(moving)
        .to.emit(directory, "TermsOpened")
        .withArgs(
          nodeId,
          otherFarmId,
          1n,
          struct({
            farmId: otherFarmId,
            fromPeriod: period + 1n,
            untilPeriod: FOREVER,
            policyId: 1,
            connectionPriceMusd: 80,
            ipv4Count: 2,
            isCertified: false,
            isVirtualized: false,
            verifiedFrom: 0,
            verifiedUntil: 0,
            capacity: EXAMPLE_CAPACITY,
          }),
        );
      expect(await directory.termsOf(nodeId, 0)).to.satisfy(structWith({ farmId, untilPeriod: period + 1n }));
    });

    it("keeps certification and verification, which are the machine's", async () => {
      const { directory, certifier, verifier, nodeKey, nodeId, nextPeriod, otherFarmId, farmerConsent } =
        await agreed();
      await directory.connect(certifier).certifyNode(nodeId, true);
      await directory.connect(verifier).verifyTerms(nodeId, 1, nextPeriod + 4n);

      await directory.connect(nodeKey).moveNode(nodeId, otherFarmId, NO_CONSENT, farmerConsent);

      expect(await directory.termsOf(nodeId, 2)).to.satisfy(
        structWith({
          isCertified: true,
          policyId: 2,
          verifiedFrom: nextPeriod,
          verifiedUntil: nextPeriod + 4n,
        }),
      );
    });

    it("gives the new farmer his say and takes it from the old one", async () => {
      const { directory, farmer, otherFarmer, nodeKey, nodeId, otherFarmId, farmerConsent } = await agreed();
      await directory.connect(nodeKey).moveNode(nodeId, otherFarmId, NO_CONSENT, farmerConsent);

      await expect(directory.connect(farmer).removeNode(nodeId))
        .to.be.revertedWithCustomError(directory, "DirectoryNotAuthorized")
        .withArgs(farmer.address, nodeId);
      await expect(directory.connect(otherFarmer).removeNode(nodeId)).to.emit(directory, "NodeRemoved");
    });

    it("is refused without the node's consent", async () => {
      const { grid, directory, otherFarmer, nodeKey, nodeId, otherFarmId } = await agreed();
      const move = { nodeId, toFarmId: otherFarmId };
      const farmersConsent = await consentToMove(grid, otherFarmer, move, { party: nodeKey.address });

      await expect(directory.connect(otherFarmer).moveNode(nodeId, otherFarmId, farmersConsent, NO_CONSENT))
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(nodeKey.address);
    });

    it("is refused without the new farmer's consent, even when the old one sends it", async () => {
      const { grid, directory, farmer, otherFarmer, nodeKey, nodeId, otherFarmId } = await agreed();
      const nodeConsent = await consentToMove(grid, nodeKey, { nodeId, toFarmId: otherFarmId });
      const move = { nodeId, toFarmId: otherFarmId };
      const farmerConsent = await consentToMove(grid, farmer, move, { party: otherFarmer.address });

      await expect(directory.connect(farmer).moveNode(nodeId, otherFarmId, nodeConsent, farmerConsent))
        .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
        .withArgs(otherFarmer.address);
    });

    it("is agreed on for one node and one farm", async () => {
      const { grid, directory, otherFarmer, nodeKey, nodeId, otherFarmId } = await agreed();
      for (const other of [
        { nodeId: nodeId + 1n, toFarmId: otherFarmId },
        { nodeId, toFarmId: otherFarmId + 1n },
      ]) {
        const consent = await consentToMove(grid, otherFarmer, other);

        await expect(directory.connect(nodeKey).moveNode(nodeId, otherFarmId, NO_CONSENT, consent))
          .to.be.revertedWithCustomError(directory, "DirectoryConsentInvalid")
          .withArgs(otherFarmer.address);
      }
    });

    it("is refused while something of the node is booked", async () => {
      const { directory, governor, booker, nodeKey, nodeId, otherFarmId, farmerConsent } = await agreed();
      const amount = { cru: 1n, mru: 0n, sru: 0n, hru: 0n };
      await directory.connect(governor).setBooker(booker, ACTIVE);
      await directory.connect(booker).book(nodeId, amount);

      await expect(directory.connect(nodeKey).moveNode(nodeId, otherFarmId, NO_CONSENT, farmerConsent))
        .to.be.revertedWithCustomError(directory, "DirectoryNodeBooked")
        .withArgs(nodeId, fields(amount));
    });

    it("needs a farm", async () => {
      const { directory, nodeKey, nodeId } = await agreed();

      await expect(directory.connect(nodeKey).moveNode(nodeId, 3n, NO_CONSENT, NO_CONSENT))
        .to.be.revertedWithCustomError(directory, "DirectoryFarmNotFound")
        .withArgs(3n);
    });

    it("needs a live node", async () => {
      const { directory, nodeKey, nodeId, otherFarmId, farmerConsent } = await agreed();
      await directory.connect(nodeKey).removeNode(nodeId);

      await expect(directory.connect(nodeKey).moveNode(nodeId, otherFarmId, NO_CONSENT, farmerConsent))
        .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
        .withArgs(nodeId);
    });
  });
});
