import type { Cli } from "../cli.ts";
import { address, wholeNumber } from "../values.ts";

/** Commands about solution providers, who bring customers. */
export function declareProvider(cli: Cli): void {
  cli.sending(
    cli
      .group("provider", "solution providers: approve")
      .command("approve")
      .description("approve a solution provider, for new reservations (policy manager)")
      .requiredOption("--provider <address>", "who", address)
      .requiredOption("--share-bps <count>", "its share, in hundredths of a percent; 0 ends the approval", (text) =>
        wholeNumber(text, 0, 10_000),
      ),
    () => import("./provider/approve.ts"),
  );
}
