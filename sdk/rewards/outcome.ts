import { OUTCOMES } from "../rules/reward.ts";
import type { Outcome } from "../rules/reward.ts";

/** The word for an outcome's code on chain. */
export function toOutcome(code: bigint): Outcome {
  const outcome = OUTCOMES[Number(code)];
  if (outcome === undefined) throw new RangeError(`${code} is the code of no outcome.`);
  return outcome;
}
