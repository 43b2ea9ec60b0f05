import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { overrideTask } from "hardhat/config";

/** Mocha's own number leaves a core out, and Hardhat does not expect that it takes one job for none in parallel. */
const JOBS = Math.max(2, availableParallelism());

/**
 * With no file named, `hardhat test` would load every script under test/, helpers included. The end-to-end runs and those of the explorer, which
 * start processes of their own, are checks of their own: `hardhat test mocha test/e2e/*.test.ts`.
 *
 * The project's own tests run in parallel. Named files do not: end-to-end runs share chains, and one file is done sooner
 * without a process for it.
 */
export default overrideTask(["test", "mocha"])
  .setInlineAction((args, { config }, runSuper) => {
    if ((args["testFiles"] as string[]).length > 0) return runSuper(args);
    Object.assign(config.test.mocha, { parallel: true, jobs: JOBS });
    return runSuper({ ...args, testFiles: ownTests() });
  })
  .build();

function ownTests(): string[] {
  return globSync("test/**/*.test.ts", { exclude: ["test/e2e/**", "test/explorer/**"] }).sort();
}
