import { expect } from "chai";
import { formatTft } from "../../../sdk/token/format-tft.ts";

describe("TFT for people", () => {
  it("shows all seven decimals and groups of three digits", () => {
    expect(formatTft(0n)).to.equal("0.0000000");
    expect(formatTft(1n)).to.equal("0.0000001");
    expect(formatTft(145_054_875n)).to.equal("14.5054875");
    expect(formatTft(-3_275_796n)).to.equal("-0.3275796");
    expect(formatTft(10n ** 16n)).to.equal("1,000,000,000.0000000");
  });
});
