import { expect } from "chai";
import hre from "hardhat";
import { localSettings } from "../../helpers/deploy-grid.ts";
import { gridWithFarms } from "../../helpers/directory-fixtures.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const { ZeroAddress } = connection.ethers;

const DELAY = localSettings().payoutDelaySeconds;

async function fixture() {
  return gridWithFarms(connection);
}

async function locked() {
  const context = await networkHelpers.loadFixture(fixture);
  const { directory, farmer, farmId } = context;
  await directory.connect(farmer).setPayoutLock(farmId, true);
  return context;
}

describe("Directory", () => {
  describe("locking the payout address", () => {
    it("is done by the owner", async () => {
      const { directory, farmer, farmId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).setPayoutLock(farmId, true))
        .to.emit(directory, "FarmPayoutLockSet")
        .withArgs(farmId, true);
      expect((await directory.farmOf(farmId)).isPayoutLocked).to.equal(true);
    });

    it("takes from the owner every say about the payout address", async () => {
      const { directory, farmer, farmId } = await locked();
      const owners = directory.connect(farmer);

      for (const attempt of [
        () => owners.changePayout(farmId, farmer),
        () => owners.cancelPayoutChange(farmId),
        () => owners.setPayoutLock(farmId, false),
      ]) {
        await expect(attempt())
          .to.be.revertedWithCustomError(directory, "DirectoryNotPayoutController")
          .withArgs(farmer.address, farmId);
      }
    });

    it("lets the payout address move itself, after the delay", async () => {
      const { directory, farmer, payout, otherPayout, farmId } = await locked();
      await directory.connect(payout).changePayout(farmId, otherPayout);

      expect(await directory.payoutOf(farmId)).to.deep.equal([payout.address, farmer.address]);
      await time.increase(DELAY);
      expect(await directory.payoutOf(farmId)).to.deep.equal([otherPayout.address, ZeroAddress]);
    });

    it("lets the payout address cancel its own change", async () => {
      const { directory, payout, otherPayout, farmId } = await locked();
      await directory.connect(payout).changePayout(farmId, otherPayout);

      await expect(directory.connect(payout).cancelPayoutChange(farmId))
        .to.emit(directory, "FarmPayoutChangeCancelled")
        .withArgs(farmId, payout.address);
    });

    it("passes the say on to the new payout address once that took effect", async () => {
      const { directory, payout, otherPayout, farmId } = await locked();
      await directory.connect(payout).changePayout(farmId, otherPayout);

      await expect(directory.connect(otherPayout).changePayout(farmId, otherPayout))
        .to.be.revertedWithCustomError(directory, "DirectoryNotPayoutController")
        .withArgs(otherPayout.address, farmId);
      await time.increase(DELAY);
      await expect(directory.connect(payout).changePayout(farmId, payout))
        .to.be.revertedWithCustomError(directory, "DirectoryNotPayoutController")
        .withArgs(payout.address, farmId);
      await expect(directory.connect(otherPayout).setPayoutLock(farmId, false))
        .to.emit(directory, "FarmPayoutLockSet")
        .withArgs(farmId, false);
    });

    it("outlives a transfer of the farm", async () => {
      const { directory, farmer, otherFarmer, farmId } = await locked();
      await directory.connect(farmer).transferFarm(farmId, otherFarmer);
      await directory.connect(otherFarmer).acceptFarm(farmId);

      await expect(directory.connect(otherFarmer).changePayout(farmId, otherFarmer))
        .to.be.revertedWithCustomError(directory, "DirectoryNotPayoutController")
        .withArgs(otherFarmer.address, farmId);
    });

    it("is undone by the payout address, which gives the owner back his say", async () => {
      const { directory, farmer, payout, otherPayout, farmId } = await locked();

      await expect(directory.connect(payout).setPayoutLock(farmId, false))
        .to.emit(directory, "FarmPayoutLockSet")
        .withArgs(farmId, false);
      await expect(directory.connect(farmer).changePayout(farmId, otherPayout)).to.emit(
        directory,
        "FarmPayoutChangeScheduled",
      );
    });

    it("waits until no change is under way", async () => {
      const { directory, farmer, otherPayout, farmId } = await networkHelpers.loadFixture(fixture);
      await directory.connect(farmer).changePayout(farmId, otherPayout);
      const effectiveAt = (await time.latest()) + DELAY;

      await expect(directory.connect(farmer).setPayoutLock(farmId, true))
        .to.be.revertedWithCustomError(directory, "DirectoryPayoutChangePending")
        .withArgs(farmId, effectiveAt);
      await time.increaseTo(effectiveAt);
      await expect(directory.connect(farmer).setPayoutLock(farmId, true)).to.emit(directory, "FarmPayoutLockSet");
      await expect(directory.connect(farmer).changePayout(farmId, farmer)).to.be.revertedWithCustomError(
        directory,
        "DirectoryNotPayoutController",
      );
    });

    it("is not for strangers", async () => {
      const { directory, payout, stranger, farmId } = await networkHelpers.loadFixture(fixture);

      for (const caller of [payout, stranger]) {
        await expect(directory.connect(caller).setPayoutLock(farmId, true))
          .to.be.revertedWithCustomError(directory, "DirectoryNotPayoutController")
          .withArgs(caller.address, farmId);
      }
    });
  });
});
