import type { Cli } from "../cli.ts";
import { usdPrice } from "../values.ts";

/** Commands about the price of TFT. */
export function declarePrice(cli: Cli): void {
  const price = cli.group("price", "price of TFT: what it is, and reports of it");

  cli.reading(
    price.command("show").description("show price, average, age and the latest reports"),
    () => import("./price/show.ts"),
  );
  cli.sending(
    price
      .command("report")
      .description("report a price; a member of the price feed's set sends this")
      .requiredOption("--usd <price>", "USD per TFT, such as 0.0125", usdPrice),
    () => import("./price/report.ts"),
  );
}
