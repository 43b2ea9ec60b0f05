import type { Log } from "ethers";
import { formatTft } from "../token/format-tft.ts";
import type { BatchAttempt } from "./read-attempts.ts";

/** How differences name an attempt at a batch. */
export function attemptName({ batch, attempt }: Pick<BatchAttempt, "batch" | "attempt">): string {
  return `Batch ${batch}, attempt ${attempt}`;
}

/** TFT units as differences show them. */
export function tft(units: bigint): string {
  return `${formatTft(units)} TFT`;
}

/** Whether a log stands before another one in the chain. */
export function precedes(a: Log, b: Log): boolean {
  return a.blockNumber < b.blockNumber || (a.blockNumber === b.blockNumber && a.index < b.index);
}
