import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { GridError } from "../../../../sdk/grid-error.ts";
import type { LocalContext } from "../../context.ts";
import { homeFolder } from "../../networks.ts";

/** Compiles what has changed, in a checkout: what is deployed is what the sources say. The package carries compiled contracts. */
export async function buildContracts({ env, progress }: LocalContext): Promise<void> {
  const home = homeFolder();
  const hardhat = path.join(home, "node_modules", "hardhat", "dist", "src", "cli.js");
  if (!existsSync(path.join(home, "hardhat.config.ts")) || !existsSync(hardhat)) return;
  progress("Compiling what has changed in the contracts.");
  const child = spawn(process.execPath, [hardhat, "build", "--quiet", "--no-tests"], {
    cwd: home,
    env: { ...env, HARDHAT_DISABLE_TELEMETRY: "true" },
    // What the compiler says is no part of the answer.
    stdio: ["ignore", process.stderr, process.stderr],
  });
  const code = await new Promise((resolve) => child.on("exit", resolve));
  if (code !== 0) throw new BuildFailedError();
}

/** The contracts do not compile. */
export class BuildFailedError extends GridError {
  override readonly name = "BuildFailedError";

  constructor() {
    super("The contracts do not compile.", { hint: "Correct what the compiler says above, then deploy again." });
  }
}
