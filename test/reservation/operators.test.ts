import { expect } from "chai";
import hre from "hardhat";
import { HostileOperator__factory } from "../../typechain-types/factories/test/contracts/HostileOperator__factory.ts";
import {
  fundedAccount,
  LIMITS,
  openStream,
  pendingStream,
  PRICE,
  RATE,
  requestOf,
  runningStream,
  runStream,
  UNITS_PER_TFT,
} from "../helpers/escrow-fixtures.ts";
import { struct } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const REVOKED = { maxRate: 0n, maxCharge: 0n, expiresAt: 0n };

async function funded() {
  return fundedAccount(connection, 10_000n * UNITS_PER_TFT);
}

async function pending() {
  return pendingStream(connection, 10_000n * UNITS_PER_TFT);
}

async function running() {
  return runningStream(connection, 10_000n * UNITS_PER_TFT);
}

/** The account went to the other tenant and back, and its owner approved the operator anew for the rate of one stream. */
async function returned() {
  const context = await runningStream(connection, 10_000n * UNITS_PER_TFT);
  const { escrow, tenant, otherTenant, operator, accountId } = context;
  for (const [from, to] of [
    [tenant, otherTenant],
    [otherTenant, tenant],
  ] as const) {
    await escrow.connect(from).transferAccount(accountId, to);
    await escrow.connect(to).acceptAccount(accountId);
  }
  await escrow.connect(tenant).approve(accountId, operator, { ...LIMITS, maxRate: 2n * RATE });
  return context;
}

/** An operator that is a contract, and a call to send it as the owner's once it is approved. */
async function withContract() {
  const context = await fundedAccount(connection, 10_000n * UNITS_PER_TFT);
  const contract = await new HostileOperator__factory(context.stranger).deploy();
  const [address, escrow] = [await contract.getAddress(), context.escrow];
  const approveAndCall = (data: string) => escrow.connect(context.tenant).approveAndCall(1n, address, LIMITS, data);
  return { ...context, contract, approveAndCall };
}

