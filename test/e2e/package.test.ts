import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { attest } from "./attest.ts";
import { PERIOD, startPeriodChain } from "./period-chain.ts";
import type { PeriodChain } from "./period-chain.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

// Builds and installs the package from its tarball, as somebody does who never sees the checkout.
describe("the package in an empty folder", function () {
  this.timeout(300_000);
  let chain: PeriodChain;
  let folder: string;
  const tfgrid = (...args: string[]) => {
    const env = {
      ...process.env,
      TFGRID_RPC_URL: chain.provider._getConnection().url,
      TFGRID_DEPLOYMENTS: deployments(),
    };
    return run(path.join(folder, "node_modules", ".bin", "tfgrid"), args, { cwd: folder, env });
  };
  const deployments = () => path.join(chain.folder, "deployments");

  before(async () => {
    chain = await startPeriodChain();
    chain.writeMeasured("measured.json", chain.measurements);
    await chain.travelTo(Number(await chain.grid.Measurements.proposableAt(PERIOD)));
    expect((await attest(chain.tfgrid, "measured.json", "proposal")).code).to.equal(0);
    await chain.travelTo(Number(await chain.grid.Measurements.finalAtOf(PERIOD, 0)));
    folder = await install();
  });

  after(() => chain.close());

  it("brings no compiler and no test tool along", () => {
    const installed = readdirSync(path.join(folder, "node_modules"));

    expect(installed).to.include("ethers");
    for (const name of ["hardhat", "solc", "typescript", "mocha"]) expect(installed).to.not.include(name);
  });

  it("carries the contracts' sources", () => {
    const contracts = path.join(folder, "node_modules", "@threefold", "grid-evm", "contracts");

    expect(existsSync(path.join(contracts, "farming", "FarmingRewards.sol"))).to.equal(true);
  });

  it("claims a month, and says the second time that nothing is left", async () => {
    const before = await chain.grid.TFT.totalSupply();
    const first = await tfgrid("rewards", "claim", "--farm", "1", "--account", "12");
    const second = await tfgrid("rewards", "claim", "--farm", "1", "--account", "12");

    expect(first.stdout).to.match(/^Claimed [\d,]+\.\d{7} TFT for \d+ node-periods of farm 1/);
    expect((await chain.grid.TFT.totalSupply()) > before).to.equal(true);
    expect(second.stdout).to.match(/nothing left to claim for farm 1/);
  });

  it("computes a reward by the rules that it exports", async () => {
    const program = path.join(folder, "compute.mjs");
    writeFileSync(
      program,
      `import { cloudUnits } from "@threefold/grid-evm/rules";
       import { connectGrid } from "@threefold/grid-evm";
       const capacity = { cru: 8, mruBytes: 34359738368n, sruBytes: 1099511627776n, hruBytes: 0n };
       console.log(typeof connectGrid, String(cloudUnits(capacity, 0n).cuMicro));`,
    );

    expect((await run(process.execPath, [program], { cwd: folder })).stdout).to.equal("function 7750000\n");
  });
});

async function install(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "tfgrid-package-"));
  const packed = path.join(folder, "packed");
  mkdirSync(packed);
  await run("npm", ["pack", "--pack-destination", packed], { cwd: ROOT });
  const [tarball] = readdirSync(packed);
  writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
  await run("npm", ["install", "--no-audit", "--no-fund", path.join(packed, tarball ?? "")], { cwd: folder });
  return folder;
}
