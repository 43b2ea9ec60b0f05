import { expect } from "chai";
import { InvalidArgumentError } from "commander";
import {
  accountNumber,
  address,
  idNumber,
  listenAddress,
  oneOf,
  periodNumber,
  policyNumber,
  tftAmount,
  usdPrice,
} from "../../../scripts/cli/values.ts";

const ADDRESS = "0xFABB0ac9d68B0B445fB7357272Ff202C5651694a";

describe("values of flags", () => {
  it("are read within their bounds", () => {
    expect([idNumber("1"), idNumber("4294967295")]).to.deep.equal([1, 4_294_967_295]);
    expect([periodNumber("0"), policyNumber("0"), accountNumber("19")]).to.deep.equal([0, 0, 19]);
    expect(address(ADDRESS)).to.equal(ADDRESS);
    expect([usdPrice("2"), usdPrice("0.0125")]).to.deep.equal([2n * 10n ** 18n, 125n * 10n ** 14n]);
    expect([tftAmount("2"), tftAmount("12.5"), tftAmount("0.0000001")]).to.deep.equal([20_000_000n, 125_000_000n, 1n]);
    expect(listenAddress("0.0.0.0:80")).to.deep.equal({ host: "0.0.0.0", port: 80 });
    expect(listenAddress("[::1]:0")).to.deep.equal({ host: "::1", port: 0 });
    expect(oneOf("gold", { gold: 1, none: 0 })).to.equal(1);
  });

  const wrong: [what: string, parse: () => unknown][] = [
    ["a farm 0", () => idNumber("0")],
    ["a farm beyond 32 bits", () => idNumber("4294967296")],
    ["a negative number", () => idNumber("-1")],
    ["a number in words", () => idNumber("one")],
    ["a fraction", () => periodNumber("1.5")],
    ["the period that means for ever", () => periodNumber("16777215")],
    ["an empty text", () => policyNumber("")],
    ["a short address", () => address("0x12")],
    ["a price in words", () => usdPrice("12 cents")],
    ["a price of more decimals than are kept", () => usdPrice("0.0000000000000000001")],
    ["an amount of more decimals than TFT has", () => tftAmount("0.00000001")],
    ["an amount with a comma", () => tftAmount("1,5")],
    ["an amount without digits before the point", () => tftAmount(".5")],
    ["a host without port", () => listenAddress("localhost")],
    ["a port beyond 16 bits", () => listenAddress("localhost:65536")],
    ["a word that is not offered", () => oneOf("silver", { gold: 1, none: 0 })],
  ];
  for (const [what, parse] of wrong) {
    it(`refuse ${what}`, () => {
      expect(parse).to.throw(InvalidArgumentError);
    });
  }
});
