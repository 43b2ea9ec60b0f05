// node scripts/setup/run.mjs [command ...]
//
// Installs what is missing, then runs the command with the project's own Node and tools. Works on a fresh clone with
// any Node from 20 on: npm itself is run by the Node that package.json names, because an older one installs a tree
// without Hardhat's native engine. Everything it says goes to stderr: stdout belongs to the command.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import stamp from "./stamp.cjs";

const shell = process.platform === "win32";

if (!stamp.isCurrent(stamp.root)) install();

const [command, ...args] = process.argv.slice(2);
if (command === undefined) console.error("Everything is installed: npm start runs the grid, npm test checks it.");
else run(command, args);

function install() {
  console.error("Installing the project's tools (a minute or so, and only when package-lock.json has changed) ...");
  const { devDependencies } = JSON.parse(readFileSync(path.join(stamp.root, "package.json"), "utf8"));
  const node = ["--yes", "--package", `node@${devDependencies.node}`, "--"];
  const ci = ["npm", "ci", "--include=dev", "--ignore-scripts=false", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync("npx", [...node, ...ci], { cwd: stamp.root, stdio: ["ignore", 2, 2], shell });
  if (status === 0 && stamp.isCurrent(stamp.root)) return;
  console.error("The installation failed: npm's reason stands above. Try again with: npm run setup");
  process.exit(1);
}

function run(command, args) {
  const bin = path.join(stamp.root, "node_modules", ".bin");
  const child = spawn(command, args, {
    stdio: "inherit",
    shell,
    env: {
      ...process.env,
      PATH: `${bin}${path.delimiter}${process.env.PATH}`,
      HARDHAT_DISABLE_TELEMETRY: "true",
    },
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`Cannot run ${command}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}
