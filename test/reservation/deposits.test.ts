import { expect } from "chai";
import hre from "hardhat";
import { HostileOperator__factory } from "../../typechain-types/factories/test/contracts/HostileOperator__factory.ts";
import { plain } from "../helpers/struct.ts";
import {
  BALANCE_PER_UNIT,
  DEPOSIT,
  emptyEscrow,
  fundedAccount,
  HELD,
  LIMITS,
  listPrice,
  openStream,
  PRICE,
  RATE,
  RESERVE,
  requestOf,
  pendingStream,
  runningStream,
  unitsOf,
} from "../helpers/escrow-fixtures.ts";
import { depositPermit } from "../helpers/permits.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const NO_RATES = { discountable: 0n, plain: 0n, pendingDiscountable: 0n, pendingPlain: 0n };
const NOTHING_CHARGED = { discountable: 0n, plain: 0n, epoch: 0n };

async function funded() {
  return fundedAccount(connection);
}

async function pending() {
  return pendingStream(connection);
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

/** What somebody without account or allowance sends in one transaction; the operator opens a stream when it is approved. */
async function newcomer() {
  const context = await emptyEscrow(connection);
  const { escrow, tft, tenant, stranger } = context;
  const { interface: abi } = escrow;
  const contract = await new HostileOperator__factory(stranger).deploy();
  await contract.reenterWith(escrow, abi.encodeFunctionData("open", [requestOf()]));
  await tft.connect(tenant).approve(escrow, 0n);
  const { deadline, v, r, s } = await depositPermit(connection, context, tenant, DEPOSIT);
  const calls = [
    abi.encodeFunctionData("openAccount"),
    abi.encodeFunctionData("depositWithPermit", [1n, DEPOSIT, deadline, v, r, s]),
    abi.encodeFunctionData("approveAndCall", [1n, await contract.getAddress(), LIMITS, "0x1234"]),
  ];
  return { ...context, contract, calls };
}

describe("Escrow", () => {
  describe("depositing", () => {
    it("adds the owner's money to the balance at once", async () => {
      const { escrow, tft, tenant, accountId } = await networkHelpers.loadFixture(funded);
      const deposit = escrow.connect(tenant).deposit(accountId, 5n);

      await expect(deposit).to.emit(escrow, "Deposited").withArgs(accountId, tenant.address, 5n);
      await expect(deposit).to.changeTokenBalances(connection.ethers, tft, [tenant, escrow], [-5n, 5n]);
      const { balance } = await escrow.booksOf(accountId);
      expect(balance).to.equal((DEPOSIT + 5n) * BALANCE_PER_UNIT);
    });

    it("tells how the account was written", async () => {
      const { escrow, feed, tenant, accountId } = await networkHelpers.loadFixture(funded);
      const index = BigInt((await time.latest()) + 100 - Number(await feed.updatedAt())) * PRICE;
      await time.setNextBlockTimestamp((await time.latest()) + 100);

      await expect(escrow.connect(tenant).deposit(accountId, 5n))
        .to.emit(escrow, "AccountWritten")
        .withArgs(accountId, (DEPOSIT + 5n) * BALANCE_PER_UNIT, PRICE);
      expect(plain(await escrow.booksOf(accountId))).to.deep.equal({
        balance: (DEPOSIT + 5n) * BALANCE_PER_UNIT,
        index,
        referenceTftPerUsd: PRICE,
        charged: NOTHING_CHARGED,
        rates: NO_RATES,
      });
    });

    it("keeps what anybody gives as a credit that owner or manager add", async () => {
      const { escrow, tft, stranger, manager, accountId } = await networkHelpers.loadFixture(managed);
      const books = await escrow.booksOf(accountId);
      const gift = escrow.connect(stranger).credit(accountId, 9n);

      await expect(gift).to.emit(escrow, "AccountCredited").withArgs(accountId, stranger.address, 9n);
      await expect(gift).not.to.emit(escrow, "Deposited");
      await expect(gift).to.changeTokenBalances(connection.ethers, tft, [stranger, escrow], [-9n, 9n]);
      expect(await escrow.booksOf(accountId)).to.deep.equal(books);
      expect(await escrow.creditsOf(accountId)).to.equal(9n);

      await expect(escrow.connect(manager).addCredits(accountId))
        .to.emit(escrow, "CreditsAdded")
        .withArgs(accountId, 9n);
      expect(await escrow.creditsOf(accountId)).to.equal(0n);
      expect((await escrow.booksOf(accountId)).balance).to.equal((DEPOSIT + 9n) * BALANCE_PER_UNIT);
    });

    it("is the owner's and, as long as he is one, a manager's", async () => {
      const { escrow, manager, stranger, accountId, expiresAt } = await networkHelpers.loadFixture(managed);
      await escrow.connect(manager).deposit(accountId, 9n);
      await time.increaseTo(expiresAt);

      for (const sender of [manager, stranger]) {
        await expect(escrow.connect(sender).deposit(accountId, 9n))
          .to.be.revertedWithCustomError(escrow, "EscrowNotManager")
          .withArgs(sender.address, accountId);
      }
    });

    it("credits more than nothing", async () => {
      const { escrow, stranger, accountId } = await networkHelpers.loadFixture(funded);

      await expect(escrow.connect(stranger).credit(accountId, 0n)).to.be.revertedWithCustomError(
        escrow,
        "EscrowAmountZero",
      );
    });

    it("adds credits for owner and managers only, and not none", async () => {
      const { escrow, tenant, stranger, accountId } = await networkHelpers.loadFixture(funded);

      await expect(escrow.connect(stranger).addCredits(accountId))
        .to.be.revertedWithCustomError(escrow, "EscrowNotManager")
        .withArgs(stranger.address, accountId);
      await expect(escrow.connect(tenant).addCredits(accountId)).to.be.revertedWithCustomError(
        escrow,
        "EscrowAmountZero",
      );
    });

    it("takes no amount of 0, and none that the balance's width does not hold", async () => {
      const { escrow, tft, admin, tenant, accountId } = await networkHelpers.loadFixture(funded);

      await expect(escrow.connect(tenant).deposit(accountId, 0n)).to.be.revertedWithCustomError(
        escrow,
        "EscrowAmountZero",
      );
      const tooMuch = 2n ** 96n / BALANCE_PER_UNIT + 1n;
      await expect(escrow.connect(tenant).deposit(accountId, tooMuch))
        .to.be.revertedWithCustomError(escrow, "SafeCastOverflowedUintDowncast")
        .withArgs(96n, (DEPOSIT + tooMuch) * BALANCE_PER_UNIT);
      await expect(escrow.connect(admin).credit(accountId, 1n))
        .to.be.revertedWithCustomError(tft, "ERC20InsufficientAllowance")
        .withArgs(await escrow.getAddress(), 0n, 1n);
    });
  });

  describe("depositing with a permit", () => {
    it("needs no approval before", async () => {
      const context = await networkHelpers.loadFixture(funded);
      const { escrow, tft, tenant, accountId } = context;
      await tft.connect(tenant).approve(escrow, 0n);
      const { deadline, v, r, s } = await depositPermit(connection, context, tenant, 8n);

      await expect(escrow.connect(tenant).depositWithPermit(accountId, 8n, deadline, v, r, s))
        .to.emit(escrow, "Deposited")
        .withArgs(accountId, tenant.address, 8n);
      expect(await tft.nonces(tenant)).to.equal(1n);
    });

    it("works all the same when somebody used the permit up before", async () => {
      const context = await networkHelpers.loadFixture(funded);
      const { escrow, tft, tenant, stranger, accountId } = context;
      await tft.connect(tenant).approve(escrow, 0n);
      const { deadline, v, r, s } = await depositPermit(connection, context, tenant, 8n);
      await tft.connect(stranger).permit(tenant, escrow, 8n, deadline, v, r, s);

      await expect(escrow.connect(tenant).depositWithPermit(accountId, 8n, deadline, v, r, s))
        .to.emit(escrow, "Deposited")
        .withArgs(accountId, tenant.address, 8n);
    });

    it("takes nothing by a permit that somebody else signed", async () => {
      const context = await networkHelpers.loadFixture(funded);
      const { escrow, tft, tenant, otherTenant, accountId } = context;
      await tft.connect(tenant).approve(escrow, 0n);
      const { deadline, v, r, s } = await depositPermit(connection, context, otherTenant, 8n);

      await expect(escrow.connect(tenant).depositWithPermit(accountId, 8n, deadline, v, r, s))
        .to.be.revertedWithCustomError(tft, "ERC2612InvalidSigner")
        .withArgs((signer: string) => signer !== tenant.address, tenant.address);
    });

    it("lets a newcomer open, fund, approve and reserve in one transaction", async () => {
      const context = await networkHelpers.loadFixture(newcomer);
      const { escrow, tenant, contract, calls } = context;
      await escrow.connect(tenant).multicall(calls);

      expect(await escrow.ownerOf(1n)).to.equal(tenant.address);
      expect(await unitsOf(context, 1n)).to.equal(DEPOSIT - HELD);
      expect([await contract.approver(), await contract.approvedFor()]).to.deep.equal([tenant.address, 1n]);
      const { operator, nodeId } = await escrow.streamOf(1n);
      expect([operator, nodeId]).to.deep.equal([await contract.getAddress(), 1n]);
    });

    it("moves nothing of a newcomer whom somebody outran to the account's number", async () => {
      const { escrow, tft, tenant, otherTenant, calls } = await networkHelpers.loadFixture(newcomer);
      await escrow.connect(otherTenant).openAccount();
      const before = await tft.balanceOf(tenant);

      await expect(escrow.connect(tenant).multicall(calls))
        .to.be.revertedWithCustomError(escrow, "EscrowNotManager")
        .withArgs(tenant.address, 1n);
      expect(await tft.balanceOf(tenant)).to.equal(before);
      expect(await escrow.accountCount()).to.equal(1n);
    });
  });

  describe("withdrawing", () => {
    it("pays everything out while the account has no rates", async () => {
      const { escrow, tft, tenant, stranger, accountId } = await networkHelpers.loadFixture(funded);
      const withdrawal = escrow.connect(tenant).withdraw(accountId, stranger, DEPOSIT);

      await expect(withdrawal).to.emit(escrow, "Withdrawn").withArgs(accountId, stranger.address, DEPOSIT);
      await expect(withdrawal).to.changeTokenBalances(connection.ethers, tft, [escrow, stranger], [-DEPOSIT, DEPOSIT]);
      expect((await escrow.booksOf(accountId)).balance).to.equal(0n);
    });

    it("leaves the reserve of what runs or waits", async () => {
      const { escrow, tenant, accountId, ...context } = await networkHelpers.loadFixture(funded);
      await openStream({ escrow, ...context });
      const most = DEPOSIT - HELD - RESERVE;

      await expect(escrow.connect(tenant).withdraw(accountId, tenant, most + 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowReserveTouched")
        .withArgs(accountId, (RESERVE - 1n) * BALANCE_PER_UNIT, RESERVE * BALANCE_PER_UNIT);
      await escrow.connect(tenant).withdraw(accountId, tenant, most);
      expect((await escrow.booksOf(accountId)).balance).to.equal(RESERVE * BALANCE_PER_UNIT);
    });

    for (const { present, average, least, title } of [
      { present: 2n * PRICE, average: PRICE, least: 2n * RESERVE, title: "the present price when that is higher" },
      { present: PRICE / 2n, average: PRICE, least: RESERVE, title: "the day's average when that is higher" },
      {
        present: PRICE / 2n,
        average: 2n * PRICE,
        least: 2n * RESERVE,
        title: "the day's average, however low the thresholds were before",
      },
    ]) {
      it(`computes the reserve at ${title}`, async () => {
        const { escrow, feed, tenant, accountId } = await networkHelpers.loadFixture(pending);
        await feed.setWithAverage(present, average);
        const [left, tooLittle] = [least * BALANCE_PER_UNIT, (least - 1n) * BALANCE_PER_UNIT];
        const { balance } = await escrow.booksOf(accountId);
        await escrow.connect(tenant).withdraw(accountId, tenant, (balance - left) / BALANCE_PER_UNIT);

        expect((await escrow.booksOf(accountId)).balance).to.equal(left);
        await expect(escrow.connect(tenant).withdraw(accountId, tenant, 1n))
          .to.be.revertedWithCustomError(escrow, "EscrowReserveTouched")
          .withArgs(accountId, tooLittle, left);
      });
    }

    it("is the owner's, not of nothing, and not of more than there is", async () => {
      const { escrow, tenant, stranger, accountId } = await networkHelpers.loadFixture(funded);

      await expect(escrow.connect(stranger).withdraw(accountId, stranger, 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowNotAccountOwner")
        .withArgs(stranger.address, accountId);
      await expect(escrow.connect(tenant).withdraw(accountId, tenant, 0n)).to.be.revertedWithCustomError(
        escrow,
        "EscrowAmountZero",
      );
      await expect(escrow.connect(tenant).withdraw(accountId, tenant, DEPOSIT + 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowBalanceInsufficient")
        .withArgs(accountId, DEPOSIT * BALANCE_PER_UNIT, (DEPOSIT + 1n) * BALANCE_PER_UNIT);
    });

    it("takes what was charged so far off first", async () => {
      const { escrow, tenant, accountId, startedAt } = await networkHelpers.loadFixture(running);
      await time.setNextBlockTimestamp(startedAt + 1000);
      await escrow.connect(tenant).withdraw(accountId, tenant, 10n);

      const { balance } = await escrow.booksOf(accountId);
      expect(balance).to.equal((DEPOSIT - 10n) * BALANCE_PER_UNIT - listPrice(RATE, 1000));
    });
  });
});
