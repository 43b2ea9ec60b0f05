import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { definePlugin } from "hardhat/plugins";
import type { ConfigHooks, SolidityHooks } from "hardhat/types/hooks";

/**
 * Compiles the Solidity tests beside the contracts, on all cores. Hardhat compiles files in one go if their settings are one
 * object, and leaves a core idle: on a machine with two it would run one compiler after the other.
 */
export default definePlugin({
  id: "parallel-build",
  hookHandlers: {
    config: () => Promise.resolve({ default: createConfigHooks }),
    solidity: () => Promise.resolve({ default: createSolidityHooks }),
  },
});

function createConfigHooks(): Promise<Partial<ConfigHooks>> {
  return Promise.resolve({
    resolveUserConfig: async (userConfig, resolveVariable, next) => {
      const config = await next(userConfig, resolveVariable);
      const tests = globSync("test/**/*.sol", { exclude: ["test/contracts/**"] });
      for (const { compilers, overrides } of Object.values(config.solidity.profiles)) {
        for (const compiler of structuredClone(compilers)) for (const file of tests) overrides[file] = compiler;
      }
      return config;
    },
  });
}

function createSolidityHooks(): Promise<Partial<SolidityHooks>> {
  return Promise.resolve({
    build: (context, files, options, next) => next(context, files, { ...options, concurrency: availableParallelism() }),
  });
}
