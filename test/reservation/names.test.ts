import { expect } from "chai";
import { AbiCoder } from "ethers";
import hre from "hardhat";
import { FAR_FUTURE, GENESIS_PRICES, HIGHEST_PRICE, PRICE, UNITS_PER_TFT } from "../helpers/escrow-fixtures.ts";
import { fundedTenants, GENEROUS } from "../helpers/reservation-fixtures.ts";
import { plain } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const MONTH = 30 * 86_400;
const ANY_RATE = 2n ** 64n - 1n;

/** 0.00025 USD per hour at 0.04 USD per TFT: 4.5 TFT in 30 days, rounded up as rate and units are. */
const MONTH_UNITS = (GENESIS_PRICES.nameRate * BigInt(MONTH) * PRICE + 10n ** 23n - 1n) / 10n ** 23n;

async function tenants() {
  return fundedTenants(connection);
}

/** Account 1 has the name "mycelium" by stream 1. */
async function named() {
  const context = await fundedTenants(connection);
  await context.names.connect(context.tenant).reserve(1n, "mycelium", ANY_RATE);
  return context;
}

/** The money that paid for the name is used up. */
async function exhausted() {
  const context = await named();
  const { feed, escrow, tenant } = context;
  await escrow.connect(tenant).withdraw(1n, tenant, 990n * UNITS_PER_TFT);
  await feed.set(HIGHEST_PRICE);
  await time.increase(86_400);
  return context;
}

