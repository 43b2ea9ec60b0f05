import { Option } from "commander";
import type { Cli } from "../cli.ts";

/** Commands for developers. */
export function declareDev(cli: Cli): void {
  const dev = cli.group("dev", "for developers: compare with other implementations of the rules");
  const conformance = dev.command("conformance").description("compute given cases, to be compared");

  cli.local(
    conformance
      .command("rewards")
      .description("rewards of an array of nodes, policies and measurements")
      .requiredOption("--input <file>", "JSON shaped as test/fixtures/minting-reward-vectors.json")
      .addOption(
        new Option("--via <what>", "the library, or the contracts on a chain in this process")
          .choices(["sdk", "contract"])
          .default("sdk"),
      ),
    () => import("./dev/conformance-rewards.ts"),
  );

  cli.local(
    conformance
      .command("uptime")
      .description("uptime of an array of sequences of events")
      .requiredOption("--input <file>", "JSON shaped as test/fixtures/minting-uptime-vectors.json"),
    () => import("./dev/conformance-uptime.ts"),
  );

  cli.local(
    conformance
      .command("billing")
      .description("costs, discounts and splits of an array of bills")
      .requiredOption("--input <file>", "JSON shaped as the billing rows of test/fixtures/domain-vectors.json")
      .addOption(
        new Option("--rules <whose>", "the real grid's, to the last unit, or this project's")
          .choices(["grid", "ours"])
          .default("grid"),
      ),
    () => import("./dev/conformance-billing.ts"),
  );
}
