import { expect } from "chai";
import hre from "hardhat";
import { gridWithFarms } from "../../helpers/directory-fixtures.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { ZeroAddress } = connection.ethers;

async function fixture() {
  return gridWithFarms(connection);
}

/** The farmer offers his farm to the other farmer. */
async function offered() {
  const context = await networkHelpers.loadFixture(fixture);
  const { directory, farmer, otherFarmer, farmId } = context;
  await directory.connect(farmer).transferFarm(farmId, otherFarmer);
  return context;
}

describe("Directory", () => {
  describe("offering a farm", () => {
    it("names the one who may accept", async () => {
      const { directory, farmer, otherFarmer, farmId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).transferFarm(farmId, otherFarmer))
        .to.emit(directory, "FarmTransferStarted")
        .withArgs(farmId, farmer.address, otherFarmer.address);
      expect((await directory.farmOf(farmId)).pendingOwner).to.equal(otherFarmer.address);
    });

    it("changes nothing for the owner until somebody accepts", async () => {
      const { directory, farmer, farmId } = await offered();

      expect(await directory.ownerOf(farmId)).to.equal(farmer.address);
      await expect(directory.connect(farmer).renameFarm(farmId, "Blue-Farm")).to.emit(directory, "FarmRenamed");
    });

    it("replaces an earlier offer", async () => {
      const { directory, farmer, otherFarmer, stranger, farmId } = await offered();
      await directory.connect(farmer).transferFarm(farmId, stranger);

      await expect(directory.connect(otherFarmer).acceptFarm(farmId))
        .to.be.revertedWithCustomError(directory, "DirectoryNotPendingFarmOwner")
        .withArgs(otherFarmer.address, farmId);
      await expect(directory.connect(stranger).acceptFarm(farmId)).to.emit(directory, "FarmTransferred");
    });

    it("to the zero address withdraws the offer", async () => {
      const { directory, farmer, otherFarmer, farmId } = await offered();

      await expect(directory.connect(farmer).transferFarm(farmId, ZeroAddress))
        .to.emit(directory, "FarmTransferStarted")
        .withArgs(farmId, farmer.address, ZeroAddress);
      await expect(directory.connect(otherFarmer).acceptFarm(farmId))
        .to.be.revertedWithCustomError(directory, "DirectoryNotPendingFarmOwner")
        .withArgs(otherFarmer.address, farmId);
    });

    it("is the owner's alone", async () => {
      const { directory, otherFarmer, farmId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(otherFarmer).transferFarm(farmId, otherFarmer))
        .to.be.revertedWithCustomError(directory, "DirectoryNotFarmOwner")
        .withArgs(otherFarmer.address, farmId);
    });

    it("needs a farm", async () => {
      const { directory, farmer } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).transferFarm(3n, farmer))
        .to.be.revertedWithCustomError(directory, "DirectoryFarmNotFound")
        .withArgs(3n);
    });
  });

  describe("accepting a farm", () => {
    it("hands the farm over", async () => {
      const { directory, farmer, otherFarmer, farmId } = await offered();

      await expect(directory.connect(otherFarmer).acceptFarm(farmId))
        .to.emit(directory, "FarmTransferred")
        .withArgs(farmId, farmer.address, otherFarmer.address);
      expect(await directory.ownerOf(farmId)).to.equal(otherFarmer.address);
      expect((await directory.farmOf(farmId)).pendingOwner).to.equal(ZeroAddress);
    });

    it("takes every say from the previous owner", async () => {
      const { directory, farmer, otherFarmer, farmId } = await offered();
      await directory.connect(otherFarmer).acceptFarm(farmId);

      await expect(directory.connect(farmer).renameFarm(farmId, "Blue-Farm"))
        .to.be.revertedWithCustomError(directory, "DirectoryNotFarmOwner")
        .withArgs(farmer.address, farmId);
    });

    it("leaves name and payout address as they were", async () => {
      const { directory, otherFarmer, payout, farmId } = await offered();
      await directory.connect(otherFarmer).acceptFarm(farmId);

      const farm = await directory.farmOf(farmId);
      expect(farm.name).to.equal("Green-Farm");
      expect(farm.payout).to.equal(payout.address);
    });

    it("works once per offer", async () => {
      const { directory, farmer, otherFarmer, farmId } = await offered();
      await directory.connect(otherFarmer).acceptFarm(farmId);

      for (const caller of [farmer, otherFarmer]) {
        await expect(directory.connect(caller).acceptFarm(farmId))
          .to.be.revertedWithCustomError(directory, "DirectoryNotPendingFarmOwner")
          .withArgs(caller.address, farmId);
      }
    });

    it("is only for the one it was offered to", async () => {
      const { directory, stranger, farmId } = await offered();

      await expect(directory.connect(stranger).acceptFarm(farmId))
        .to.be.revertedWithCustomError(directory, "DirectoryNotPendingFarmOwner")
        .withArgs(stranger.address, farmId);
    });

    it("needs a farm", async () => {
      const { directory, stranger } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(stranger).acceptFarm(3n))
        .to.be.revertedWithCustomError(directory, "DirectoryFarmNotFound")
        .withArgs(3n);
    });
  });
});
