import type { Cli } from "../cli.ts";
import { wholeNumber } from "../values.ts";

/** Commands about farming policies. */
export function declarePolicy(cli: Cli): void {
  const policy = cli.group("policy", "farming policies: what a node earns");

  cli.reading(policy.command("list").description("list all policies"), () => import("./policy/list.ts"));
  cli.sending(
    policy
      .command("add")
      .description("add a policy, for new terms; the policy manager sends this")
      .requiredOption("--file <file>", "the policy, as JSON: one entry of `policies` in a parameter file"),
    () => import("./policy/add.ts"),
  );
  cli.sending(
    policy
      .command("connection-price")
      .description("set the TFT price at which new terms convert rewards; the policy manager sends this")
      .requiredOption("--musd <number>", "thousandths of a USD per TFT", (text) => wholeNumber(text, 1, 0xffffffff)),
    () => import("./policy/connection-price.ts"),
  );
}
