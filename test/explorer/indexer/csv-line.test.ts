import { expect } from "chai";
import { lineOf } from "../../../explorer/indexer/src/api/csv-line.ts";

describe("lineOf", function () {
  it("writes numbers as they are, and nothing for what is absent", function () {
    expect(lineOf([1, -2, 3n, undefined, "paid"])).to.equal("1,-2,3,,paid\r\n");
  });

  it("quotes what would end a cell or a line", function () {
    expect(lineOf(["a,b", 'say "hi"', "two\nlines"])).to.equal('"a,b","say ""hi""","two\nlines"\r\n');
  });

  it("makes texts of what a spreadsheet would compute", function () {
    const hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")'];
    expect(hostile.map((text) => lineOf([text]).trimEnd())).to.deep.equal([
      "'=1+1",
      "'+1",
      "'-1",
      "'@SUM(A1)",
      "'\t=1",
      '"\'\r=1"',
      '"\'=HYPERLINK(""http://x"",""y"")"',
    ]);
  });
});
