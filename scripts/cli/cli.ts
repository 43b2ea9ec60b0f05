import type { Command } from "commander";
import { Option } from "commander";
import type { Answer } from "./answer.ts";
import type { ChainContext, GridContext, LocalContext, SendContext } from "./context.ts";
import type { LocalFlags, NetworkFlags, SendFlags } from "./execute.ts";
import type { Io } from "./io.ts";
import type { Plan } from "./plan.ts";
import { accountNumber, address } from "./values.ts";

/** A command's own file, imported when the command runs. `Options` are the command's flags, already parsed. */
type Runs<Context> = () => Promise<{ run: (context: Context, options: never) => Answer | Promise<Answer> }>;
type Plans = () => Promise<{ plan: (context: SendContext, options: never) => Promise<Plan> }>;

/**
 * Declares commands. A file of declarations names a group's commands with their flags on one page and imports nothing but
 * types and parsers of values: `tfgrid --help` loads all of them.
 *
 * There are four kinds of commands, by what they need. Each kind adds its own flags.
 */
export class Cli {
  readonly program: Command;
  readonly #io: Io;

  constructor(program: Command, io: Io) {
    this.program = program;
    this.#io = io;
  }

  /** A word that commands begin with, such as `farm`. */
  group(name: string, description: string): Command {
    return this.program.command(name).description(description);
  }

  /** A command without network. */
  local(command: Command, load: Runs<LocalContext>): void {
    command.addOption(json()).action(async (flags: LocalFlags) => {
      const { runLocal } = await import("./execute.ts");
      await runLocal(this.#io, flags, (await load()).run);
    });
  }

  /** A command that needs a chain, but no contracts yet. */
  onChain(command: Command, load: Runs<ChainContext>): void {
    command
      .addOption(network())
      .addOption(json())
      .action(async (flags: NetworkFlags) => {
        const { runOnChain } = await import("./execute.ts");
        await runOnChain(this.#io, flags, (await load()).run);
      });
  }

  /** A command that reads the contracts. */
  reading(command: Command, load: Runs<GridContext>): void {
    command
      .addOption(network())
      .addOption(json())
      .action(async (flags: NetworkFlags) => {
        const { runReading } = await import("./execute.ts");
        await runReading(this.#io, flags, (await load()).run);
      });
  }

  /** A command that sends transactions: it says which, and they are simulated, written down or sent. */
  sending(command: Command, load: Plans): void {
    command
      .addOption(network())
      .addOption(json())
      .option("--account <number>", "account of the development mnemonic that signs (chain 31337 only)", accountNumber)
      .option("--from <address>", "who will send, with --dry-run, --unsigned or --safe", address)
      .addOption(new Option("--dry-run", "simulate, and show what would be sent").conflicts(["unsigned", "safe"]))
      .addOption(new Option("--unsigned", "print the calls for another wallet; needs no key").conflicts("safe"))
      .option("--safe <file>", "write the calls as a batch for Safe's Transaction Builder; needs no key")
      .action(async (flags: SendFlags) => {
        const { runSending } = await import("./execute.ts");
        await runSending(this.#io, flags, (await load()).plan);
      });
  }
}

function network(): Option {
  return new Option("--network <name>", "the network").env("TFGRID_NETWORK").default("localhost");
}

function json(): Option {
  return new Option("--json", "print one JSON document on stdout");
}