describe("Escrow", () => {
  describe("approving an operator and calling it", () => {
    it("says who approved it for which account, and hands on what it answers", async () => {
      const { escrow, tenant, contract, accountId, approveAndCall } = await networkHelpers.loadFixture(withContract);
      const call = [accountId, await contract.getAddress(), LIMITS, "0x1234"] as const;
      expect(await escrow.connect(tenant).approveAndCall.staticCall(...call)).to.equal("0x1234");

      await expect(approveAndCall("0x1234"))
        .to.emit(escrow, "OperatorApproved")
        .withArgs(accountId, contract, struct(LIMITS));
      expect([await contract.approver(), await contract.approvedFor(), await contract.asked()]).to.deep.equal([
        tenant.address,
        accountId,
        "0x1234",
      ]);
    });

    it("lets it open at once, within its limits", async () => {
      const { escrow, contract, approveAndCall } = await networkHelpers.loadFixture(withContract);
      await contract.reenterWith(escrow, escrow.interface.encodeFunctionData("open", [requestOf()]));
      await approveAndCall("0x");
      expect((await escrow.streamOf(1n)).operator).to.equal(await contract.getAddress());

      const tooMuch = requestOf({ discountableRate: LIMITS.maxRate });
      await contract.reenterWith(escrow, escrow.interface.encodeFunctionData("open", [tooMuch]));
      await expect(approveAndCall("0x")).to.be.revertedWithCustomError(escrow, "EscrowOperatorRateExceeded");
    });

    it("is the owner's: nobody has the escrow call in another's name", async () => {
      const { escrow, tenant, manager, stranger, contract, accountId } = await networkHelpers.loadFixture(withContract);
      await escrow.connect(tenant).setManager(accountId, manager, { maxRate: RATE, expiresAt: LIMITS.expiresAt });
      for (const caller of [manager, stranger]) {
        await expect(escrow.connect(caller).approveAndCall(accountId, contract, LIMITS, "0x"))
          .to.be.revertedWithCustomError(escrow, "EscrowNotAccountOwner")
          .withArgs(caller.address, accountId);
      }
      expect(await contract.approvedFor()).to.equal(0n);
    });

    it("gives the operator no power of the owner while it is called", async () => {
      const { escrow, stranger, contract, accountId, approveAndCall } = await networkHelpers.loadFixture(withContract);
      const { interface: abi } = escrow;
      for (const call of [
        abi.encodeFunctionData("withdraw", [accountId, stranger.address, 1n]),
        abi.encodeFunctionData("approve", [accountId, stranger.address, LIMITS]),
        abi.encodeFunctionData("approveAndCall", [accountId, stranger.address, LIMITS, "0x"]),
      ]) {
        await contract.reenterWith(escrow, call);
        await expect(approveAndCall("0x"))
          .to.be.revertedWithCustomError(escrow, "EscrowNotAccountOwner")
          .withArgs(await contract.getAddress(), accountId);
      }
    });

    it("fails as the operator fails, and needs one that is a contract", async () => {
      const { escrow, tenant, stranger, contract, accountId, approveAndCall } =
        await networkHelpers.loadFixture(withContract);
      await contract.setMood(1n);
      await expect(approveAndCall("0x")).to.be.revertedWithCustomError(contract, "OperatorRefuses");
      expect(await escrow.operatorLimitsOf(accountId, contract)).to.satisfy(struct(REVOKED));

      await expect(escrow.connect(tenant).approveAndCall(accountId, stranger, LIMITS, "0x"))
        .to.be.revertedWithCustomError(escrow, "EscrowOperatorWithoutCode")
        .withArgs(stranger.address);
    });
  });

  describe("approving an operator", () => {
    it("is the owner's, and tells the limits", async () => {
      const { escrow, tenant, manager, stranger, accountId } = await networkHelpers.loadFixture(funded);
      await escrow.connect(tenant).setManager(accountId, manager, { maxRate: RATE, expiresAt: LIMITS.expiresAt });

      await expect(escrow.connect(tenant).approve(accountId, stranger, LIMITS))
        .to.emit(escrow, "OperatorApproved")
        .withArgs(accountId, stranger.address, struct(LIMITS));
      expect(await escrow.operatorLimitsOf(accountId, stranger)).to.satisfy(struct(LIMITS));
      await expect(escrow.connect(manager).approve(accountId, manager, LIMITS))
        .to.be.revertedWithCustomError(escrow, "EscrowNotAccountOwner")
        .withArgs(manager.address, accountId);
    });

    it("is needed to open, for every account by itself", async () => {
      const { escrow, tenant, stranger, operator, accountId } = await networkHelpers.loadFixture(funded);
      await escrow.connect(tenant).openAccount();

      await expect(escrow.connect(stranger).open(requestOf()))
        .to.be.revertedWithCustomError(escrow, "EscrowOperatorExpired")
        .withArgs(stranger.address, accountId, 0n);
      await expect(escrow.connect(tenant).open(requestOf()))
        .to.be.revertedWithCustomError(escrow, "EscrowOperatorExpired")
        .withArgs(tenant.address, accountId, 0n);
      await expect(escrow.connect(operator).open(requestOf({ accountId: 2n })))
        .to.be.revertedWithCustomError(escrow, "EscrowOperatorExpired")
        .withArgs(operator.address, 2n, 0n);
    });

    it("lets it open until its time is over", async () => {
      const { escrow, tenant, operator, accountId } = await networkHelpers.loadFixture(funded);
      const expiresAt = (await time.latest()) + 1000;
      await escrow.connect(tenant).approve(accountId, operator, { ...LIMITS, expiresAt });

      await time.setNextBlockTimestamp(expiresAt - 1);
      await escrow.connect(operator).open(requestOf());
      await time.setNextBlockTimestamp(expiresAt);
      await expect(escrow.connect(operator).open(requestOf()))
        .to.be.revertedWithCustomError(escrow, "EscrowOperatorExpired")
        .withArgs(operator.address, accountId, expiresAt);
    });
  });

  describe("the rate of an operator", () => {
    it("counts both parts of all its open streams, pending and running", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, operator, accountId } = context;
      await openStream(context, { discountableRate: 3n * RATE, plainRate: 2n * RATE });

      await expect(escrow.connect(operator).open(requestOf({ discountableRate: 3n * RATE, plainRate: RATE + 1n })))
        .to.be.revertedWithCustomError(escrow, "EscrowOperatorRateExceeded")
        .withArgs(operator.address, accountId, 10n * RATE + 1n, 10n * RATE);
      await openStream(context, { discountableRate: 3n * RATE, plainRate: RATE });
    });

    it("is free again when streams are closed, pending or running", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, tenant, operator, accountId, streamId } = context;
      const second = await openStream(context);
      await escrow.connect(tenant).approve(accountId, operator, { ...LIMITS, maxRate: 2n * RATE });
      for (const closed of [streamId, second]) {
        await escrow.connect(operator).close(closed);
        await openStream(context);
        await expect(escrow.connect(operator).open(requestOf({ discountableRate: 1n })))
          .to.be.revertedWithCustomError(escrow, "EscrowOperatorRateExceeded")
          .withArgs(operator.address, accountId, 2n * RATE + 1n, 2n * RATE);
      }
    });

    it("is another one for another operator and another account", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, tenant, operator, stranger, accountId } = context;
      await escrow.connect(tenant).approve(accountId, operator, { ...LIMITS, maxRate: RATE });
      await escrow.connect(tenant).approve(accountId, stranger, { ...LIMITS, maxRate: RATE });
      await escrow.connect(tenant).openAccount();
      await escrow.connect(tenant).deposit(2n, 1000n * UNITS_PER_TFT);
      await escrow.connect(tenant).approve(2n, operator, { ...LIMITS, maxRate: RATE });

      await escrow.connect(stranger).open(requestOf());
      await escrow.connect(operator).open(requestOf({ accountId: 2n }));
      expect(await escrow.streamCount()).to.equal(3n);
    });

    it("counts from 0 in a new epoch", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, forecasts, tenant, operator, accountId } = context;
      await escrow.connect(tenant).approve(accountId, operator, { ...LIMITS, maxRate: RATE });
      await time.increaseTo((await forecasts.forecastOf(accountId, PRICE)).exhaustsAt);
      await escrow.connect(tenant).deposit(accountId, 1000n * UNITS_PER_TFT);

      await escrow.connect(operator).open(requestOf());
      await expect(escrow.connect(operator).open(requestOf({ discountableRate: 1n })))
        .to.be.revertedWithCustomError(escrow, "EscrowOperatorRateExceeded")
        .withArgs(operator.address, accountId, RATE + 1n, RATE);
    });

    it("is not lowered by closing what died in a former epoch", async () => {
      const context = await networkHelpers.loadFixture(running);
      const { escrow, forecasts, tenant, operator, accountId, streamId } = context;
      const waiting = await openStream(context);
      await escrow.connect(tenant).approve(accountId, operator, { ...LIMITS, maxRate: 2n * RATE });
      await time.increaseTo((await forecasts.forecastOf(accountId, PRICE)).exhaustsAt);
      await escrow.connect(tenant).deposit(accountId, 1000n * UNITS_PER_TFT);
      await openStream(context, { discountableRate: 2n * RATE });
      await escrow.connect(operator).close(streamId);
      await escrow.connect(operator).close(waiting);

      await expect(escrow.connect(operator).open(requestOf({ discountableRate: 1n })))
        .to.be.revertedWithCustomError(escrow, "EscrowOperatorRateExceeded")
        .withArgs(operator.address, accountId, 2n * RATE + 1n, 2n * RATE);
    });

    it("counts what it opened before a transfer of the account", async () => {
      const context = await networkHelpers.loadFixture(returned);
      const { escrow, operator, accountId, streamId } = context;

      await expect(escrow.connect(operator).open(requestOf({ discountableRate: RATE + 1n })))
        .to.be.revertedWithCustomError(escrow, "EscrowOperatorRateExceeded")
        .withArgs(operator.address, accountId, 2n * RATE + 1n, 2n * RATE);
      await openStream(context);
      await escrow.connect(operator).close(streamId);
      await openStream(context);
      await expect(escrow.connect(operator).open(requestOf({ discountableRate: 1n })))
        .to.be.revertedWithCustomError(escrow, "EscrowOperatorRateExceeded")
        .withArgs(operator.address, accountId, 2n * RATE + 1n, 2n * RATE);
    });
  });

  describe("revoking an operator", () => {
    it("stops nothing: what waits can start, what runs goes on, is settled and closed", async () => {
      const context = await networkHelpers.loadFixture(pending);
      const { escrow, tenant, operator, accountId, streamId } = context;
      const runs = await runStream(context);
      await escrow.connect(tenant).approve(accountId, operator, REVOKED);

      await expect(escrow.connect(operator).start(streamId)).to.emit(escrow, "StreamStarted").withArgs(streamId);
      await time.increase(100);
      expect(await escrow.owedTo(runs)).to.be.at.least(10_000n);
      await expect(escrow.connect(operator).close(runs)).to.emit(escrow, "StreamClosed");
    });

    it("takes every new power", async () => {
      const { escrow, tenant, operator, accountId, streamId } = await networkHelpers.loadFixture(running);
      await escrow.connect(tenant).approve(accountId, operator, REVOKED);

      for (const call of [
        () => escrow.connect(operator).open(requestOf()),
        () => escrow.connect(operator).charge(streamId, 1n),
      ]) {
        await expect(call())
          .to.be.revertedWithCustomError(escrow, "EscrowOperatorExpired")
          .withArgs(operator.address, accountId, 0n);
      }
    });

    it("does not make it forget what runs when it is approved again", async () => {
      const { escrow, tenant, operator, accountId } = await networkHelpers.loadFixture(running);
      await escrow.connect(tenant).approve(accountId, operator, REVOKED);
      await escrow.connect(tenant).approve(accountId, operator, { ...LIMITS, maxRate: RATE });

      await expect(escrow.connect(operator).open(requestOf({ discountableRate: 1n })))
        .to.be.revertedWithCustomError(escrow, "EscrowOperatorRateExceeded")
        .withArgs(operator.address, accountId, RATE + 1n, RATE);
    });
  });
});
