import { Command, CommanderError } from "commander";
import { GridError } from "../../sdk/grid-error.ts";
import type { Cli } from "./cli.ts";
import { createCli } from "./cli.ts";
import type { Io } from "./io.ts";
import { printError } from "./print.ts";

/** Declares a group of commands. */
export type Declaration = (cli: Cli) => void;

/**
 * Runs one command line.
 *
 * @param args The words after the program's name
 * @param declarations The groups of commands there are
 * @returns The exit code: 0 only when the command did what it says
 */
export async function runTfgrid(
  args: readonly string[],
  declarations: readonly Declaration[],
  io: Io,
): Promise<number> {
  try {
    await program(declarations, io).parseAsync(args, { from: "user" });
    return 0;
  } catch (thrown) {
    return fail(thrown, io, args.includes("--json"));
  }
}

function program(declarations: readonly Declaration[], io: Io): Command {
  const tfgrid = new Command("tfgrid")
    .description("The ThreeFold Grid on an EVM chain: farms, 3Nodes, measurements, rewards and accounts.")
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeOut: io.out, writeErr: io.err, outputError: () => undefined })
    .addHelpText("after", HELP);
  const cli = createCli(tfgrid, io);
  for (const declare of declarations) declare(cli);
  return tfgrid;
}

const HELP = `
Environment (a file .env in the working folder is read too):
  TFGRID_NETWORK            the network when --network is left out
  TFGRID_RPC_URL            its RPC endpoint, instead of the one in networks.json
  TFGRID_KEYSTORE           encrypted JSON keystore of the account that signs
  TFGRID_HARDHAT_KEY        or: the name of its key in Hardhat's encrypted keystore
  TFGRID_KEYSTORE_PASSWORD  the password of either; asked for when left out
  TFGRID_PRIVATE_KEY        or: the key itself, for local use
  TFGRID_INDEXER            an indexer that lists are asked of, instead of events of the chain
  TFGRID_DEPLOYMENTS        folder of the address books, "deployments" when left out`;

async function fail(thrown: unknown, io: Io, isJson: boolean): Promise<number> {
  if (thrown instanceof CommanderError) return failUsage(thrown, io, isJson);
  if (thrown instanceof Error && thrown.name === "AnsweredFailure") return 1;
  const { explainError } = await import("../../sdk/network/explain-error.ts");
  printError(io, isModuleMissing(thrown) ? new CheckoutNeededError(thrown) : explainError(thrown), isJson);
  return 1;
}

function isModuleMissing(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === "ERR_MODULE_NOT_FOUND";
}

function failUsage(thrown: CommanderError, io: Io, isJson: boolean): number {
  if (thrown.exitCode === 0) return 0;
  if (thrown.code === "commander.help") return 1;
  printError(io, new UsageError(thrown), isJson);
  return 1;
}

/** A command needs the compiler or the deployment tool, which the package does not bring along. */
export class CheckoutNeededError extends GridError {
  override readonly name = "CheckoutNeededError";

  constructor(cause: unknown) {
    super("This command needs the compiler and the compiled contracts, which the package does not bring along.", {
      hint: "Clone the repository and run it there: npm run -s tfgrid -- …",
      cause,
    });
  }
}

/** The command line itself is wrong. */
export class UsageError extends GridError {
  override readonly name = "UsageError";

  constructor(cause: CommanderError) {
    const text = cause.message.replace(/^error: /, "");
    super(`${text.charAt(0).toUpperCase()}${text.slice(1)}`, {
      hint: "Add --help to the command to see what it takes.",
      cause,
    });
  }
}
