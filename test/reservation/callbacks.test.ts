import { expect } from "chai";
import hre from "hardhat";
import { HostileOperator__factory } from "../../typechain-types/factories/test/contracts/HostileOperator__factory.ts";
import { DEPOSIT, fundedAccount, LIMITS, requestOf, STATUS } from "../helpers/escrow-fixtures.ts";

const connection = await hre.network.create();
const { networkHelpers } = connection;
const { time } = networkHelpers;

const MOOD = { reverting: 1n, burning: 2n, shouting: 3n };

/** Stream 1 runs and belongs to a contract, which does on callback what it is told to. */
async function ofContract() {
  const context = await fundedAccount(connection);
  const { escrow, tenant, stranger, accountId } = context;
  const contract = await new HostileOperator__factory(stranger).deploy();
  const act = async (call: string) => contract.execute(escrow, call);
  const abi = escrow.interface;
  await escrow.connect(tenant).approve(accountId, contract, LIMITS);
  await act(abi.encodeFunctionData("open", [requestOf()]));
  await act(abi.encodeFunctionData("start", [1n]));
  return { ...context, contract, act, abi, streamId: 1n, startedAt: await time.latest() };
}

describe("Escrow", () => {
  describe("calling an operator back", () => {
    it("tells it that its stream was closed, with all the gas that it was promised", async () => {
      const { escrow, tenant, contract, streamId } = await networkHelpers.loadFixture(ofContract);

      await expect(escrow.connect(tenant).close(streamId)).not.to.emit(escrow, "OperatorCallbackFailed");
      expect(await contract.closed()).to.equal(streamId);
      expect(await contract.gasGiven())
        .to.be.lessThanOrEqual(1_000_000n)
        .and.greaterThan(999_000n);
    });

    it("does not tell it what it did itself", async () => {
      const { escrow, contract, act, abi, streamId } = await networkHelpers.loadFixture(ofContract);

      await expect(act(abi.encodeFunctionData("close", [streamId])))
        .to.emit(escrow, "StreamClosed")
        .withArgs(
          streamId,
          contract,
          (units: bigint) => units > 0n,
          0n,
          (stoppedAt: bigint) => stoppedAt > 0n,
        );
      expect(await contract.closed()).to.equal(0n);
    });

    for (const [mood, code] of Object.entries(MOOD)) {
      it(`lets the payer close for a bounded price when it is ${mood}`, async () => {
        const { escrow, tenant, contract, streamId } = await networkHelpers.loadFixture(ofContract);
        await contract.setMood(code);
        const close = await escrow.connect(tenant).close(streamId);

        await expect(close).to.emit(escrow, "OperatorCallbackFailed").withArgs(streamId, contract);
        expect((await escrow.streamOf(streamId)).status).to.equal(STATUS.stopped);
        expect((await close.wait())!.gasUsed).to.be.lessThan(1_200_000n);
      });
    }

    it("needs gas for it, so that nobody keeps an operator from learning", async () => {
      const { escrow, tenant, contract, streamId } = await networkHelpers.loadFixture(ofContract);
      for (const gasLimit of [150_000n, 500_000n, 1_060_000n]) {
        await expect(escrow.connect(tenant).close(streamId, { gasLimit }))
          .to.be.revertedWithCustomError(escrow, "EscrowGasInsufficient")
          .withArgs((left: bigint) => left < 1_030_000n, 1_030_000n);
      }
      expect((await escrow.streamOf(streamId)).status).to.equal(STATUS.running);

      const gasLimit = await escrow.connect(tenant).close.estimateGas(streamId);
      await escrow.connect(tenant).close(streamId, { gasLimit });
      expect(await contract.closed()).to.equal(streamId);
    });

    it("needs no more than that when the callback burns all of it", async () => {
      const { escrow, tenant, contract, streamId } = await networkHelpers.loadFixture(ofContract);
      await contract.setMood(MOOD.burning);
      const snapshot = await networkHelpers.takeSnapshot();
      const { gasUsed } = (await (await escrow.connect(tenant).close(streamId)).wait())!;
      await snapshot.restore();
      for (const spare of [15_000n, 20_000n, 25_000n, 30_000n, 40_000n]) {
        const outcome = await escrow
          .connect(tenant)
          .close.staticCall(streamId, { gasLimit: gasUsed + spare })
          .then(() => "closed", String);
        expect(outcome, String(spare)).to.match(/^closed$|EscrowGasInsufficient/);
      }
    });

    it("lets it close nothing twice from within", async () => {
      const { escrow, tenant, contract, abi, streamId } = await networkHelpers.loadFixture(ofContract);
      await contract.reenterWith(escrow, abi.encodeFunctionData("close", [streamId]));
      await escrow.connect(tenant).close(streamId);

      expect(await contract.closed()).to.equal(streamId);
      expect(await contract.reentrySucceeded()).to.be.false;
    });

    it("lets it open anew from within, within its limits", async () => {
      const { escrow, tenant, contract, abi, streamId } = await networkHelpers.loadFixture(ofContract);
      await contract.reenterWith(escrow, abi.encodeFunctionData("open", [requestOf()]));
      await escrow.connect(tenant).close(streamId);

      expect(await contract.reentrySucceeded()).to.be.true;
      expect((await escrow.streamOf(2n)).status).to.equal(STATUS.pending);
    });

    it("does not let it in when the account's owner revoked it before", async () => {
      const { escrow, tenant, contract, abi, accountId, streamId } = await networkHelpers.loadFixture(ofContract);
      await escrow.connect(tenant).approve(accountId, contract, { maxRate: 0n, maxCharge: 0n, expiresAt: 0n });
      await contract.reenterWith(escrow, abi.encodeFunctionData("open", [requestOf()]));
      await escrow.connect(tenant).close(streamId);

      expect(await contract.reentrySucceeded()).to.be.false;
      await escrow.connect(tenant).withdraw(accountId, tenant, DEPOSIT / 2n);
    });
  });
});
