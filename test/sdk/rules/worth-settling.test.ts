import { expect } from "chai";
import { worthSettling } from "../../../sdk/rules/worth-settling.ts";

const STREAMS = [5n, 0n, 9n, 7n].map((owedUnits) => ({ owedUnits }));

describe("what is worth settling", () => {
  it("is owed at least so much, the most first", () => {
    expect(worthSettling(STREAMS, 6n)).to.deep.equal([{ owedUnits: 9n }, { owedUnits: 7n }]);
    expect(worthSettling(STREAMS, 7n)).to.have.length(2);
  });

  it("is never owed nothing", () => {
    expect(worthSettling(STREAMS, 0n)).to.have.length(3);
  });
});
