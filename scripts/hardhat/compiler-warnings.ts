import { definePlugin } from "hardhat/plugins";
import type { SolidityHooks } from "hardhat/types/hooks";
import type { CompilerOutputError } from "hardhat/types/solidity";

const CODE_SIZE = /Contract (code|initcode) size is/;

/** A compiler warning about our own sources fails the build, before any artifact is kept; one about a dependency is silent. */
export default definePlugin({
  id: "compiler-warnings",
  hookHandlers: { solidity: () => Promise.resolve({ default: createHooks }) },
});

function createHooks(): Promise<Partial<SolidityHooks>> {
  return Promise.resolve({
    // Later hooks see the warnings only when the artifacts are already written, so that a second build would pass.
    invokeSolc: async (context, compiler, input, config, next) => {
      const output = await next(context, compiler, input, config);
      // Instrumented sources draw warnings of their own; the plain build judges the real ones.
      if (output.errors === undefined || context.globalOptions.coverage) return output;
      return { ...output, errors: output.errors.map((error) => (isOurs(error) ? toError(error) : error)) };
    },
    getCompilationJobErrors: async (context, job, output, next) => {
      const errors = await next(context, job, output);
      return errors.filter((error) => !(error.severity === "warning" && mentions(error, "node_modules/")));
    },
  });
}

function isOurs(error: CompilerOutputError): boolean {
  if (error.severity !== "warning" || !mentions(error, "--> project/")) return false;
  // A test contract is never deployed to a chain with a size limit.
  return !(CODE_SIZE.test(error.message) && mentions(error, "--> project/test/"));
}

function mentions({ formattedMessage = "" }: CompilerOutputError, text: string): boolean {
  return formattedMessage.includes(text);
}

function toError(warning: CompilerOutputError): CompilerOutputError {
  return { ...warning, type: "WarningAsError", severity: "error" };
}
