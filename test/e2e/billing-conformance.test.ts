import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { declareDev } from "../../scripts/cli/commands/dev.ts";
import { runTfgrid } from "../../scripts/cli/run.ts";
import { integersIn, readPage, section, tablesIn } from "../docs/markdown.ts";
import { emptyFolder, fakeIo } from "../scripts/cli/fake-io.ts";

const VECTORS = fileURLToPath(new URL("../fixtures/domain-vectors.json", import.meta.url));
const DECISION = "decisions/0012-billing-against-the-real-grid.md";

type Fields = Readonly<Record<string, string | readonly string[]>>;

interface Bill {
  readonly id: string;
  readonly rule: string;
  readonly input: object;
  readonly expected: Fields;
}

/** The rows of farming, votes and periods are no bills. */
const bills = (JSON.parse(readFileSync(VECTORS, "utf8")) as Bill[]).filter(
  ({ id }) => !/^(farm|dao|period|poc)-/.test(id),
);
const expected = bills.map(({ id, expected: fields }) => ({ id, ...fields }));

/** What the command writes on stdout for these rows. */
async function answerOf(rows: readonly object[], ...flags: string[]): Promise<unknown> {
  const input = path.join(emptyFolder(), "bills.json");
  writeFileSync(input, JSON.stringify(rows));
  const { io, written } = fakeIo();
  await runTfgrid(["dev", "conformance", "billing", "--input", input, "--json", ...flags], [declareDev], io);
  return JSON.parse(written.out);
}

/** Where this project's numbers differ from the real grid's: by row, the grid's and ours in the order of the fields. */
async function differences(): Promise<Map<string, { grid: bigint[]; ours: bigint[] }>> {
  const answers = (await answerOf(bills, "--rules", "ours")) as ({ id: string } & Fields)[];
  const found = new Map<string, { grid: bigint[]; ours: bigint[] }>();
  for (const [index, { id, expected: fields }] of bills.entries()) {
    const numbers = Object.keys(fields).filter((name) => name !== "level" && typeof fields[name] === "string");
    const differing = numbers.filter((name) => answers[index]![name] !== fields[name]);
    const valuesOf = (values: Fields) => differing.map((name) => BigInt(values[name] as string));
    if (differing.length > 0) found.set(id, { grid: valuesOf(fields), ours: valuesOf(answers[index]!) });
  }
  return found;
}

/** The same as the decision lists it. */
function listedDifferences(): Map<string, { grid: bigint[]; ours: bigint[] }> {
  const { rows } = tablesIn(section(readPage(DECISION), "Differences"))[0]!;
  return new Map(
    rows.flatMap(([ids = "", grid = "", ours = ""]) =>
      [...ids.matchAll(/`([^`]+)`/g)].map(([, id = ""]) => [id, { grid: integersIn(grid), ours: integersIn(ours) }]),
    ),
  );
}

describe("tfgrid dev conformance billing", function () {
  this.timeout(60_000);

  it("bills as the real grid did", async () => {
    expect(bills).to.have.length(82);
    expect(await answerOf(bills)).to.deep.equal(expected);
    expect(await answerOf(bills, "--rules", "grid")).to.deep.equal(expected);
  });

  it("does not look at the expected values", async () => {
    const blank = bills.map((bill) => {
      return { ...bill, expected: Object.fromEntries(Object.keys(bill.expected).map((name) => [name, "?"])) };
    });
    expect(await answerOf(blank)).to.deep.equal(expected);
  });

  it("tells all that it knows of a row that expects nothing", async () => {
    const answers = (await answerOf(bills.map(({ id, rule, input }) => ({ id, rule, input })))) as Fields[];
    for (const [index, answer] of answers.entries()) expect(answer).to.deep.include(expected[index]);
  });

  it("bills by this project's rules with the differences that the decision lists, and no other", async () => {
    expect(await differences()).to.deep.equal(listedDifferences());
  });

  it("takes less than 20 seconds for 5,000 bills", async () => {
    const many = Array.from({ length: 5000 }, (_, index) => bills[index % bills.length]!);
    for (const rules of ["grid", "ours"]) {
      const start = performance.now();
      expect(await answerOf(many, "--rules", rules)).to.have.length(5000);
      expect(performance.now() - start).to.be.below(20_000);
    }
  });

  it("refuses what is no bill", async () => {
    const [bill] = bills;
    for (const input of [{}, { ...bill!.input, unknown: "1" }, { percent: "101", value: "1" }]) {
      expect(await answerOf([bill!, { ...bill, input }])).to.have.nested.property(
        "error.name",
        "DocumentMalformedError",
      );
    }
  });
});
