import type { Command } from "commander";
import { Option } from "commander";
import type { Answer } from "./answer.ts";
import type { ChainContext, GridContext, LocalContext, SendContext } from "./context.ts";
import type { LocalFlags, NetworkFlags, SendFlags } from "./execute.ts";
import type { Io } from "./io.ts";
import type { Plan } from "./plan.ts";
import { accountNumber, address } from "./values.ts";

/** Headings under which help shows the flags that many commands have. */
const COMMON = "Network and output:";
const SENDING = "Signing and sending:";

/** A command's own file, imported when the command runs. `Options` are the command's flags, already parsed. */
type Runs<Context> = () => Promise<{ run: (context: Context, options: never) => Answer | Promise<Answer> }>;
type Plans = () => Promise<{ plan: (context: SendContext, options: never) => Promise<Plan> }>;

/**
 * Declares commands. A file of declarations names a group's commands with their flags on one page and imports nothing but
 * types and parsers of values: `tfgrid --help` loads all of them.
 *
 * There are four kinds of commands, by what they need. Each kind adds its own flags.
 */
export interface Cli {
  readonly program: Command;
  /** A word that commands begin with, such as `farm`. */
  group(name: string, description: string): Command;
  /** A command without network. */
  local(command: Command, load: Runs<LocalContext>): void;
  /** A command that needs a chain, but no contracts yet. */
  onChain(command: Command, load: Runs<ChainContext>): void;
  /** A command that reads the contracts. */
  reading(command: Command, load: Runs<GridContext>): void;
  /** A command that sends transactions: it says which, and they are simulated, written down or sent. */
  sending(command: Command, load: Plans): void;
}

/** Declares commands of a program; they print to `io`. */
export function createCli(program: Command, io: Io): Cli {
  return {
    program,
    group: (name, description) => program.command(name).description(description),
    local: (command, load) =>
      command.addOption(json()).action(async (flags: LocalFlags) => {
        const { runLocal } = await import("./execute.ts");
        await runLocal(io, flags, (await load()).run);
      }),
    onChain: (command, load) =>
      withNetwork(command).action(async (flags: NetworkFlags) => {
        const { runOnChain } = await import("./execute.ts");
        await runOnChain(io, flags, (await load()).run);
      }),
    reading: (command, load) =>
      withNetwork(command).action(async (flags: NetworkFlags) => {
        const { runReading } = await import("./execute.ts");
        await runReading(io, flags, (await load()).run);
      }),
    sending: (command, load) =>
      withSending(withNetwork(command)).action(async (flags: SendFlags) => {
        const { runSending } = await import("./execute.ts");
        await runSending(io, flags, (await load()).plan);
      }),
  };
}

function withNetwork(command: Command): Command {
  const network = new Option("--network <name>", "the network; else that of TFGRID_NETWORK, else localhost");
  return command.addOption(network.helpGroup(COMMON)).addOption(json());
}

function withSending(command: Command): Command {
  const from = new Option("--from <address>", "who will send, with one of the next three").argParser(address);
  const ways = [
    account(),
    from,
    new Option("--dry-run", "simulate, and show what would be sent").conflicts(["unsigned", "safe"]),
    new Option("--unsigned", "print the calls for another wallet; needs no key").conflicts("safe"),
    new Option("--safe <file>", "write the calls as a batch for Safe's Transaction Builder; needs no key"),
    new Option("--schedule", "announce the calls in the access manager, for a role that acts with a delay"),
  ];
  for (const option of ways) command.addOption(option.helpGroup(SENDING));
  return command;
}

/** The flag that chooses a development account. */
export function account(): Option {
  const description = "account of the development mnemonic that signs (chain 31337 only)";
  return new Option("--account <number>", description).argParser(accountNumber);
}

/** The flag of lists that an indexer can give faster than the chain. */
export function indexer(): Option {
  return new Option("--indexer <url>", "an indexer to ask instead of reading events; else that of TFGRID_INDEXER");
}

function json(): Option {
  return new Option("--json", "print one JSON document on stdout").helpGroup(COMMON);
}
