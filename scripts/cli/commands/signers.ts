import { Option } from "commander";
import { account } from "../cli.ts";
import type { Cli } from "../cli.ts";
import { address, wholeNumber } from "../values.ts";

/** Commands for attestors, verifiers and price reporters, who renew their sets themselves. */
export function declareSigners(cli: Cli): void {
  const signers = cli.group("signers", "attestors, verifiers, price reporters: who they are, and who follows");
  const set = () =>
    new Option("--set <name>", "whose").choices(["attestors", "verifiers", "reporters"]).makeOptionMandatory();

  cli.reading(
    signers
      .command("show")
      .description("show who speaks now and who will, and how many must sign for a change")
      .addOption(set()),
    () => import("./signers/show.ts"),
  );

  cli.reading(
    signers
      .command("propose")
      .description("make a rotation to new members, for the present ones to sign; sends nothing")
      .addOption(set())
      .requiredOption("--members <addresses...>", "all who shall speak, 1 to 32, also those who stay", addresses)
      .requiredOption("--threshold <number>", "so many of them must sign; more than half", (text) =>
        wholeNumber(text, 1, 32),
      )
      .requiredOption("--out <file>", "where to write the rotation"),
    () => import("./signers/propose.ts"),
  );

  cli.reading(
    signers
      .command("sign")
      .description("check a rotation and sign it, as one of the present members; sends nothing")
      .requiredOption("--rotation <file>", "the rotation")
      .requiredOption("--out <file>", "where to write the signature")
      .addOption(account())
      .option("--party <address>", "the contract wallet that the key signs for", address),
    () => import("./signers/sign.ts"),
  );

  cli.sending(
    signers
      .command("submit")
      .description("bring a signed rotation on chain; it takes effect after a delay that everybody can see")
      .requiredOption("--rotation <file>", "the rotation")
      .option("--signatures <files...>", "the signatures, in any order", []),
    () => import("./signers/submit.ts"),
  );
}

function addresses(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, address(text)];
}
