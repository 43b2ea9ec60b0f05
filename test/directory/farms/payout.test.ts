import { expect } from "chai";
import hre from "hardhat";
import { localSettings } from "../../helpers/deploy-grid.ts";
import { gridWithFarms } from "../../helpers/directory-fixtures.ts";
import { structWith } from "../../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const { ZeroAddress } = connection.ethers;

const DELAY = localSettings().payoutDelaySeconds;

async function fixture() {
  return gridWithFarms(connection);
}

/** A change to `otherPayout` is under way since the latest block. */
async function changing() {
  const context = await networkHelpers.loadFixture(fixture);
  const { directory, farmer, otherPayout, farmId } = context;
  await directory.connect(farmer).changePayout(farmId, otherPayout);
  return { ...context, effectiveAt: (await time.latest()) + DELAY };
}

describe("Directory", () => {
  describe("changing the payout address", () => {
    it("says when the new address takes effect", async () => {
      const { directory, farmer, payout, otherPayout, farmId } = await networkHelpers.loadFixture(fixture);
      const now = (await time.latest()) + 10;
      await time.setNextBlockTimestamp(now);

      await expect(directory.connect(farmer).changePayout(farmId, otherPayout))
        .to.emit(directory, "FarmPayoutChangeScheduled")
        .withArgs(farmId, payout.address, otherPayout.address, now + DELAY);
      expect(await directory.payoutDelay()).to.equal(DELAY);
    });

    it("still pays the old address meanwhile, and lets only the owner claim", async () => {
      const { directory, farmer, payout, otherPayout, farmId, effectiveAt } = await changing();
      await time.increaseTo(effectiveAt - 1);

      expect(await directory.payoutOf(farmId)).to.deep.equal([payout.address, farmer.address]);
      expect(await directory.farmOf(farmId)).to.satisfy(
        structWith({
          payout: payout.address,
          pendingPayout: otherPayout.address,
          payoutChangesAt: BigInt(effectiveAt),
        }),
      );
    });

    it("takes effect by itself when the delay has passed", async () => {
      const { directory, otherPayout, farmId, effectiveAt } = await changing();
      await time.increaseTo(effectiveAt);

      expect(await directory.payoutOf(farmId)).to.deep.equal([otherPayout.address, ZeroAddress]);
      expect(await directory.farmOf(farmId)).to.satisfy(
        structWith({ payout: otherPayout.address, pendingPayout: ZeroAddress, payoutChangesAt: 0n }),
      );
    });

    it("replaces a change that has not taken effect, with a new delay", async () => {
      const { directory, farmer, payout, stranger, farmId, effectiveAt } = await changing();
      await time.setNextBlockTimestamp(effectiveAt - 1);

      await expect(directory.connect(farmer).changePayout(farmId, stranger))
        .to.emit(directory, "FarmPayoutChangeScheduled")
        .withArgs(farmId, payout.address, stranger.address, effectiveAt - 1 + DELAY);
      await time.increaseTo(effectiveAt);
      expect(await directory.payoutOf(farmId)).to.deep.equal([payout.address, farmer.address]);
    });

    it("starts from the address that took effect before", async () => {
      const { directory, farmer, otherPayout, stranger, farmId, effectiveAt } = await changing();
      await time.setNextBlockTimestamp(effectiveAt);

      await expect(directory.connect(farmer).changePayout(farmId, stranger))
        .to.emit(directory, "FarmPayoutChangeScheduled")
        .withArgs(farmId, otherPayout.address, stranger.address, effectiveAt + DELAY);
      expect(await directory.payoutOf(farmId)).to.deep.equal([otherPayout.address, farmer.address]);
    });

    it("lets the new owner claim while a change is under way, once the farm is handed over", async () => {
      const { directory, farmer, otherFarmer, payout, farmId } = await changing();
      await directory.connect(farmer).transferFarm(farmId, otherFarmer);
      await directory.connect(otherFarmer).acceptFarm(farmId);

      expect(await directory.payoutOf(farmId)).to.deep.equal([payout.address, otherFarmer.address]);
    });

    it("refuses the zero address and the Directory", async () => {
      const { directory, farmer, farmId } = await networkHelpers.loadFixture(fixture);

      for (const refused of [ZeroAddress, await directory.getAddress()]) {
        await expect(directory.connect(farmer).changePayout(farmId, refused))
          .to.be.revertedWithCustomError(directory, "DirectoryPayoutInvalid")
          .withArgs(refused);
      }
    });

    it("is not for the payout address or a stranger", async () => {
      const { directory, payout, stranger, farmId } = await networkHelpers.loadFixture(fixture);

      for (const caller of [payout, stranger]) {
        await expect(directory.connect(caller).changePayout(farmId, caller))
          .to.be.revertedWithCustomError(directory, "DirectoryNotPayoutController")
          .withArgs(caller.address, farmId);
      }
    });

    it("needs a farm", async () => {
      const { directory, farmer } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).changePayout(3n, farmer))
        .to.be.revertedWithCustomError(directory, "DirectoryFarmNotFound")
        .withArgs(3n);
    });
  });

  describe("cancelling a change of the payout address", () => {
    it("keeps the old address, which anybody may claim to again", async () => {
      const { directory, farmer, payout, farmId, effectiveAt } = await changing();
      await time.setNextBlockTimestamp(effectiveAt - 1);

      await expect(directory.connect(farmer).cancelPayoutChange(farmId))
        .to.emit(directory, "FarmPayoutChangeCancelled")
        .withArgs(farmId, payout.address);
      await time.increaseTo(effectiveAt + 1);
      expect(await directory.payoutOf(farmId)).to.deep.equal([payout.address, ZeroAddress]);
      expect(await directory.farmOf(farmId)).to.satisfy(
        structWith({ payout: payout.address, pendingPayout: ZeroAddress, payoutChangesAt: 0n }),
      );
    });

    it("comes too late once the change has taken effect", async () => {
      const { directory, farmer, farmId, effectiveAt } = await changing();
      await time.setNextBlockTimestamp(effectiveAt);

      await expect(directory.connect(farmer).cancelPayoutChange(farmId))
        .to.be.revertedWithCustomError(directory, "DirectoryNoPayoutChange")
        .withArgs(farmId);
    });

    it("needs a change", async () => {
      const { directory, farmer, farmId } = await networkHelpers.loadFixture(fixture);

      await expect(directory.connect(farmer).cancelPayoutChange(farmId))
        .to.be.revertedWithCustomError(directory, "DirectoryNoPayoutChange")
        .withArgs(farmId);
    });

    it("is the owner's alone", async () => {
      const { directory, payout, otherPayout, farmId } = await changing();

      for (const caller of [payout, otherPayout]) {
        await expect(directory.connect(caller).cancelPayoutChange(farmId))
          .to.be.revertedWithCustomError(directory, "DirectoryNotPayoutController")
          .withArgs(caller.address, farmId);
      }
    });
  });
});
