import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const PROGRAM = fileURLToPath(new URL("../../../scripts/tfgrid.ts", import.meta.url));
const COMMANDS = new URL("../../../scripts/cli/commands/", import.meta.url);

/** Tells on stderr every module that is loaded. */
const TELL_MODULES =
  'data:text/javascript,import{registerHooks}from"node:module";' +
  'registerHooks({load(url,context,next){process.stderr.write(url+"\\n");return next(url,context)}})';

function help(...args: string[]): string {
  return execFileSync(process.execPath, [PROGRAM, ...args, "--help"], { encoding: "utf8" });
}

describe("tfgrid --help", () => {
  // What makes a command line slow to answer is what it loads: with the library of the chain alone it takes a second.
  it("loads nothing but the parser of the command line", () => {
    const { stderr } = spawnSync(process.execPath, ["--import", TELL_MODULES, PROGRAM, "--help"], { encoding: "utf8" });
    const packages = [...stderr.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].map(([, name]) => name);

    expect([...new Set(packages)]).to.deep.equal(["commander"]);
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
