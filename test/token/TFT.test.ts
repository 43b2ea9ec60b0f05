import { expect } from "chai";
import type { TypedDataField } from "ethers";
import hre from "hardhat";
import { TFT__factory } from "../../typechain-types/factories/contracts/token/TFT__factory.ts";
import { localSettings } from "../helpers/deploy-grid.ts";
import { emptyGrid } from "../helpers/directory-fixtures.ts";
import { struct, structWith } from "../helpers/struct.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;
const { MaxUint256, ZeroAddress } = connection.ethers;

const UNITS_PER_TFT = 10_000_000n;
const CAP = 1000n * UNITS_PER_TFT;
const CAPACITY = 100n * UNITS_PER_TFT;
const REFILL = 5n;
const MAX_U64 = 2n ** 64n - 1n;

/** A token of 1,000 TFT at most, of which the minter may make 100 at once and 5 units each second. */
async function fixture() {
  const { grid, admin, booker: minter, farmer: holder, stranger } = await emptyGrid(connection);
  const tft = await new TFT__factory(admin).deploy("ThreeFold Token", CAP, grid.AccessManager);
  await tft.setMinter(minter, CAPACITY, REFILL);
  return { tft, minter, holder, stranger };
}

/** The minter has used up its allowance: what is minted now is the refill of the seconds since. */
async function spent() {
  const context = await networkHelpers.loadFixture(fixture);
  await context.tft.connect(context.minter).mint(context.stranger, CAPACITY);
  return { ...context, spentAt: await time.latest() };
}

