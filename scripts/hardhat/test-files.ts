import { globSync } from "node:fs";
import { overrideTask } from "hardhat/config";

/** With no file named, `hardhat test` would load every script under test/: helpers and end-to-end runs too. */
export default overrideTask(["test", "mocha"])
  .setInlineAction((args, _hre, runSuper) => {
    const named = args["testFiles"] as string[];
    return runSuper({ ...args, testFiles: named.length > 0 ? named : globSync("test/**/*.test.ts").sort() });
  })
  .build();
