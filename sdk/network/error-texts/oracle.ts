import type { ErrorTexts } from "./error-text.ts";

const CHECK_PARAMETERS = "Correct the parameter file.";

/** Errors of the price feed. */
export const ORACLE_ERRORS: ErrorTexts = {
  PriceInvalid: [
    "A price of {usdPerTft} USD per TFT is out of bounds.",
    "Reports lie between 0.0001 and 1000 USD, the first price of a feed within its limits.",
  ],
  PriceLimitsInvalid: ["The limits {limits} of the price contradict each other.", CHECK_PARAMETERS],
  PriceReportMaxAgeInvalid: [
    "Reports that are fresh for {reportMaxAge} do not go with prices that are stale after {maxAge}.",
    CHECK_PARAMETERS,
  ],
  PriceTooSoon: ["The next price can come from {earliest} on.", "Try again then."],
};