describe("TFT", () => {
  describe("being a token", () => {
    it("has the name it was given, and symbol and decimals as on every chain", async () => {
      const { tft } = await networkHelpers.loadFixture(fixture);

      expect(await tft.name()).to.equal("ThreeFold Token");
      expect(await tft.symbol()).to.equal("TFT");
      expect(await tft.decimals()).to.equal(7n);
      expect(await tft.cap()).to.equal(CAP);
      expect(await tft.totalSupply()).to.equal(0n);
      expect(await tft.supplyRoom()).to.equal(CAP);
      await expect(tft.deploymentTransaction()).to.emit(tft, "SupplyCapSet").withArgs(CAP);
    });

    it("is deployed with the network's parameters", async () => {
      const { grid } = await emptyGrid(connection);
      const { token, minting } = localSettings();

      expect(await grid.TFT.name()).to.equal(token.name);
      expect(await grid.TFT.cap()).to.equal(token.supplyCapUnits);
      expect(await grid.TFT.minterOf(grid.FarmingRewards)).to.satisfy(
        structWith({ capacity: minting.capacityUnits, refillPerSecond: minting.refillPerSecondUnits }),
      );
    });

    it("moves between accounts", async () => {
      const { tft, minter, holder, stranger } = await networkHelpers.loadFixture(fixture);
      await tft.connect(minter).mint(holder, 10n);

      await expect(tft.connect(holder).transfer(stranger, 4n)).to.changeTokenBalances(
        connection.ethers,
        tft,
        [holder, stranger],
        [-4n, 4n],
      );
    });
  });

  describe("approving by signature", () => {
    const PERMIT_TYPES: Record<string, TypedDataField[]> = {
      Permit: [
        { name: "owner", type: "address" },
        { name: "spender", type: "address" },
        { name: "value", type: "uint256" },
        { name: "nonce", type: "uint256" },
        { name: "deadline", type: "uint256" },
      ],
    };

    async function permit(deadline: bigint) {
      const context = await networkHelpers.loadFixture(fixture);
      const { tft, holder, stranger } = context;
      const { chainId } = await connection.ethers.provider.getNetwork();
      const domain = { name: "ThreeFold Token", version: "1", chainId, verifyingContract: await tft.getAddress() };
      const statement = { owner: holder.address, spender: stranger.address, value: 9n, nonce: 0n, deadline };
      const signature = await holder.signTypedData(domain, PERMIT_TYPES, statement);
      const { v, r, s } = connection.ethers.Signature.from(signature);
      const send = (value = 9n) => tft.connect(stranger).permit(holder, stranger, value, deadline, v, r, s);
      return { ...context, send };
    }

    it("gives the spender the allowance that the owner signed", async () => {
      const { tft, holder, stranger, send } = await permit(MaxUint256);

      await expect(send()).to.emit(tft, "Approval").withArgs(holder.address, stranger.address, 9n);
      expect(await tft.allowance(holder, stranger)).to.equal(9n);
      expect(await tft.nonces(holder)).to.equal(1n);
    });

    it("counts for the signed amount and once", async () => {
      const { tft, send } = await permit(MaxUint256);

      await expect(send(10n)).to.be.revertedWithCustomError(tft, "ERC2612InvalidSigner");
      await send();
      await expect(send()).to.be.revertedWithCustomError(tft, "ERC2612InvalidSigner");
    });

    it("is void after its deadline", async () => {
      const { tft, send } = await permit(1n);

      await expect(send()).to.be.revertedWithCustomError(tft, "ERC2612ExpiredSignature").withArgs(1n);
    });
  });

  describe("burning", () => {
    it("lowers balance and supply", async () => {
      const { tft, minter, holder } = await networkHelpers.loadFixture(fixture);
      await tft.connect(minter).mint(holder, 10n);

      await expect(tft.connect(holder).burn(4n)).to.emit(tft, "Transfer").withArgs(holder.address, ZeroAddress, 4n);
      expect(await tft.balanceOf(holder)).to.equal(6n);
      expect(await tft.totalSupply()).to.equal(6n);
    });

    it("needs the balance, or the owner's approval", async () => {
      const { tft, minter, holder, stranger } = await networkHelpers.loadFixture(fixture);
      await tft.connect(minter).mint(holder, 10n);

      await expect(tft.connect(holder).burn(11n))
        .to.be.revertedWithCustomError(tft, "ERC20InsufficientBalance")
        .withArgs(holder.address, 10n, 11n);
      await expect(tft.connect(stranger).burnFrom(holder, 1n))
        .to.be.revertedWithCustomError(tft, "ERC20InsufficientAllowance")
        .withArgs(stranger.address, 0n, 1n);
    });

    it("makes room below the cap", async () => {
      const { tft, minter, holder } = await networkHelpers.loadFixture(fixture);
      await tft.setMinter(minter, MAX_U64, CAP);
      await time.increase(1);
      await tft.connect(minter).mint(holder, CAP);
      expect(await tft.mintableBy(minter)).to.equal(0n);
      expect(await tft.supplyRoom()).to.equal(0n);
      await tft.connect(holder).burn(7n);

      expect(await tft.mintableBy(minter)).to.equal(7n);
      expect(await tft.supplyRoom()).to.equal(7n);
    });
  });

  describe("telling what can ever still be minted", () => {
    it("is what the cap leaves, whatever the minters may have", async () => {
      const { tft, minter } = await networkHelpers.loadFixture(fixture);
      await tft.setMinter(minter, 1n, 0n);

      expect(await tft.supplyRoom()).to.equal(CAP);
    });

    it("shrinks with every unit minted and grows with every unit burned", async () => {
      const { tft, minter, holder } = await networkHelpers.loadFixture(fixture);
      await tft.connect(minter).mint(holder, 30n);
      await tft.connect(minter).mintUpTo(holder, 12n);
      expect(await tft.supplyRoom()).to.equal(CAP - 42n);
      await tft.connect(holder).burn(7n);

      expect(await tft.supplyRoom()).to.equal(CAP - 35n);
    });
  });

  describe("minting exactly an amount", () => {
    it("creates it and uses up the allowance", async () => {
      const { tft, minter, holder } = await networkHelpers.loadFixture(fixture);
      const now = (await time.latest()) + 100;
      await time.setNextBlockTimestamp(now);

      await expect(tft.connect(minter).mint(holder, 30n))
        .to.emit(tft, "Transfer")
        .withArgs(ZeroAddress, holder.address, 30n);
      expect(await tft.totalSupply()).to.equal(30n);
      expect(await tft.minterOf(minter)).to.satisfy(
        struct({ capacity: CAPACITY, refillPerSecond: REFILL, available: CAPACITY - 30n, updatedAt: now }),
      );
    });

    it("refuses more than the allowance holds", async () => {
      const { tft, minter, holder, spentAt } = await spent();
      await time.setNextBlockTimestamp(spentAt + 10);

      await expect(tft.connect(minter).mint(holder, 10n * REFILL + 1n))
        .to.be.revertedWithCustomError(tft, "TFTMintAllowanceExceeded")
        .withArgs(minter.address, 10n * REFILL, 10n * REFILL + 1n);
      await time.setNextBlockTimestamp(spentAt + 11);
      await expect(tft.connect(minter).mint(holder, 11n * REFILL)).to.emit(tft, "Transfer");
    });

    it("refuses strangers", async () => {
      const { tft, stranger } = await networkHelpers.loadFixture(fixture);

      for (const amount of [0n, 1n]) {
        await expect(tft.connect(stranger).mint(stranger, amount))
          .to.be.revertedWithCustomError(tft, "TFTNotMinter")
          .withArgs(stranger.address);
      }
      expect(await tft.minterOf(stranger)).to.satisfy(
        struct({ capacity: 0, refillPerSecond: 0, available: 0, updatedAt: 0 }),
      );
    });

    it("refuses more than the cap leaves", async () => {
      const { tft, minter, holder } = await networkHelpers.loadFixture(fixture);
      await tft.setMinter(minter, MAX_U64, CAP);
      await time.increase(10);

      await expect(tft.connect(minter).mint(holder, CAP + 1n))
        .to.be.revertedWithCustomError(tft, "ERC20ExceededCap")
        .withArgs(CAP + 1n, CAP);
      await expect(tft.connect(minter).mint(holder, CAP)).to.emit(tft, "Transfer");
    });
  });

  describe("minting up to an amount", () => {
    it("creates all of it where there is room", async () => {
      const { tft, minter, holder } = await networkHelpers.loadFixture(fixture);
      expect(await tft.connect(minter).mintUpTo.staticCall(holder, 30n)).to.equal(30n);

      await tft.connect(minter).mintUpTo(holder, 30n);
      expect(await tft.balanceOf(holder)).to.equal(30n);
      expect((await tft.minterOf(minter)).available).to.equal(CAPACITY - 30n);
    });

    it("creates what the allowance holds", async () => {
      const { tft, minter, holder, spentAt } = await spent();
      await time.setNextBlockTimestamp(spentAt + 10);
      await tft.connect(minter).mintUpTo(holder, CAP);

      expect(await tft.balanceOf(holder)).to.equal(10n * REFILL);
      expect((await tft.minterOf(minter)).available).to.equal(0n);
    });

    it("creates what the cap leaves, and uses up only that", async () => {
      const { tft, minter, holder, stranger } = await networkHelpers.loadFixture(fixture);
      await tft.setMinter(stranger, MAX_U64, 0n);
      await tft.connect(stranger).mint(stranger, CAP - 12n);
      await tft.connect(minter).mintUpTo(holder, 30n);

      expect(await tft.balanceOf(holder)).to.equal(12n);
      expect(await tft.totalSupply()).to.equal(CAP);
      expect((await tft.minterOf(minter)).available).to.equal(CAPACITY - 12n);
    });

    it("creates nothing, without failing, when the cap is reached", async () => {
      const { tft, minter, holder, stranger } = await networkHelpers.loadFixture(fixture);
      await tft.setMinter(stranger, MAX_U64, 0n);
      await tft.connect(stranger).mint(stranger, CAP);
      const before = await tft.minterOf(minter);

      expect(await tft.connect(minter).mintUpTo.staticCall(holder, 30n)).to.equal(0n);
      await expect(tft.connect(minter).mintUpTo(holder, 30n)).not.to.emit(tft, "Transfer");
      expect(await tft.minterOf(minter)).to.deep.equal(before);
    });

    it("creates nothing, without failing, for strangers", async () => {
      const { tft, stranger } = await networkHelpers.loadFixture(fixture);

      expect(await tft.connect(stranger).mintUpTo.staticCall(stranger, MaxUint256)).to.equal(0n);
      await tft.connect(stranger).mintUpTo(stranger, MaxUint256);
      expect(await tft.totalSupply()).to.equal(0n);
    });
  });

  describe("refilling an allowance", () => {
    it("adds up second by second", async () => {
      const { tft, minter, spentAt } = await spent();

      for (const seconds of [1, 2, 3600]) {
        await time.increaseTo(spentAt + seconds);
        expect(await tft.mintableBy(minter)).to.equal(BigInt(seconds) * REFILL);
      }
    });

    it("stops at the capacity", async () => {
      const { tft, minter, spentAt } = await spent();
      const full = Number(CAPACITY / REFILL);

      await time.increaseTo(spentAt + full - 1);
      expect(await tft.mintableBy(minter)).to.equal(CAPACITY - REFILL);
      await time.increaseTo(spentAt + 100 * full);
      expect(await tft.mintableBy(minter)).to.equal(CAPACITY);
    });

    it("never fails, however fast and long", async () => {
      const { tft, stranger } = await networkHelpers.loadFixture(fixture);
      await tft.setMinter(stranger, MAX_U64, MAX_U64);
      await time.increase(100 * 365 * 24 * 3600);

      expect(await tft.mintableBy(stranger)).to.equal(CAP);
    });
  });

  describe("setting a minter", () => {
    it("gives a new one a full allowance", async () => {
      const { tft, stranger } = await networkHelpers.loadFixture(fixture);
      const now = (await time.latest()) + 100;
      await time.setNextBlockTimestamp(now);

      await expect(tft.setMinter(stranger, CAPACITY, REFILL))
        .to.emit(tft, "MinterSet")
        .withArgs(stranger.address, CAPACITY, REFILL, CAPACITY);
      expect(await tft.minterOf(stranger)).to.satisfy(
        struct({ capacity: CAPACITY, refillPerSecond: REFILL, available: CAPACITY, updatedAt: now }),
      );
      expect(await tft.mintableBy(stranger)).to.equal(CAPACITY);
    });

    it("adds nothing to what is available", async () => {
      const { tft, minter, spentAt } = await spent();
      await time.setNextBlockTimestamp(spentAt + 10);
      await expect(tft.setMinter(minter, CAP, 2n * REFILL))
        .to.emit(tft, "MinterSet")
        .withArgs(minter.address, CAP, 2n * REFILL, 10n * REFILL);

      expect(await tft.mintableBy(minter)).to.equal(10n * REFILL);
      await time.increase(1);
      expect(await tft.mintableBy(minter)).to.equal(12n * REFILL);
    });

    it("counts the refill so far at the old rate", async () => {
      const { tft, minter, spentAt } = await spent();
      await time.setNextBlockTimestamp(spentAt + 10);
      await tft.setMinter(minter, CAPACITY, 0n);
      await time.increase(1000);

      expect(await tft.mintableBy(minter)).to.equal(10n * REFILL);
    });

    it("cuts what is available to a smaller capacity", async () => {
      const { tft, minter } = await networkHelpers.loadFixture(fixture);

      await expect(tft.setMinter(minter, 3n, REFILL))
        .to.emit(tft, "MinterSet")
        .withArgs(minter.address, 3n, REFILL, 3n);
      expect(await tft.mintableBy(minter)).to.equal(3n);
    });

    it("ends a minter with capacity 0, who starts from nothing when admitted again", async () => {
      const { tft, minter, holder } = await networkHelpers.loadFixture(fixture);

      await expect(tft.setMinter(minter, 0n, 0n))
        .to.emit(tft, "MinterSet")
        .withArgs(minter.address, 0n, 0n, 0n);
      await expect(tft.connect(minter).mint(holder, 1n))
        .to.be.revertedWithCustomError(tft, "TFTMintAllowanceExceeded")
        .withArgs(minter.address, 0n, 1n);
      await tft.setMinter(minter, CAPACITY, 0n);
      expect(await tft.mintableBy(minter)).to.equal(0n);
    });

    it("is for the role that the access manager names", async () => {
      const { tft, stranger } = await networkHelpers.loadFixture(fixture);

      await expect(tft.connect(stranger).setMinter(stranger, 1n, 1n))
        .to.be.revertedWithCustomError(tft, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });
  });
});
