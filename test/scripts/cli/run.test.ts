import { expect } from "chai";
import { Option } from "commander";
import { AnsweredFailure } from "../../../scripts/cli/execute.ts";
import { runTfgrid } from "../../../scripts/cli/run.ts";
import type { Declaration } from "../../../scripts/cli/run.ts";
import { wholeNumber } from "../../../scripts/cli/values.ts";
import { GridError } from "../../../sdk/grid-error.ts";
import { fakeIo } from "./fake-io.ts";

/** A small program with one command of every outcome. */
const declare: Declaration = (cli) => {
  const try_ = cli.group("try", "things to try");
  cli.local(
    try_
      .command("add")
      .requiredOption("--a <number>", "a number", (text) => wholeNumber(text, 0, 9))
      .addOption(new Option("--b <word>", "a word").choices(["one", "two"])),
    () =>
      Promise.resolve({
        run: ({ progress }, { a }: { a: number }) => {
          progress("Adding.");
          return { document: { sum: BigInt(a) + 1n }, text: `The sum is ${a + 1}.`, hints: ["Try another."] };
        },
      }),
  );
  cli.local(try_.command("fail"), () =>
    Promise.resolve({
      run: () => {
        throw new GridError("It does not work.", { hint: "Leave it.", details: { count: 3n } });
      },
    }),
  );
  cli.local(try_.command("doubt"), () =>
    Promise.resolve({ run: () => ({ document: { good: false }, text: "It is bad.", isFailure: true }) }),
  );
};

async function run(...args: string[]) {
  const { io, written } = fakeIo();
  return { code: await runTfgrid(args, [declare], io), ...written };
}

describe("the command line", () => {
  it("prints the text on stdout and the rest on stderr", async () => {
    expect(await run("try", "add", "--a", "2")).to.deep.equal({
      code: 0,
      out: "The sum is 3.\n",
      err: "Adding.\nTry another.\n",
    });
  });

  it("prints one document with --json, big integers as strings", async () => {
    const { code, out } = await run("try", "add", "--a", "2", "--json");

    expect([code, JSON.parse(out)]).to.deep.equal([0, { sum: "3" }]);
  });

  it("says what failed and what to do on stderr, and nothing on stdout", async () => {
    expect(await run("try", "fail")).to.deep.equal({ code: 1, out: "", err: "It does not work.\nLeave it.\n" });
  });

  it("gives the error as the document with --json", async () => {
    const { code, out, err } = await run("try", "fail", "--json");

    expect(code).to.equal(1);
    expect(JSON.parse(out)).to.deep.equal({
      error: { name: "GridError", message: "It does not work.", hint: "Leave it.", details: { count: "3" } },
    });
    expect(err).to.contain("It does not work.");
  });

  it("ends with 1 after an answer that is bad news", async () => {
    expect(await run("try", "doubt")).to.deep.equal({ code: 1, out: "It is bad.\n", err: "" });
    expect(new AnsweredFailure().name).to.equal("AnsweredFailure");
  });

  it("shows help on stdout", async () => {
    const { code, out } = await run("--help");

    expect(code).to.equal(0);
    expect(out).to.contain("Usage: tfgrid").and.to.contain("TFGRID_KEYSTORE");
    expect((await run("try", "add", "--help")).out).to.contain("--a <number>");
  });

  const mistakes: [args: string[], message: string][] = [
    [["try", "ad"], "Unknown command 'ad'\n(Did you mean add?)"],
    [["try", "add"], "Required option '--a <number>' not specified"],
    [["try", "add", "--a", "12"], "It must be a whole number from 0 to 9."],
    [["try", "add", "--a", "2", "--b", "three"], "Allowed choices are one, two."],
    [["try", "add", "--a", "2", "--c"], "Unknown option '--c'"],
    [["try", "add", "--a", "2", "more"], "Too many arguments"],
  ];
  for (const [args, message] of mistakes) {
    it(`explains "${args.join(" ")}"`, async () => {
      const { code, out, err } = await run(...args);

      expect([code, out]).to.deep.equal([1, ""]);
      expect(err).to.contain(message).and.to.contain("--help");
    });
  }

  it("gives a mistake as the document with --json", async () => {
    const { out } = await run("try", "add", "--json");

    expect((JSON.parse(out) as { error: { name: string } }).error.name).to.equal("UsageError");
  });
});
