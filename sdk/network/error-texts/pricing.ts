import type { ErrorTexts } from "./error-text.ts";

/** Errors of Pricing. */
export const PRICING_ERRORS: ErrorTexts = {
  PricingInvalid: [
    "These prices or shares are not allowed.",
    "Give prices above 0, dedicated nodes at most and certified ones at least at 10,000 basis points, and shares of 10,000 in all.",
  ],
  PricingIsLatest: ["Pricing version {version} is the latest one and cannot be retired.", "Add another version first."],
  PricingIsRetired: ["Pricing version {version} is retired already.", "Nothing more needs to be done."],
  PricingNotFound: ["There is no pricing version {version}.", "Check the number; versions count from 1."],
};
