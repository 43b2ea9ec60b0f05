import { globSync } from "node:fs";
import { overrideTask } from "hardhat/config";

/**
 * With no file named, `hardhat test` would load every script under test/, helpers included. The end-to-end runs, which
 * start processes of their own, are a check of their own: `hardhat test mocha test/e2e/*.test.ts`.
 */
export default overrideTask(["test", "mocha"])
  .setInlineAction((args, _hre, runSuper) => {
    const named = args["testFiles"] as string[];
    return runSuper({ ...args, testFiles: named.length > 0 ? named : ownTests() });
  })
  .build();

function ownTests(): string[] {
  return globSync("test/**/*.test.ts", { exclude: ["test/e2e/**"] }).sort();
}
