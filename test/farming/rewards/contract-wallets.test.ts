import { expect } from "chai";
import hre from "hardhat";
import { NO_CONSENT } from "../../../sdk/directory/consent.ts";
import { Wallet1271__factory } from "../../../typechain-types/factories/test/contracts/Wallet1271__factory.ts";
import { closeBatch, exampleMeasurement, goToProposal } from "../../helpers/batches.ts";
import { consentToJoin } from "../../helpers/consents.ts";
import { emptyGrid } from "../../helpers/directory-fixtures.ts";
import { FULL_REWARD, singleClaim } from "../../helpers/farming-fixtures.ts";
import { exampleRegistration } from "../../helpers/nodes.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;

/** Farm 1 belongs to a contract wallet and pays another one; its node's first period is final. */
async function fixture() {
  const context = await emptyGrid(connection);
  const { grid, directory, farmer, nodeKey, otherFarmer } = context;
  const owner = await new Wallet1271__factory(farmer).deploy(farmer);
  const payout = await new Wallet1271__factory(otherFarmer).deploy(otherFarmer);
  const createFarm = directory.interface.encodeFunctionData("createFarm", ["Green-Farm", await payout.getAddress()]);
  await owner.execute(directory, createFarm);
  const registration = exampleRegistration(nodeKey.address);
  const consent = await consentToJoin(grid, farmer, registration, { party: await owner.getAddress() });
  await directory.connect(nodeKey).register(registration, NO_CONSENT, consent);

  const period = Number(await directory.currentPeriod()) + 1;
  await goToProposal(connection, grid, period);
  const batch = await closeBatch(connection, context, [exampleMeasurement()], { period });
  return { ...context, rewards: grid.FarmingRewards, tft: grid.TFT, owner, payout, batch };
}

describe("FarmingRewards", () => {
  describe("claiming for a farm of contract wallets", () => {
    it("pays the payout wallet, which can spend it", async () => {
      const { rewards, tft, payout, otherFarmer, stranger, batch } = await networkHelpers.loadFixture(fixture);

      await expect(rewards.claim(1, [singleClaim(batch)])).to.changeTokenBalance(ethers, tft, payout, FULL_REWARD);
      const transfer = tft.interface.encodeFunctionData("transfer", [stranger.address, FULL_REWARD]);
      await expect(payout.connect(otherFarmer).execute(tft, transfer)).to.changeTokenBalance(
        ethers,
        tft,
        stranger,
        FULL_REWARD,
      );
    });

    it("lets the owning wallet alone claim while the payout address changes", async () => {
      const { rewards, directory, tft, owner, payout, farmer, batch } = await networkHelpers.loadFixture(fixture);
      const claims = [singleClaim(batch)];
      await owner.execute(directory, directory.interface.encodeFunctionData("changePayout", [1, farmer.address]));

      await expect(rewards.connect(farmer).claim(1, claims))
        .to.be.revertedWithCustomError(rewards, "RewardsOnlyOwner")
        .withArgs(farmer.address, 1, await owner.getAddress());
      const claim = rewards.interface.encodeFunctionData("claim", [1, claims]);
      await expect(owner.execute(rewards, claim)).to.changeTokenBalance(ethers, tft, payout, FULL_REWARD);
    });
  });
});
