import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { findConditions } from "../../../scripts/ci/branches/conditions.ts";
import { instrumentContracts, missedValues } from "../../../scripts/ci/branches/instrument.ts";
import { emptyFolder } from "../cli/fake-io.ts";

/** The conditions in a function's body. */
function conditionsOf(body: string): string[] {
  const source = `pragma solidity 0.8.37; contract C { function f(bool a, bool b, uint n) public { ${body} } }`;
  return findConditions("C.sol", source).map(({ text }) => text);
}

const BODIES: [what: string, body: string, conditions: string[]][] = [
  ["if", "if (n > 1) n = 2; else n = 3;", ["n > 1"]],
  ["a choice", "n = a ? 1 : 2;", ["a"]],
  ["require", "require(n != 0, Zero(n));", ["n != 0"]],
  ["loops", "for (uint i; i < n; ++i) { while (a) {} } do {} while (b);", ["i < n", "a", "b"]],
  ["and, or and not", "b = !(a && n == 1) || b;", ["b", "a", "n == 1"]],
  ["a choice within a condition", "if (a ? b : n > 1) n = 2;", ["a ? b : n > 1", "a"]],
  ["nothing", "n = n + 1; for (;;) {} assert(a);", []],
];

describe("watching the conditions of contracts", () => {
  for (const [what, body, conditions] of BODIES) {
    it(`finds what decides in ${what}`, () => {
      expect(conditionsOf(body)).to.deep.equal(conditions);
    });
  }

  it("refuses what it could not watch", () => {
    expect(() => conditionsOf("assembly { if n { n := 1 } }")).to.throw("nothing shows whether this YulIf is taken");
    expect(() => conditionsOf("try this.g() {} catch { n = 1; }")).to.throw("this TryCatchClause is taken");
  });

  it("says where and in what function a condition stands, after letters of several bytes", () => {
    const source = "// ü\nlibrary L {\n  function f(bool a) internal { if (a) { } }\n}";
    const start = Buffer.from(source).indexOf("(a)") + 1;

    expect(findConditions("L.sol", source)).to.deep.equal([
      { place: "L.f", text: "a", start, end: start + 1, line: 3 },
    ]);
  });

  it("passes each condition through a recorder, and tells which values it never took", async () => {
    const root = emptyFolder();
    mkdirSync(path.join(root, "contracts", "a"), { recursive: true });
    const file = path.join(root, "contracts", "a", "C.sol");
    writeFileSync(file, "pragma solidity 0.8.37;\ncontract C {\n function f(bool a) public { if (!a) {} }\n}\n");

    const instrumented = await instrumentContracts(root);

    expect(readFileSync(file, "utf8").split("\n").slice(0, 3)).to.deep.equal([
      'pragma solidity 0.8.37; import {ConditionRecorder} from "../ConditionRecorder.sol";',
      "contract C {",
      " function f(bool a) public { if (!ConditionRecorder.c0(a)) {} }",
    ]);
    const recorder = readFileSync(path.join(root, instrumented.recorder), "utf8").split("\n");
    const lineOf = (text: string) => recorder.findIndex((line) => line.includes(text)) + 1;
    expect(missedValues(instrumented, new Set([lineOf("return false")]))).to.deep.equal([
      "contracts/a/C.sol:3: never true in C.f: a",
    ]);
    expect(missedValues(instrumented, new Set([lineOf("return true"), lineOf("return false")]))).to.deep.equal([]);
  });
});
