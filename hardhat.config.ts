import { fileURLToPath } from "node:url";
import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import hardhatChaiMatchers from "@nomicfoundation/hardhat-ethers-chai-matchers";
import hardhatIgnitionEthers from "@nomicfoundation/hardhat-ignition-ethers";
import hardhatKeystore from "@nomicfoundation/hardhat-keystore";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import hardhatTypechain from "@nomicfoundation/hardhat-typechain";
import hardhatVerify from "@nomicfoundation/hardhat-verify";
import { defineConfig } from "hardhat/config";
import compilerWarnings from "./scripts/hardhat/compiler-warnings.ts";
import parallelBuild from "./scripts/hardhat/parallel-build.ts";
import testFiles from "./scripts/hardhat/test-files.ts";

/** The compiler comes with the lock file: no download, the same bytes everywhere. */
const compiler = { version: "0.8.37", path: fileURLToPath(import.meta.resolve("solc/soljson.js")) };

const settingsFor = ({ runs }: { runs: number }) => ({
  evmVersion: "cancun",
  optimizer: { enabled: true, runs },
  viaIR: true,
});

export default defineConfig({
  plugins: [
    hardhatEthers,
    hardhatChaiMatchers,
    hardhatIgnitionEthers,
    hardhatKeystore,
    hardhatMocha,
    hardhatNetworkHelpers,
    hardhatTypechain,
    hardhatVerify,
    compilerWarnings,
    parallelBuild,
  ],
  tasks: [testFiles],
  paths: {
    // Contracts that only tests deploy live beside the tests.
    sources: ["contracts", "test/contracts"],
    tests: { mocha: "test", solidity: "test" },
  },
  solidity: {
    npmFilesToBuild: ["@openzeppelin/contracts/access/manager/AccessManager.sol"],
    profiles: {
      default: {
        compilers: [{ ...compiler, settings: settingsFor({ runs: 10_000 }) }],
        overrides: {
          // The largest contracts: optimized for size, they stay below the limit for deployed code.
          "contracts/directory/Directory.sol": { ...compiler, settings: settingsFor({ runs: 200 }) },
          "contracts/reservation/Escrow.sol": { ...compiler, settings: settingsFor({ runs: 1_700 }) },
          "contracts/reservation/Reservations.sol": { ...compiler, settings: settingsFor({ runs: 200 }) },
        },
      },
    },
  },
  test: {
    mocha: { timeout: 60_000, forbidOnly: process.env["CI"] !== undefined },
    solidity: {
      profiles: {
        default: { fuzz: { runs: 256 }, invariant: { runs: 32, depth: 32, failOnRevert: true } },
        long: { fuzz: { runs: 20_000 }, invariant: { runs: 256, depth: 256, failOnRevert: true } },
      },
    },
  },
  typechain: { outDir: "typechain-types", tsNocheck: true },
});
