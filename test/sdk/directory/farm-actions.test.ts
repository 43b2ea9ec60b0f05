import { expect } from "chai";
import hre from "hardhat";
import { acceptFarm, acceptFarmAndWait } from "../../../sdk/directory/accept-farm.ts";
import { attachPolicy, attachPolicyAndWait } from "../../../sdk/directory/attach-policy.ts";
import { cancelPayoutChange, cancelPayoutChangeAndWait } from "../../../sdk/directory/cancel-payout-change.ts";
import { certifyFarm, certifyFarmAndWait } from "../../../sdk/directory/certify-farm.ts";
import { changePayout, changePayoutAndWait } from "../../../sdk/directory/change-payout.ts";
import { createFarm, createFarmAndWait, createFarmCall } from "../../../sdk/directory/create-farm.ts";
import { payoutAt, pendingPayoutAt } from "../../../sdk/directory/fold-farm-events.ts";
import { readFarms } from "../../../sdk/directory/read-directory.ts";
import { renameFarm, renameFarmAndWait } from "../../../sdk/directory/rename-farm.ts";
import { setPayoutLock, setPayoutLockAndWait } from "../../../sdk/directory/set-payout-lock.ts";
import { transferFarm, transferFarmAndWait } from "../../../sdk/directory/transfer-farm.ts";
import { addPolicyAndWait } from "../../../sdk/farming/add-policy.ts";
import { blockTime } from "../../../sdk/network/block-time.ts";
import { LogsMissingError } from "../../../sdk/network/read-logs.ts";
import { localSettings } from "../../helpers/deploy-grid.ts";
import { rejection } from "../../helpers/rejection.ts";
import { deployment } from "./directory-fixture.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;

async function fixture() {
  const context = await deployment(connection);
  const { farmId } = await createFarmAndWait(context.grid, context.farmer, {
    name: "alpha",
    payout: context.payout.address,
  });
  return { ...context, farmId };
}

describe("the write actions on farms", () => {
  it("name the contract and the function that they call", async () => {
    const { grid, payout, book } = await networkHelpers.loadFixture(fixture);
    const call = await createFarmCall(grid, { name: "beta", payout: payout.address });

    expect(call).to.include({
      contract: "Directory",
      functionName: "createFarm",
      to: book.contracts.Directory,
      value: 0n,
    });
    expect(call.data).to.equal(grid.Directory.interface.encodeFunctionData("createFarm", ["beta", payout.address]));
  });

  it("send without waiting, each of them", async () => {
    const { grid, farmer, otherFarmer, payout, otherPayout, certifier, policyManager } =
      await networkHelpers.loadFixture(fixture);
    const farmId = 2;
    const special = { ...localSettings().policies[0]!, name: "special" };
    special.eligibility = { ...special.eligibility, isDefault: false };
    const { policyId } = await addPolicyAndWait(grid, policyManager, special);

    const sent = [
      await createFarm(grid, farmer, { name: "beta", payout: payout.address }),
      await renameFarm(grid, farmer, { farmId, name: "gamma" }),
      await changePayout(grid, farmer, { farmId, newPayout: otherPayout.address }),
      await cancelPayoutChange(grid, farmer, { farmId }),
      await setPayoutLock(grid, farmer, { farmId, isLocked: true }),
      await transferFarm(grid, farmer, { farmId, newOwner: otherFarmer.address }),
      await acceptFarm(grid, otherFarmer, { farmId }),
      await certifyFarm(grid, certifier, { farmId, certification: "gold" }),
      await attachPolicy(grid, policyManager, { farmId, policyId, isCertifiedOnly: false }),
    ];

    for (const response of sent) expect((await response.wait())?.status).to.equal(1);
  });

  it("return the event that they leave", async () => {
    const { grid, farmId, farmer, otherFarmer, otherPayout, certifier, policyManager } =
      await networkHelpers.loadFixture(fixture);

    const renamed = await renameFarmAndWait(grid, farmer, { farmId, name: "omega" });
    expect(renamed.event.name).to.equal("omega");
    const moved = await changePayoutAndWait(grid, farmer, { farmId, newPayout: otherPayout.address });
    expect(moved.event.newPayout).to.equal(otherPayout.address);
    const kept = await cancelPayoutChangeAndWait(grid, farmer, { farmId });
    expect(kept.event.farmId).to.equal(1n);
    const locked = await setPayoutLockAndWait(grid, farmer, { farmId, isLocked: true });
    expect(locked.event.isLocked).to.equal(true);
    const offered = await transferFarmAndWait(grid, farmer, { farmId, newOwner: otherFarmer.address });
    expect(offered.event.newOwner).to.equal(otherFarmer.address);
    const taken = await acceptFarmAndWait(grid, otherFarmer, { farmId });
    expect(taken.event.previousOwner).to.equal(farmer.address);
    const certified = await certifyFarmAndWait(grid, certifier, { farmId, certification: "gold" });
    expect(certified.event.certification).to.equal(1n);
    const detached = await attachPolicyAndWait(grid, policyManager, { farmId, policyId: 0, isCertifiedOnly: false });
    expect(detached.event.limit.policyId).to.equal(0n);
  });
});

