import { expect } from "chai";
import hre from "hardhat";
import { toCorrectionClaim } from "../../../sdk/rewards/claim-structs.ts";
import { FarmingRewards__factory } from "../../../typechain-types/factories/contracts/farming/FarmingRewards__factory.ts";
import { HostileToken__factory } from "../../../typechain-types/factories/test/contracts/HostileToken__factory.ts";
import { closeBatch, exampleMeasurement } from "../../helpers/batches.ts";
import { finalPeriod, FULL_REWARD, rewardOf, singleClaim, uptimeOf } from "../../helpers/farming-fixtures.ts";

const connection = await hre.network.create();
const { ethers, networkHelpers } = connection;

const SAYS_NOTHING = ethers.MaxUint256;

/** A version of the contract that pays in a token which calls back. Node 1 earned all, then 95 %, which is corrected. */
async function fixture() {
  const context = await finalPeriod(connection);
  const { grid, deployer, period, batch } = context;
  const token = await new HostileToken__factory(deployer).deploy();
  const { Directory, FarmingPolicies, Measurements, AccessManager } = grid;
  const rewards = await new FarmingRewards__factory(deployer).deploy(
    Directory,
    FarmingPolicies,
    Measurements,
    token,
    0,
    ethers.ZeroAddress,
    AccessManager,
  );
  const low = exampleMeasurement({ uptimeSeconds: uptimeOf(950) });
  const later = await closeBatch(connection, context, [low], { period: period + 1 });
  const leaf = exampleMeasurement({ corrects: { batch: 0, position: 0 } });
  const source = await closeBatch(connection, context, [leaf], { period: period + 1, batch: 1 });
  const correction = toCorrectionClaim({ source, position: 0 }, { source: later, position: 0 });
  const calls = {
    claim: rewards.interface.encodeFunctionData("claim", [1, [singleClaim(batch)]]),
    claimOther: rewards.interface.encodeFunctionData("claim", [1, [singleClaim(later)]]),
    correct: rewards.interface.encodeFunctionData("claimCorrections", [1, [correction]]),
    payOwed: rewards.interface.encodeFunctionData("payOwed", [1]),
  };
  return { ...context, rewards, token, claims: [singleClaim(batch)], correction, calls };
}

describe("FarmingRewards", () => {
  describe("paying in a token that calls back", () => {
    it("gives nothing twice when the claim is repeated inside itself", async () => {
      const { rewards, token, claims, calls } = await networkHelpers.loadFixture(fixture);
      await token.callBackWith(calls.claim);
      await rewards.claim(1, claims);

      expect(await token.callSucceeded()).to.equal(true);
      expect(await token.asked()).to.equal(FULL_REWARD);
      expect(await rewards.owedOf(1)).to.equal(0);
    });

    it("gives nothing twice when a correction is repeated inside itself", async () => {
      const { rewards, token, correction, calls } = await networkHelpers.loadFixture(fixture);
      await token.callBackWith(calls.correct);
      await rewards.claimCorrections(1, [correction]);

      expect(await token.callSucceeded()).to.equal(true);
      expect(await token.asked()).to.equal(rewardOf(1000));
    });

    it("gives each its own when another reward is claimed inside", async () => {
      const { rewards, token, claims, calls } = await networkHelpers.loadFixture(fixture);
      await token.callBackWith(calls.claimOther);
      await rewards.claim(1, claims);

      expect(await token.asked()).to.equal(FULL_REWARD + rewardOf(950));
    });

    it("owes nothing yet when the debt of a claim is asked for inside it", async () => {
      const { rewards, token, claims, calls } = await networkHelpers.loadFixture(fixture);
      await token.pretend(SAYS_NOTHING);
      await token.callBackWith(calls.payOwed);
      await rewards.claim(1, claims);

      expect([await token.hasCalledBack(), await token.callSucceeded()]).to.deep.equal([true, false]);
      expect(await rewards.owedOf(1)).to.equal(FULL_REWARD);
    });

    /** The farm is owed a full reward, and from now on the token pays. */
    async function owed() {
      const context = await networkHelpers.loadFixture(fixture);
      const { rewards, token, claims } = context;
      await token.pretend(SAYS_NOTHING);
      await rewards.claim(1, claims);
      await token.pretend(0);
      return context;
    }

    it("pays a debt once when it is asked for again inside", async () => {
      const { rewards, token, calls } = await owed();
      const askedBefore = await token.asked();
      await token.callBackWith(calls.payOwed);
      await rewards.payOwed(1);

      expect(await token.hasCalledBack()).to.equal(true);
      expect((await token.asked()) - askedBefore).to.equal(FULL_REWARD);
      expect(await rewards.owedOf(1)).to.equal(0);
    });

    it("keeps what is added to a debt while it is being paid", async () => {
      const { rewards, token, calls } = await owed();
      await token.callBackWith(calls.claimOther);
      await token.pretend(SAYS_NOTHING);
      await rewards.payOwed(1);

      expect(await token.callSucceeded()).to.equal(true);
      expect(await rewards.owedOf(1)).to.equal(FULL_REWARD + rewardOf(950));
    });

    it("refuses a token that claims to have given more than was asked for", async () => {
      const { rewards, token, claims } = await networkHelpers.loadFixture(fixture);
      await token.pretend(1);

      await expect(rewards.claim(1, claims)).to.be.revertedWithPanic(0x11);
      expect(await rewards.isSettled(claims[0]!.period, 1)).to.equal(false);
    });
  });
});
