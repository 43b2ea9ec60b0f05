import type { Cli } from "../cli.ts";
import { indexer } from "../cli.ts";
import { utcDate } from "../quantities.ts";
import { address, idNumber, tftAmount, usdPrice } from "../values.ts";

/** Commands for tenants: prepaid accounts of the escrow, and who may act on them. */
export function declareAccount(cli: Cli): void {
  const account = cli.group("account", "prepaid accounts: open, pay in, withdraw, let others act");
  const ofAccount = (name: string, description: string) =>
    account.command(name).description(description).requiredOption("--id <number>", "the account", idNumber);

  cli.sending(
    account.command("create").description("open an account that the sender owns"),
    () => import("./account/create.ts"),
  );
  cli.reading(
    account
      .command("list")
      .description("list all accounts")
      .option("--owner <address>", "only those of this owner", address)
      .addOption(indexer()),
    () => import("./account/list.ts"),
  );
  cli.reading(
    ofAccount("show", "show balance, discount, when it pauses at three prices, streams and who may act"),
    () => import("./account/show.ts"),
  );
  cli.sending(
    ofAccount("deposit", "add TFT of the sender to the balance; owner or manager")
      .requiredOption("--amount <TFT>", "such as 12.5", tftAmount)
      .option("--permit", "in one transaction, by a signature; needs the key"),
    () => import("./account/deposit.ts"),
  );
  cli.sending(
    ofAccount("credit", "give TFT of the sender to an account, whoever owns it").requiredOption(
      "--amount <TFT>",
      "such as 12.5",
      tftAmount,
    ),
    () => import("./account/credit.ts"),
  );
  cli.sending(
    ofAccount("credits", "add to the balance what others gave and what was refunded; owner or manager"),
    () => import("./account/credits.ts"),
  );
  cli.sending(
    ofAccount("withdraw", "pay out of the balance; its owner sends this")
      .requiredOption("--amount <TFT>", "such as 12.5", tftAmount)
      .option("--to <address>", "where it goes; the sender when left out", address),
    () => import("./account/withdraw.ts"),
  );
  cli.sending(
    ofAccount("transfer", "offer an account to somebody, who then accepts it; its owner sends this").requiredOption(
      "--to <address>",
      "the new owner; the zero address withdraws the offer",
      address,
    ),
    () => import("./account/transfer.ts"),
  );
  cli.sending(
    ofAccount("accept", "take over an account that was offered to the sender"),
    () => import("./account/accept.ts"),
  );
  cli.sending(
    ofAccount("manager", "let somebody open, close and pay in, never withdraw; its owner sends this")
      .requiredOption("--manager <address>", "who", address)
      .requiredOption("--max-usd <USD>", "what all streams may cost in 30 days after he opened one", usdPrice)
      .requiredOption("--until <date>", "the first day on which he may no longer, UTC, as 2030-01-31", utcDate),
    () => import("./account/manager.ts"),
  );
  cli.sending(
    ofAccount("approve", "let an operator, a contract, open streams and charge; its owner sends this")
      .requiredOption("--operator <address>", "which contract", address)
      .requiredOption("--max-usd <USD>", "what its streams may cost together in 30 days", usdPrice)
      .option("--max-charge <TFT>", "what it may charge at once, all in all", tftAmount, 0n)
      .requiredOption("--until <date>", "the first day on which it may no longer, UTC, as 2030-01-31", utcDate),
    () => import("./account/approve.ts"),
  );
  cli.sending(
    ofAccount("revoke", "let a manager or an operator act no longer; what runs keeps running")
      .option("--manager <address>", "the manager", address)
      .option("--operator <address>", "the operator", address),
    () => import("./account/revoke.ts"),
  );
  cli.sending(
    account
      .command("close-stream")
      .description("close a stream, even if its operator's contract fails; whoever pays it sends this")
      .requiredOption("--stream <number>", "the stream", idNumber),
    () => import("./account/close-stream.ts"),
  );
}
