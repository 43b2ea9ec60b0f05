import { readQuote } from "../../../../../sdk/oracle/read-quote.ts";
import type { PricingReading } from "../../../../../sdk/pricing/read-pricing.ts";
import { readLatestPricing } from "../../../../../sdk/pricing/read-pricing.ts";
import type { TimedQuote } from "../../../../../sdk/rules/account-forecast.ts";
import type { AtNode } from "../../chain/use-at-node.ts";

/** On what terms something is reserved now. */
export interface PriceTerms {
  readonly pricing: PricingReading;
  readonly quote: TimedQuote;
  readonly isPriceStale: boolean;
  /** How long a node has to acknowledge: so long a reservation's price is held. */
  readonly windowSeconds: number;
}

export async function readPriceTerms(source: AtNode): Promise<PriceTerms> {
  const { grid, provider } = source;
  const [pricing, { quote, isStale }, window] = await Promise.all([
    readLatestPricing(source),
    readQuote(grid, provider),
    grid.Escrow.deploymentWindow(),
  ]);
  return { pricing, quote, isPriceStale: isStale, windowSeconds: Number(window) };
}
