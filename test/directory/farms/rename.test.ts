import { expect } from "chai";
import hre from "hardhat";
import { gridWithFarms } from "../../helpers/directory-fixtures.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  return gridWithFarms(connection);
}

describe("Directory", () => {
  describe("renaming a farm", () => {
    it("gives the farm the new name", async () => {
      const { directory, farmer, farmId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).renameFarm(farmId, "Blue-Farm"))
        .to.emit(directory, "FarmRenamed")
        .withArgs(farmId, "Blue-Farm");
      expect((await directory.farmOf(farmId)).name).to.equal("Blue-Farm");
    });

    it("frees the old name", async () => {
      const { directory, farmer, otherFarmer, farmId, otherFarmId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).renameFarm(farmId, "Blue-Farm");

      await directory.connect(otherFarmer).renameFarm(otherFarmId, "green-farm");

      expect((await directory.farmOf(otherFarmId)).name).to.equal("green-farm");
    });

    it("keeps the new name from others", async () => {
      const { directory, farmer, otherFarmer, farmId, otherFarmId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).renameFarm(farmId, "Blue-Farm");

      await expect(directory.connect(otherFarmer).renameFarm(otherFarmId, "BLUE-farm"))
        .to.be.revertedWithCustomError(directory, "DirectoryNameTaken")
        .withArgs("BLUE-farm", farmId);
    });

    it("can change the case of letters only", async () => {
      const { directory, farmer, farmId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).renameFarm(farmId, "GREEN-FARM");

      expect((await directory.farmOf(farmId)).name).to.equal("GREEN-FARM");
    });

    it("refuses another farm's name and keeps the old one", async () => {
      const { directory, farmer, otherFarmer, farmId, otherFarmId, otherPayout } =
        await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).renameFarm(farmId, "other_farm"))
        .to.be.revertedWithCustomError(directory, "DirectoryNameTaken")
        .withArgs("other_farm", otherFarmId);
      await expect(directory.connect(otherFarmer).createFarm("Green-Farm", otherPayout))
        .to.be.revertedWithCustomError(directory, "DirectoryNameTaken")
        .withArgs("Green-Farm", farmId);
    });

    it("refuses a name against the rules", async () => {
      const { directory, farmer, farmId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).renameFarm(farmId, "my farm"))
        .to.be.revertedWithCustomError(directory, "DirectoryNameInvalid")
        .withArgs("my farm");
    });

    it("is the owner's alone", async () => {
      const { directory, otherFarmer, farmId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(otherFarmer).renameFarm(farmId, "Blue-Farm"))
        .to.be.revertedWithCustomError(directory, "DirectoryNotFarmOwner")
        .withArgs(otherFarmer.address, farmId);
    });

    it("needs a farm", async () => {
      const { directory, farmer } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).renameFarm(3n, "Blue-Farm"))
        .to.be.revertedWithCustomError(directory, "DirectoryFarmNotFound")
        .withArgs(3n);
    });
  });
});
