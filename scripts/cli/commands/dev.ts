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
}
