import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const PROGRAM = fileURLToPath(new URL("../../../scripts/tfgrid.ts", import.meta.url));
const COMMANDS = new URL("../../../scripts/cli/commands/", import.meta.url);

/** How long help may take, in milliseconds. */
const BUDGET = 500;

function help(...args: string[]): string {
  return execFileSync(process.execPath, [PROGRAM, ...args, "--help"], { encoding: "utf8" });
}

describe("tfgrid --help", () => {
  it(`answers within ${BUDGET} ms`, () => {
    const times = [1, 2, 3].map(() => {
      const start = performance.now();
      help();
      return performance.now() - start;
    });

    expect(Math.min(...times)).to.be.below(BUDGET);
  });

  it("names every group of commands that there is", () => {
    const groups = readdirSync(COMMANDS, { encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && name !== "network.ts")
      .map((name) => name.replace(".ts", ""));
    const text = help();

    for (const group of [...groups, "deploy", "status", "roles", "verify"]) {
      expect(text).to.match(new RegExp(`^  ${group} `, "m"));
    }
  });

  it("shows the common flags of a command that sends", () => {
    const text = help("farm", "create");

    for (const flag of ["--network", "--json", "--account", "--from", "--dry-run", "--unsigned", "--safe"]) {
      expect(text).to.contain(flag);
    }
  });
});
