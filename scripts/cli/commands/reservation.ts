import { Option } from "commander";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { decimalNumber } from "../quantities.ts";
import { address, bytes32, idNumber, tftAmount, usdPrice, wholeNumber } from "../values.ts";

/** No reservation has more addresses. */
const MOST_IPS = 8;

/** Commands for tenants and nodes: from a request to its end. */
export function declareReservation(cli: Cli): void {
  declareReserve(cli);
  const reservation = cli.group("reservation", "reservations: look up, change, cancel, acknowledge");
  const one = (name: string, description: string) =>
    reservation.command(name).description(description).requiredOption("--id <number>", "the reservation", idNumber);

  cli.reading(one("show", "show where a reservation stands and what it costs"), () => import("./reservation/show.ts"));
  cli.reading(
    reservation
      .command("list")
      .description("list the reservations of an account, a node or a farm")
      .addOption(new Option("--paid-by <account>", "those of this account").argParser(idNumber))
      .addOption(new Option("--node <number>", "those on this node").argParser(idNumber).conflicts("paidBy"))
      .addOption(new Option("--farm <number>", "those of this farm").argParser(idNumber).conflicts(["paidBy", "node"])),
    () => import("./reservation/list.ts"),
  );
  cli.sending(
    withDeployment(
      withSize(one("update", "ask the node to run something else, or for more or less; the tenant sends this")),
    ).option("--max-usd-per-month <USD>", "what it may cost at most; the quoted rate when left out", usdPrice),
    () => import("./reservation/update.ts"),
  );
  cli.sending(
    one("withdraw-update", "give up a change that waits for the node"),
    () => import("./reservation/withdraw-update.ts"),
  );
  cli.sending(one("cancel", "close a reservation; the tenant sends this"), () => import("./reservation/cancel.ts"));
  cli.sending(
    one("release", "close a reservation that has no right to stay; anybody sends this"),
    () => import("./reservation/release.ts"),
  );
  cli.sending(
    one("ack", "state that the node runs what it is to run; the node sends this, or anybody with its keystore").option(
      "--key-file <file>",
      "keystore of the node's key, to sign it",
    ),
    () => import("./reservation/ack.ts"),
  );
  cli.sending(
    one("traffic", "set how much public traffic may be charged per day; the tenant sends this").requiredOption(
      "--per-day <size>",
      "such as 10GB; 0 for none",
    ),
    () => import("./reservation/traffic.ts"),
  );
}

function declareReserve(cli: Cli): void {
  cli.sending(
    withDeployment(
      withSize(
        cli.program
          .command("reserve")
          .description("reserve capacity; picks the cheapest suitable node when none is named"),
      ),
    )
      .option("--paid-by <account>", "the escrow account that pays; a new one is opened when left out", idNumber)
      .addOption(new Option("--node <number>", "the node").argParser(idNumber).conflicts(["country", "certified"]))
      .option("--country <name>", "only a node there")
      .option("--certified", "only a certified node")
      .option("--dedicated", "a whole node, which has at least that capacity")
      .option("--provider <address>", "the solution provider who brought you", address)
      .option("--ref <text>", "your own name for it: repeating the command then prints the first one")
      .option("--max-usd-per-month <USD>", "what it may cost at most; the quoted rate when left out", usdPrice)
      .addOption(
        new Option("--deposit <TFT>", "what is paid into the new account").argParser(tftAmount).conflicts("paidBy"),
      )
      .option("--traffic-per-day <size>", "how much public traffic may be charged per day, such as 10GB", "0"),
    () => import("./reservation/reserve.ts"),
  );
}

function withSize(command: Command): Command {
  return command
    .option("--cru <cores>", "logical cores", (text) => wholeNumber(text, 0, 0xffffffff))
    .option("--mru <GiB>", "memory", decimalNumber)
    .option("--sru <GiB>", "SSD", decimalNumber)
    .option("--hru <GiB>", "HDD", decimalNumber)
    .option("--ips <count>", "public IPv4 addresses", (text) => wholeNumber(text, 0, MOST_IPS));
}

function withDeployment(command: Command): Command {
  return command
    .addOption(
      new Option("--hash <hex>", "hash of what the node is to run: 32 bytes").argParser(bytes32).conflicts("file"),
    )
    .option("--file <file>", "what the node is to run: its keccak256 is the hash");
}
