import { readSettings } from "../../settings.ts";
import { periodAt } from "../../../../sdk/rules/minting-period.ts";

const { schedule } = readSettings(process.env).book;

/** The minting period that a block falls into. */
export function periodOf(block: { readonly timestamp: bigint }): number {
  return periodAt(schedule, Number(block.timestamp));
}
