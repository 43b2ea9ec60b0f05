import type { Cli } from "../cli.ts";
import { address, idNumber } from "../values.ts";

/** Commands about twins: where messages for nodes and people go. */
export function declareTwin(cli: Cli): void {
  const twin = cli.group("twin", "twins: where messages for a node or a person go");

  cli.sending(
    twin
      .command("set")
      .description("set the sender's twin; for a node, its key sends this")
      .requiredOption("--relay <host>", "host name of the message relay, such as relay.grid.tf")
      .option("--public-key <key>", "encrypts its messages, 33 bytes; that of the sending key when left out"),
    () => import("./twin/set.ts"),
  );
  cli.reading(
    twin
      .command("show")
      .description("show the twin of a node or of an account")
      .option("--node <number>", "the node", idNumber)
      .option("--address <address>", "the account", address),
    () => import("./twin/show.ts"),
  );
}
