import { expect } from "chai";
import hre from "hardhat";
import { struct } from "../helpers/struct.ts";
import {
  emptyEscrow,
  FAR_FUTURE,
  fundedAccount,
  NOTICE,
  openStream,
  PRICE,
  RATE,
  runningStream,
  WINDOW,
} from "../helpers/escrow-fixtures.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const { MaxUint256, ZeroAddress } = connection.ethers;

const MANAGER_LIMITS = { maxRate: 3n * RATE, expiresAt: FAR_FUTURE };

async function empty() {
  return emptyEscrow(connection);
}

async function funded() {
  return fundedAccount(connection);
}

async function running() {
  return runningStream(connection);
}

/** The manager may do what managers may until a moment; an hour later he may not. */
async function managed() {
  const context = await fundedAccount(connection);
  const expiresAt = (await time.latest()) + 3600;
  const { escrow, tenant, manager, accountId } = context;
  await escrow.connect(tenant).setManager(accountId, manager, { maxRate: 3n * RATE, expiresAt });
  return { ...context, expiresAt };
}

describe("Escrow", () => {
  describe("being deployed", () => {
    it("says what it holds money in and by what it charges", async () => {
      const { escrow, tft, feed, pricing, directory, operator } = await networkHelpers.loadFixture(empty);

      await expect(escrow.deploymentTransaction())
        .to.emit(escrow, "EscrowStarted")
        .withArgs(tft, feed, pricing, directory, operator, WINDOW);
      expect(await escrow.TFT()).to.equal(await tft.getAddress());
      expect(await escrow.PRICE_FEED()).to.equal(await feed.getAddress());
      expect(await escrow.PRICING()).to.equal(await pricing.getAddress());
      expect(await escrow.DIRECTORY()).to.equal(await directory.getAddress());
      expect(await escrow.PROOF_OF_SERVICE()).to.equal(operator.address);
      expect(await escrow.deploymentWindow()).to.equal(WINDOW);
      expect(await pricing.notice()).to.equal(NOTICE);
    });
  });

  describe("opening an account", () => {
    it("numbers accounts from 1 and gives each to its opener", async () => {
      const { escrow, tenant, otherTenant } = await networkHelpers.loadFixture(empty);

      await expect(escrow.connect(tenant).openAccount()).to.emit(escrow, "AccountOpened").withArgs(1n, tenant.address);
      await escrow.connect(tenant).openAccount();
      await expect(escrow.connect(otherTenant).openAccount())
        .to.emit(escrow, "AccountOpened")
        .withArgs(3n, otherTenant.address);
      expect(await escrow.ownerOf(2n)).to.equal(tenant.address);
      expect(await escrow.accountCount()).to.equal(3n);
    });

    it("leaves numbers that nobody opened without an owner", async () => {
      const { escrow, tenant } = await networkHelpers.loadFixture(empty);

      for (const call of [
        () => escrow.ownerOf(1n),
        () => escrow.connect(tenant).deposit(1n, 5n),
        () => escrow.connect(tenant).credit(1n, 5n),
        () => escrow.connect(tenant).withdraw(1n, tenant, 5n),
        () => escrow.connect(tenant).addCredits(1n),
        () => escrow.connect(tenant).acceptAccount(1n),
        () => escrow.connect(tenant).transferAccount(1n, tenant),
        () => escrow.requireManager(1n, tenant, 0n),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(escrow, "EscrowAccountNotFound").withArgs(1n);
      }
    });
  });

  describe("transferring an account", () => {
    it("happens when the new owner accepts", async () => {
      const { escrow, tenant, otherTenant, accountId } = await networkHelpers.loadFixture(funded);

      await expect(escrow.connect(tenant).transferAccount(accountId, otherTenant))
        .to.emit(escrow, "AccountTransferStarted")
        .withArgs(accountId, tenant.address, otherTenant.address);
      expect(await escrow.ownerOf(accountId)).to.equal(tenant.address);
      await expect(escrow.connect(otherTenant).acceptAccount(accountId))
        .to.emit(escrow, "AccountTransferred")
        .withArgs(accountId, tenant.address, otherTenant.address);
      expect(await escrow.ownerOf(accountId)).to.equal(otherTenant.address);
    });

    it("is offered by the owner and accepted by whom it was offered to last", async () => {
      const { escrow, tenant, otherTenant, stranger, accountId } = await networkHelpers.loadFixture(funded);

      await expect(escrow.connect(stranger).transferAccount(accountId, stranger))
        .to.be.revertedWithCustomError(escrow, "EscrowNotAccountOwner")
        .withArgs(stranger.address, accountId);
      await escrow.connect(tenant).transferAccount(accountId, stranger);
      await escrow.connect(tenant).transferAccount(accountId, otherTenant);
      await expect(escrow.connect(stranger).acceptAccount(accountId))
        .to.be.revertedWithCustomError(escrow, "EscrowNotPendingAccountOwner")
        .withArgs(stranger.address, accountId);
      await escrow.connect(tenant).transferAccount(accountId, ZeroAddress);
      await expect(escrow.connect(otherTenant).acceptAccount(accountId))
        .to.be.revertedWithCustomError(escrow, "EscrowNotPendingAccountOwner")
        .withArgs(otherTenant.address, accountId);
    });

    it("is accepted once", async () => {
      const { escrow, tenant, otherTenant, accountId } = await networkHelpers.loadFixture(funded);
      await escrow.connect(tenant).transferAccount(accountId, otherTenant);
      await escrow.connect(otherTenant).acceptAccount(accountId);

      await expect(escrow.connect(otherTenant).acceptAccount(accountId))
        .to.be.revertedWithCustomError(escrow, "EscrowNotPendingAccountOwner")
        .withArgs(otherTenant.address, accountId);
    });

    it("clears managers and operators, and keeps money and what runs", async () => {
      const { escrow, tenant, otherTenant, manager, operator, accountId, streamId } =
        await networkHelpers.loadFixture(running);
      await escrow.connect(tenant).setManager(accountId, manager, MANAGER_LIMITS);
      const books = await escrow.booksOf(accountId);
      await escrow.connect(tenant).transferAccount(accountId, otherTenant);
      await escrow.connect(otherTenant).acceptAccount(accountId);

      expect(await escrow.managerLimitsOf(accountId, manager)).to.satisfy(struct({ maxRate: 0n, expiresAt: 0n }));
      expect(await escrow.operatorLimitsOf(accountId, operator)).to.satisfy(
        struct({ maxRate: 0n, maxCharge: 0n, expiresAt: 0n }),
      );
      expect(await escrow.booksOf(accountId)).to.deep.equal(books);
      await time.increase(10);
      expect(await escrow.owedTo(streamId)).to.be.at.least(2500n);
    });

    it("does not bring former managers back when the account returns", async () => {
      const { escrow, tenant, otherTenant, manager, accountId } = await networkHelpers.loadFixture(managed);
      for (const [from, to] of [
        [tenant, otherTenant],
        [otherTenant, tenant],
      ] as const) {
        await escrow.connect(from).transferAccount(accountId, to);
        await escrow.connect(to).acceptAccount(accountId);
      }

      await expect(escrow.requireManager(accountId, manager, 0n))
        .to.be.revertedWithCustomError(escrow, "EscrowNotManager")
        .withArgs(manager.address, accountId);
    });
  });

  describe("setting managers", () => {
    it("is the owner's, and tells the limits", async () => {
      const { escrow, tenant, manager, accountId } = await networkHelpers.loadFixture(funded);

      await expect(escrow.connect(tenant).setManager(accountId, manager, MANAGER_LIMITS))
        .to.emit(escrow, "ManagerSet")
        .withArgs(accountId, manager.address, struct(MANAGER_LIMITS));
      expect(await escrow.managerLimitsOf(accountId, manager)).to.satisfy(struct(MANAGER_LIMITS));
      await expect(escrow.connect(manager).setManager(accountId, manager, MANAGER_LIMITS))
        .to.be.revertedWithCustomError(escrow, "EscrowNotAccountOwner")
        .withArgs(manager.address, accountId);
    });

    it("lets a manager raise all rates of the account up to his limit", async () => {
      const { escrow, manager, accountId, ...context } = await networkHelpers.loadFixture(managed);
      await openStream({ escrow, ...context }, { discountableRate: RATE / 2n, plainRate: RATE / 2n });

      await escrow.requireManager(accountId, manager, 2n * RATE);
      await expect(escrow.requireManager(accountId, manager, 2n * RATE + 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowManagerRateExceeded")
        .withArgs(manager.address, accountId, 3n * RATE + 1n, 3n * RATE);
    });

    it("counts no rates of an account that is exhausted", async () => {
      const { escrow, tenant, manager, accountId, forecasts } = await networkHelpers.loadFixture(running);
      await escrow.connect(tenant).setManager(accountId, manager, MANAGER_LIMITS);
      await time.increaseTo((await forecasts.forecastOf(accountId, PRICE)).exhaustsAt);

      await escrow.requireManager(accountId, manager, 3n * RATE);
      await expect(escrow.requireManager(accountId, manager, 3n * RATE + 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowManagerRateExceeded")
        .withArgs(manager.address, accountId, 3n * RATE + 1n, 3n * RATE);
    });

    it("ends at the moment that was set, and when the limits are taken back", async () => {
      const { escrow, tenant, manager, accountId, expiresAt } = await networkHelpers.loadFixture(managed);
      await time.increaseTo(expiresAt - 1);
      await escrow.requireManager(accountId, manager, 0n);
      await time.increaseTo(expiresAt);

      await expect(escrow.requireManager(accountId, manager, 0n))
        .to.be.revertedWithCustomError(escrow, "EscrowNotManager")
        .withArgs(manager.address, accountId);
      await escrow.connect(tenant).setManager(accountId, manager, MANAGER_LIMITS);
      await escrow.requireManager(accountId, manager, 1n);
      await escrow.connect(tenant).setManager(accountId, manager, { maxRate: 0n, expiresAt: 0n });
      await expect(escrow.requireManager(accountId, manager, 0n))
        .to.be.revertedWithCustomError(escrow, "EscrowNotManager")
        .withArgs(manager.address, accountId);
    });

    it("never binds the owner", async () => {
      const { escrow, tenant, accountId } = await networkHelpers.loadFixture(managed);
      await escrow.requireManager(accountId, tenant, MaxUint256);
    });

    it("lets a manager fund, never withdraw", async () => {
      const { escrow, manager, accountId } = await networkHelpers.loadFixture(managed);

      await expect(escrow.connect(manager).deposit(accountId, 7n))
        .to.emit(escrow, "Deposited")
        .withArgs(accountId, manager.address, 7n);
      await expect(escrow.connect(manager).withdraw(accountId, manager, 7n))
        .to.be.revertedWithCustomError(escrow, "EscrowNotAccountOwner")
        .withArgs(manager.address, accountId);
    });
  });
});