describe("farms as their events tell them", () => {
  it("are what the contract says after every action", async () => {
    const { grid, provider, book, farmId, farmer, otherFarmer, otherPayout, certifier } =
      await networkHelpers.loadFixture(fixture);
    await renameFarmAndWait(grid, farmer, { farmId, name: "omega" });
    await changePayoutAndWait(grid, farmer, { farmId, newPayout: otherPayout.address });
    await transferFarmAndWait(grid, farmer, { farmId, newOwner: otherFarmer.address });
    await certifyFarmAndWait(grid, certifier, { farmId, certification: "gold" });

    const [farm] = await readFarms({ grid, provider, book }, [farmId]);
    const stored = await grid.Directory.farmOf(farmId);

    expect(farm).to.deep.include({
      farmId,
      name: stored.name,
      owner: stored.owner,
      pendingOwner: stored.pendingOwner,
      payout: stored.payout,
      payoutChange: { payout: stored.pendingPayout, effectiveAt: Number(stored.payoutChangesAt) },
      isPayoutLocked: false,
      certification: "gold",
    });
  });

  it("pay the new address from the moment that the change takes effect", async () => {
    const { grid, provider, book, farmId, farmer, payout, otherPayout } = await networkHelpers.loadFixture(fixture);
    const { event } = await changePayoutAndWait(grid, farmer, { farmId, newPayout: otherPayout.address });
    const [farm] = await readFarms({ grid, provider, book }, [farmId]);
    const at = Number(event.effectiveAt);

    expect(payoutAt(farm!, at - 1)).to.equal(payout.address);
    expect(pendingPayoutAt(farm!, at - 1)?.effectiveAt).to.equal(at);
    expect(payoutAt(farm!, at)).to.equal(otherPayout.address);
    expect(pendingPayoutAt(farm!, at)).to.equal(undefined);
    await networkHelpers.time.increaseTo(at);
    expect(await blockTime(provider)).to.equal(at);
    expect((await grid.Directory.payoutOf(farmId)).payout).to.equal(otherPayout.address);
  });

  it("are not taken for missing when the node gives no logs", async () => {
    const { grid, provider, book, farmId } = await networkHelpers.loadFixture(fixture);
    await networkHelpers.mine();
    const forgetful = { grid, provider, book: { ...book, deployedAtBlock: await provider.getBlockNumber() } };

    expect(await rejection(readFarms(forgetful, [farmId]))).to.be.instanceOf(LogsMissingError);
    expect(await rejection(readFarms(forgetful))).to.be.instanceOf(LogsMissingError);
    expect(await readFarms({ grid, provider, book }, [farmId + 1])).to.deep.equal([]);
  });

  it("forget an offer that was withdrawn and a change that was cancelled", async () => {
    const { grid, provider, book, farmId, farmer, otherFarmer, otherPayout } =
      await networkHelpers.loadFixture(fixture);
    await transferFarmAndWait(grid, farmer, { farmId, newOwner: otherFarmer.address });
    await transferFarmAndWait(grid, farmer, { farmId, newOwner: connection.ethers.ZeroAddress });
    await changePayoutAndWait(grid, farmer, { farmId, newPayout: otherPayout.address });
    await cancelPayoutChangeAndWait(grid, farmer, { farmId });

    const [farm] = await readFarms({ grid, provider, book });

    expect([farm?.pendingOwner, farm?.payoutChange]).to.deep.equal([undefined, undefined]);
  });
});
