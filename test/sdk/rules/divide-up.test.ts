import { expect } from "chai";
import { divideUp } from "../../../sdk/rules/divide-up.ts";

describe("divideUp", () => {
  it("adds one for whatever remains, and nothing for nothing", () => {
    expect([0n, 1n, 6n, 7n, 8n, 14n].map((dividend) => divideUp(dividend, 7n))).to.deep.equal([0n, 1n, 1n, 1n, 2n, 2n]);
  });
});
