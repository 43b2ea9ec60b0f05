import type { Outcome } from "../../../../sdk/rules/reward.ts";

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  paid: "Paid",
  violation: "Nothing: its reports contradict each other",
  virtualized: "Nothing: it runs inside another machine",
  unverified: "Nothing: nobody has verified its hardware",
  belowMinimumUptime: "Nothing: below the least uptime",
  nothingMeasured: "Nothing was measured",
};

/** Why a node earned what it earned. */
export function outcomeInWords(outcome: string): string {
  return OUTCOMES[outcome as Outcome] ?? outcome;
}

/** A name of code as words: "uptimeTooHigh" is "uptime too high". */
export function wordsOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
