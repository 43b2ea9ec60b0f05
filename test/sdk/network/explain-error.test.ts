import { expect } from "chai";
import { AbiCoder, makeError } from "ethers";
import { GridError } from "../../../sdk/grid-error.ts";
import { CONTRACTS } from "../../../sdk/network/contracts.ts";
import { explainError } from "../../../sdk/network/explain-error.ts";
import { REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";

const FARMER = "0xFABB0ac9d68B0B445fB7357272Ff202C5651694a";

const directory = CONTRACTS.Directory.createInterface();
const measurements = CONTRACTS.Measurements.createInterface();
const rewards = CONTRACTS.FarmingRewards.createInterface();
const tft = CONTRACTS.TFT.createInterface();
const manager = CONTRACTS.AccessManager.createInterface();
const escrow = CONTRACTS.Escrow.createInterface();

const notOwner = directory.encodeErrorResult("DirectoryNotFarmOwner", [FARMER, 7]);

describe("explaining an error", () => {
  describe("of a contract", () => {
    it("gives it the contract's name for it, a sentence, a hint and the arguments", () => {
      const error = explainError({ data: notOwner });

      expect(error).to.be.instanceOf(GridError);
      expect(error.name).to.equal("DirectoryNotFarmOwner");
      expect(error.message).to.equal(`${FARMER} does not own farm 7.`);
      expect(error.hint).to.equal("See who owns the farm with: tfgrid farm show --farm 7");
      expect(error.details).to.deep.equal({ caller: FARMER, farmId: "7" });
    });

    it("finds what the contract returned wherever a node puts it", () => {
      const carriers = [
        { data: notOwner },
        { error: { code: 3, message: "execution reverted", data: notOwner } },
        { info: { error: { data: { message: "reverted with a custom error", txHash: "0x12", data: notOwner } } } },
        new Error("outer", { cause: { error: { data: notOwner } } }),
        makeError("execution reverted", "CALL_EXCEPTION", {
          action: "estimateGas",
          data: notOwner,
          reason: null,
          transaction: { to: FARMER, data: "0xdeadbeefdeadbeef" },
          invocation: null,
          revert: null,
        }),
      ];

      for (const carrier of carriers) expect(explainError(carrier).name).to.equal("DirectoryNotFarmOwner");
    });

    it("tells periods with their dates", () => {
      const data = rewards.encodeErrorResult("RewardsProofInvalid", [77, 1]);

      expect(explainError({ data }, REAL_GRID_SCHEDULE).message).to.equal(
        "The proof does not hold for period 77 (2024-08-31T04:32:40Z to 2024-09-30T15:20:39Z), batch 1.",
      );
      expect(explainError({ data }).message).to.equal("The proof does not hold for period 77, batch 1.");
    });

    it("tells times in UTC", () => {
      const data = measurements.encodeErrorResult("MeasurementsTooEarly", [77, 1_727_735_080]);

      expect(explainError({ data }).message).to.equal(
        "Measurements of period 77 can be proposed from 2024-09-30T22:24:40Z on.",
      );
    });

    it("says when a batch will be final, or that nobody can say", () => {
      const final = (at: number) => measurements.encodeErrorResult("MeasurementsNotFinal", [77, 0, at]);

      expect(explainError({ data: final(1_727_735_080) }).message).to.contain("it will be at 2024-09-30T22:24:40Z");
      expect(explainError({ data: final(0) }).message).to.contain("its leaves are not all published");
    });

    it("tells amounts in TFT", () => {
      const data = tft.encodeErrorResult("TFTMintAllowanceExceeded", [FARMER, 15_000_000n, 12_345_678_901n]);

      expect(explainError({ data }).message).to.equal(
        `${FARMER} may mint 1.5000000 TFT now; 1,234.5678901 TFT are needed.`,
      );
    });

    it("tells what an account holds in TFT, rates in USD a month and where a stream stands", () => {
      const wordsOf = (name: string, args: unknown[]) =>
        explainError({ data: escrow.encodeErrorResult(name, args as never) }).message;

      expect(wordsOf("EscrowReserveTouched", [7, 12n * 10n ** 16n, 13n * 10n ** 16n])).to.equal(
        "Account 7 would keep 12.0000000 TFT; its reserve of 13.0000000 TFT and the charge of a step have to stay.",
      );
      expect(wordsOf("EscrowOperatorRateExceeded", [FARMER, 7, 10n ** 12n + 1n, 10n ** 12n])).to.equal(
        `Streams of ${FARMER} would cost account 7 2.60 USD a month; its limit is 2.60 USD.`,
      );
      expect(wordsOf("EscrowStreamInvalid", [9, 2])).to.equal("Stream 9 is running, so this cannot be done.");
    });

    it("tells capacity, states and the zero address in words", () => {
      const booked = { cru: 2n, mru: 2n ** 30n, sru: 0n, hru: 0n };
      const bookedData = directory.encodeErrorResult("DirectoryNodeBooked", [5, booked]);
      const stateData = measurements.encodeErrorResult("MeasurementsStateInvalid", [77, 0, 4]);
      const payoutData = directory.encodeErrorResult("DirectoryPayoutInvalid", [`0x${"0".repeat(40)}`]);

      expect(explainError({ data: bookedData }).message).to.contain("2 cores, 1.0 GiB memory, 0.0 GiB SSD");
      expect(explainError({ data: stateData }).message).to.contain("is final");
      expect(explainError({ data: payoutData }).message).to.contain("nobody (the zero address)");
    });

    it("names functions and roles", () => {
      const selector = directory.getFunction("certifyNode").selector;
      const callData = manager.encodeErrorResult("AccessManagerUnauthorizedCall", [FARMER, FARMER, selector]);
      const roleData = manager.encodeErrorResult("AccessManagerUnauthorizedAccount", [FARMER, 5]);

      expect(explainError({ data: callData }).message).to.contain("may not call certifyNode");
      expect(explainError({ data: roleData }).message).to.contain("the role guardian");
    });

    it("explains plain refusals, faults, silence and errors that it does not know", () => {
      const plain = `0x08c379a0${AbiCoder.defaultAbiCoder().encode(["string"], ["no such thing"]).slice(2)}`;
      const panic = `0x4e487b71${AbiCoder.defaultAbiCoder().encode(["uint256"], [0x11]).slice(2)}`;
      const silent = makeError("missing revert data", "CALL_EXCEPTION", { data: "0x" } as never);

      expect(explainError({ data: plain }).message).to.equal("A contract refused: no such thing.");
      expect(explainError({ data: panic }).message).to.contain("panic 17");
      expect(explainError({ data: "0x12345678" }).name).to.equal("UnknownRevertError");
      expect(explainError(silent).name).to.equal("ContractRefusedError");
    });
  });

  describe("of a node or a wallet", () => {
    const cases: [name: string, thrown: Error][] = [
      ["InsufficientFundsError", makeError("insufficient funds", "INSUFFICIENT_FUNDS", {} as never)],
      ["InsufficientFundsError", new Error("x", { cause: new Error("sender doesn't have enough funds to send tx") })],
      ["NonceUsedError", makeError("nonce has already been used", "NONCE_EXPIRED", {} as never)],
      ["NonceUsedError", new Error("nonce too low")],
      ["TransactionTooLargeError", new Error("exceeds block gas limit")],
      ["TransactionPendingError", makeError("wait for transaction timeout", "TIMEOUT", {} as never)],
      ["RpcUnreachableError", makeError("request timeout", "TIMEOUT", {} as never)],
      ["RpcUnreachableError", Object.assign(new Error("connect"), { code: "ECONNREFUSED" })],
      ["RpcUnreachableError", makeError("server response 502", "SERVER_ERROR", {} as never)],
      ["ContractsMissingError", makeError('could not decode result data (value="0x")', "BAD_DATA", { value: "0x" })],
      ["ToolsMissingError", Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" })],
      ["AddressMistypedError", makeError("bad address checksum", "INVALID_ARGUMENT", {} as never)],
    ];
    for (const [name, thrown] of cases) {
      it(`calls "${thrown.message}" ${name}`, () => {
        const error = explainError(thrown);

        expect(error.name).to.equal(name);
        expect(error.hint).to.be.a("string");
      });
    }
  });

  describe("of anything else", () => {
    it("leaves an error for people as it is", () => {
      const error = new GridError("Told already.");

      expect(explainError(error)).to.equal(error);
    });

    it("keeps the name and the sentence of an error of the library's rules", () => {
      class LeafError extends Error {
        override readonly name = "LeafError";
      }

      const error = explainError(new LeafError("The leaf is odd."));

      expect([error.name, error.message]).to.deep.equal(["LeafError", "The leaf is odd."]);
    });

    it("asks to report what nobody thought of", () => {
      expect(explainError(new TypeError("x is undefined")).name).to.equal("UnexpectedError");
      expect(explainError("just text").message).to.equal("Something unexpected happened: just text");
    });
  });
});
