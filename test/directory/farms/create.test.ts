import { expect } from "chai";
import hre from "hardhat";
import { emptyGrid } from "../../helpers/directory-fixtures.ts";
import { struct, plain } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { ZeroAddress } = connection.ethers;

async function fixture() {
  return emptyGrid(connection);
}

describe("Directory", () => {
  describe("creating a farm", () => {
    it("numbers farms from 1", async () => {
      const { directory, farmer, payout } = await networkHelpers.loadFixture(fixture);

      expect(await directory.connect(farmer).createFarm.staticCall("First", payout)).to.equal(1n);
      await directory.connect(farmer).createFarm("First", payout);
      expect(await directory.connect(farmer).createFarm.staticCall("Second", payout)).to.equal(2n);
      await directory.connect(farmer).createFarm("Second", payout);

      expect(await directory.farmCount()).to.equal(2n);
    });

    it("tells number, owner, payout address and name", async () => {
      const { directory, farmer, payout } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).createFarm("Green-Farm_1", payout))
        .to.emit(directory, "FarmCreated")
        .withArgs(1n, farmer.address, payout.address, "Green-Farm_1");
    });

    it("makes the caller the owner of an uncertified farm without any change under way", async () => {
      const { directory, farmer, payout } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).createFarm("Green-Farm", payout);

      expect(plain(await directory.farmOf(1n))).to.deep.equal({
        owner: farmer.address,
        pendingOwner: ZeroAddress,
        payout: payout.address,
        pendingPayout: ZeroAddress,
        payoutChangesAt: 0n,
        isPayoutLocked: false,
        certification: 0n,
        name: "Green-Farm",
      });
      expect(await directory.ownerOf(1n)).to.equal(farmer.address);
      expect(await directory.payoutOf(1n)).to.deep.equal([payout.address, ZeroAddress]);
    });

    it("lets one account own several farms", async () => {
      const { directory, farmer, payout } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).createFarm("First", payout);
      await directory.connect(farmer).createFarm("Second", payout);

      expect(await directory.ownerOf(1n)).to.equal(farmer.address);
      expect(await directory.ownerOf(2n)).to.equal(farmer.address);
    });

    for (const name of ["abc", "a".repeat(40), "AZaz09-_", "---", "___"]) {
      it(`accepts the name ${name}`, async () => {
        const { directory, farmer, payout } = await networkHelpers.loadFixture(fixture);
        await directory.connect(farmer).createFarm(name, payout);

        expect((await directory.farmOf(1n)).name).to.equal(name);
      });
    }

    // Each character beyond an end of the allowed ranges, and letters that only look like allowed ones.
    const forbidden = ["@", "[", "`", "{", "/", ":", " ", ".", ",", "é", "а", "\u0000", "\u200b", "^"];
    for (const name of ["", "ab", "a".repeat(41), ...forbidden.map((character) => `ab${character}cd`)]) {
      it(`refuses the name ${JSON.stringify(name)}`, async () => {
        const { directory, farmer, payout } = await networkHelpers.loadFixture(fixture);

        await expect(directory.connect(farmer).createFarm(name, payout))
          .to.be.revertedWithCustomError(directory, "DirectoryNameInvalid")
          .withArgs(name);
      });
    }

    for (const name of ["Green-Farm", "green-farm", "GREEN-FARM", "gReEn-fArM"]) {
      it(`refuses ${name} beside Green-Farm`, async () => {
        const { directory, farmer, otherFarmer, payout } = await networkHelpers.loadFixture(fixture);
        await directory.connect(farmer).createFarm("Green-Farm", payout);

        await expect(directory.connect(otherFarmer).createFarm(name, payout))
          .to.be.revertedWithCustomError(directory, "DirectoryNameTaken")
          .withArgs(name, 1n);
        expect(await directory.farmCount()).to.equal(1n);
      });
    }

    it("takes dashes and underscores for different characters", async () => {
      const { directory, farmer, payout } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).createFarm("Green-Farm", payout);

      await expect(directory.connect(farmer).createFarm("Green_Farm", payout)).to.emit(directory, "FarmCreated");
    });

    it("refuses to pay the zero address", async () => {
      const { directory, farmer } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).createFarm("Green-Farm", ZeroAddress))
        .to.be.revertedWithCustomError(directory, "DirectoryPayoutInvalid")
        .withArgs(ZeroAddress);
    });

    it("refuses to pay the Directory, which could never spend", async () => {
      const { directory, farmer } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).createFarm("Green-Farm", directory))
        .to.be.revertedWithCustomError(directory, "DirectoryPayoutInvalid")
        .withArgs(await directory.getAddress());
    });
  });

  describe("asking for a farm that does not exist", () => {
    for (const farmId of [0n, 1n]) {
      it(`says that farm ${farmId} was not found`, async () => {
        const { directory } = await networkHelpers.loadFixture(fixture);

        for (const view of [directory.farmOf, directory.ownerOf, directory.payoutOf]) {
          await expect(view(farmId)).to.be.revertedWithCustomError(directory, "DirectoryFarmNotFound").withArgs(farmId);
        }
      });
    }

    it("shows no special policy", async () => {
      const { directory } = await networkHelpers.loadFixture(fixture);

      expect(await directory.policyLimitOf(1n)).to.satisfy(
        struct({
          policyId: 0,
          cuMicroLeft: 0,
          suMicroLeft: 0,
          nodesLeft: 0,
          untilPeriod: 0,
          isCertifiedOnly: false,
        }),
      );
    });
  });
});
