import { expect } from "chai";
import hre from "hardhat";
import { gridWithNode } from "../../helpers/directory-fixtures.ts";
import { fields } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

const ACTIVE = 1;
const ONE_CORE = { cru: 1n, mru: 0n, sru: 0n, hru: 0n };

async function fixture() {
  return gridWithNode(connection);
}

describe("Directory", () => {
  describe("asking a node to switch off or on", () => {
    for (const isDown of [true, false]) {
      it(`shows a node that is asked to be ${isDown ? "down" : "up"}`, async () => {
        const { directory, farmer, nodeId } = await networkHelpers.loadFixture(fixture);
        await directory.connect(farmer).setPowerTarget(nodeId, !isDown);

        await expect(directory.connect(farmer).setPowerTarget(nodeId, isDown))
          .to.emit(directory, "NodePowerTargetSet")
          .withArgs(nodeId, isDown);
        expect((await directory.nodeOf(nodeId)).isTargetDown).to.equal(isDown);
        expect((await directory.nodeOf(nodeId)).isDown).to.equal(false);
      });
    }

    it("is the farmer's, not the node's", async () => {
      const { directory, nodeKey, nodeId, farmId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(nodeKey).setPowerTarget(nodeId, true))
        .to.be.revertedWithCustomError(directory, "DirectoryNotFarmOwner")
        .withArgs(nodeKey.address, farmId);
    });

    it("never switches off what is booked, but may switch it on", async () => {
      const { directory, governor, farmer, booker, nodeId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).setPowerTarget(nodeId, true);
      await directory.connect(governor).setBooker(booker, ACTIVE);
      await directory.connect(booker).book(nodeId, ONE_CORE);

      await expect(directory.connect(farmer).setPowerTarget(nodeId, true))
        .to.be.revertedWithCustomError(directory, "DirectoryNodeBooked")
        .withArgs(nodeId, fields(ONE_CORE));
      await expect(directory.connect(farmer).setPowerTarget(nodeId, false)).to.emit(directory, "NodePowerTargetSet");
    });

    it("needs a live node", async () => {
      const { directory, farmer, nodeId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).removeNode(nodeId);

      await expect(directory.connect(farmer).setPowerTarget(nodeId, true))
        .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
        .withArgs(nodeId);
    });
  });

  describe("saying that a node goes down or is up", () => {
    for (const isDown of [true, false]) {
      it(`shows a node that is ${isDown ? "down" : "up"}`, async () => {
        const { directory, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
        await directory.connect(nodeKey).setPowerState(nodeId, !isDown);

        await expect(directory.connect(nodeKey).setPowerState(nodeId, isDown))
          .to.emit(directory, "NodePowerStateSet")
          .withArgs(nodeId, isDown);
        expect((await directory.nodeOf(nodeId)).isDown).to.equal(isDown);
        expect((await directory.nodeOf(nodeId)).isTargetDown).to.equal(false);
      });
    }

    it("is the node's, not its farmer's", async () => {
      const { directory, farmer, nodeId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).setPowerState(nodeId, true))
        .to.be.revertedWithCustomError(directory, "DirectoryNotAuthorized")
        .withArgs(farmer.address, nodeId);
    });

    it("needs a live node", async () => {
      const { directory, nodeKey, nodeId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(nodeKey).removeNode(nodeId);

      await expect(directory.connect(nodeKey).setPowerState(nodeId, true))
        .to.be.revertedWithCustomError(directory, "DirectoryNodeNotFound")
        .withArgs(nodeId);
    });
  });
});