describe("Names", () => {
  describe("reserving a name", () => {
    it("charges the first month at once and runs from then on", async () => {
      const { names, escrow, tenant } = await networkHelpers.loadFixture(tenants);
      const reserve = names.connect(tenant).reserve(1n, "mycelium", GENESIS_PRICES.nameRate);

      await expect(reserve).to.emit(names, "NameReserved").withArgs("mycelium", 1n, 1n, MONTH_UNITS);
      await expect(reserve).to.emit(escrow, "StreamStarted").withArgs(1n);
      expect(plain(await names.holdingOf("mycelium"))).to.deep.equal({ streamId: 1n, accountId: 1n, freeAt: 0n });
      expect(await names.nameOf(1n)).to.equal("mycelium");
    });

    it("pays all of it to the protocol pool", async () => {
      const { names, escrow, proof, tenant } = await networkHelpers.loadFixture(tenants);
      await names.connect(tenant).reserve(1n, "mycelium", ANY_RATE);
      const from = await time.latest();
      await time.setNextBlockTimestamp(from + MONTH);
      const span = { nodeId: 0n, from, to: from + MONTH, servedSeconds: MONTH };
      const settle = proof.settle(escrow, [1n], { ...span, stopIndex: 0n, setVersion: 0n }, []);

      const owed = (GENESIS_PRICES.nameRate * BigInt(MONTH) * PRICE * 4n) / 10n ** 24n;
      await expect(settle)
        .to.emit(escrow, "StreamSettled")
        .withArgs(1n, from + MONTH, 0n, 0n, owed, 0n);
      const [foundation, stakers] = await escrow.poolOf(1n);
      expect(foundation + stakers).to.equal(MONTH_UNITS + owed);
    });

    it("takes 3 to 64 characters out of a-z, 0-9, - and _", async () => {
      const { names, tenant } = await networkHelpers.loadFixture(tenants);
      for (const name of [
        "ab",
        "a".repeat(65),
        "Mycelium",
        "my celium",
        "my.celium",
        "mycelíum",
        "a/b",
        "{x}",
        "0:9",
      ]) {
        await expect(names.connect(tenant).reserve(1n, name, ANY_RATE))
          .to.be.revertedWithCustomError(names, "NameInvalid")
          .withArgs(name);
      }
      for (const name of ["a-z", "0_9", "z".repeat(64), "---"]) await names.connect(tenant).reserve(1n, name, ANY_RATE);
    });

    it("gives a name to one account only", async () => {
      const { names, tenant, otherTenant } = await networkHelpers.loadFixture(named);
      await expect(names.connect(otherTenant).reserve(2n, "mycelium", ANY_RATE))
        .to.be.revertedWithCustomError(names, "NameTaken")
        .withArgs("mycelium", 1n);
      await expect(names.connect(tenant).reserve(1n, "mycelium", ANY_RATE))
        .to.be.revertedWithCustomError(names, "NameTaken")
        .withArgs("mycelium", 1n);
    });

    it("refuses a rate above the one agreed to", async () => {
      const { names, tenant } = await networkHelpers.loadFixture(tenants);
      await expect(names.connect(tenant).reserve(1n, "mycelium", GENESIS_PRICES.nameRate - 1n))
        .to.be.revertedWithCustomError(names, "NameTooExpensive")
        .withArgs(GENESIS_PRICES.nameRate, GENESIS_PRICES.nameRate - 1n);
    });

    it("refuses an account that cannot spare a month", async () => {
      const { names, escrow, tenant } = await networkHelpers.loadFixture(tenants);
      await escrow.connect(tenant).withdraw(1n, tenant, 996n * UNITS_PER_TFT);
      await expect(names.connect(tenant).reserve(1n, "mycelium", ANY_RATE)).to.be.revertedWithCustomError(
        names,
        "NameMonthUnpaid",
      );
    });

    it("is for owner and managers", async () => {
      const { names, escrow, tenant, manager } = await networkHelpers.loadFixture(tenants);
      await expect(names.connect(manager).reserve(1n, "mycelium", ANY_RATE))
        .to.be.revertedWithCustomError(escrow, "EscrowNotManager")
        .withArgs(manager.address, 1n);
      await escrow.connect(tenant).setManager(1n, manager, { maxRate: ANY_RATE, expiresAt: FAR_FUTURE });
      await expect(names.connect(manager).reserve(1n, "mycelium", ANY_RATE)).to.emit(names, "NameReserved");
    });

    it("can be approved and done in one transaction", async () => {
      const { names, escrow, tenant } = await networkHelpers.loadFixture(tenants);
      const data = AbiCoder.defaultAbiCoder().encode(["string", "uint64"], ["mycelium", ANY_RATE]);
      await expect(escrow.connect(tenant).approveAndCall(1n, names, GENEROUS, data))
        .to.emit(names, "NameReserved")
        .withArgs("mycelium", 1n, 1n, MONTH_UNITS);
    });

    it("takes nobody's word but the escrow's for an approval", async () => {
      const { names, tenant } = await networkHelpers.loadFixture(tenants);
      await expect(names.connect(tenant).onApproved(tenant, 2n, "0x"))
        .to.be.revertedWithCustomError(names, "NameNotEscrow")
        .withArgs(tenant.address);
    });
  });

  describe("releasing a name", () => {
    it("keeps it for 30 days for the account that had it", async () => {
      const { names, escrow, tenant, otherTenant } = await networkHelpers.loadFixture(named);
      const release = await names.connect(tenant).release("mycelium");
      const freeAt = BigInt((await time.latest()) + MONTH);
      await expect(release).to.emit(names, "NameReleased").withArgs("mycelium", 1n, 1n, freeAt);
      await expect(release).to.emit(escrow, "StreamClosed");
      expect(await names.nameOf(1n)).to.equal("");

      await time.setNextBlockTimestamp(freeAt - 1n);
      await expect(names.connect(otherTenant).reserve(2n, "mycelium", ANY_RATE))
        .to.be.revertedWithCustomError(names, "NameKept")
        .withArgs("mycelium", 1n, freeAt);
      await time.setNextBlockTimestamp(freeAt);
      await names.connect(otherTenant).reserve(2n, "mycelium", ANY_RATE);
      expect((await names.holdingOf("mycelium")).accountId).to.equal(2n);
    });

    it("gives it back to that account at any time", async () => {
      const { names, tenant } = await networkHelpers.loadFixture(named);
      await names.connect(tenant).release("mycelium");
      await names.connect(tenant).reserve(1n, "mycelium", ANY_RATE);
      expect((await names.holdingOf("mycelium")).streamId).to.equal(2n);
    });

    it("is for owner and managers as long as the account pays", async () => {
      const { names, escrow, otherTenant } = await networkHelpers.loadFixture(named);
      await expect(names.connect(otherTenant).release("mycelium"))
        .to.be.revertedWithCustomError(escrow, "EscrowNotManager")
        .withArgs(otherTenant.address, 1n);
    });

    it("is for anybody once the account is exhausted", async () => {
      const { names, otherTenant } = await networkHelpers.loadFixture(exhausted);
      await expect(names.connect(otherTenant).release("mycelium")).to.emit(names, "NameReleased");
    });

    it("is for anybody once the notice for its pricing version is over", async () => {
      const { names, escrow, pricing, policyManager, otherTenant, split } = await networkHelpers.loadFixture(named);
      await pricing.connect(policyManager).add(GENESIS_PRICES, split);
      await pricing.connect(policyManager).retire(1n);
      const closableAt = await pricing.closableAt(1n);
      await time.setNextBlockTimestamp(closableAt - 1n);
      await expect(names.connect(otherTenant).release("mycelium")).to.be.revertedWithCustomError(
        escrow,
        "EscrowNotManager",
      );
      await time.setNextBlockTimestamp(closableAt);
      await expect(names.connect(otherTenant).release("mycelium")).to.emit(names, "NameReleased");
    });

    it("happens when the payer closes the stream itself", async () => {
      const { names, escrow, tenant } = await networkHelpers.loadFixture(named);
      await expect(escrow.connect(tenant).close(1n)).to.emit(names, "NameReleased");
      expect((await names.holdingOf("mycelium")).streamId).to.equal(0n);
    });

    it("is for anybody where the stream was closed and the callback failed", async () => {
      const { names, escrow, tenant, otherTenant } = await networkHelpers.loadFixture(named);
      const code = await connection.ethers.provider.getCode(names);
      await networkHelpers.setCode(await names.getAddress(), "0xfe");
      await expect(escrow.connect(tenant).close(1n)).to.emit(escrow, "OperatorCallbackFailed");
      await networkHelpers.setCode(await names.getAddress(), code);
      await expect(names.connect(otherTenant).release("mycelium")).to.emit(names, "NameReleased");
    });

    it("fails for a name that nobody has", async () => {
      const { names, tenant } = await networkHelpers.loadFixture(tenants);
      await expect(names.connect(tenant).release("mycelium"))
        .to.be.revertedWithCustomError(names, "NameNotReserved")
        .withArgs("mycelium");
    });

    it("takes nobody's word but the escrow's for a closed stream", async () => {
      const { names, stranger } = await networkHelpers.loadFixture(named);
      await expect(names.connect(stranger).onStreamClosed(1n))
        .to.be.revertedWithCustomError(names, "NameNotEscrow")
        .withArgs(stranger.address);
    });

    it("leaves the next holder alone", async () => {
      const { names, escrow, tenant, otherTenant } = await networkHelpers.loadFixture(named);
      await names.connect(tenant).release("mycelium");
      await time.increase(MONTH);
      await names.connect(otherTenant).reserve(2n, "mycelium", ANY_RATE);
      await expect(escrow.connect(tenant).close(1n)).to.be.revertedWithCustomError(escrow, "EscrowStreamInvalid");
      expect((await names.holdingOf("mycelium")).streamId).to.equal(2n);
    });
  });
});
