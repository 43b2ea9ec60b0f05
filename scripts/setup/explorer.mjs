// node scripts/setup/explorer.mjs
//
// Installs the packages of the explorer, which are its own: who only uses contracts, library and command line needs none of
// them. Everything it says goes to stderr.
import { spawnSync } from "node:child_process";
import stamp from "./stamp.cjs";

const explorer = stamp.explorer;

if (!stamp.isCurrent(explorer)) {
  console.error(
    "Installing the explorer's packages (a minute or so, and only when its package-lock.json has changed) ...",
  );
  const ci = ["ci", "--include=dev", "--ignore-scripts=false", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync("npm", ci, {
    cwd: explorer,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status === 0) stamp.write(explorer);
  else {
    console.error("The installation failed: npm's reason stands above. Try again with: npm run setup:explorer");
    process.exitCode = 1;
  }
}
