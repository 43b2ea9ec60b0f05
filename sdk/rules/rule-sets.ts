import { GridError } from "../grid-error.ts";
import { PROPORTIONAL_UPTIME_RULES, REAL_GRID_UPTIME_RULES } from "./uptime-rules.ts";
import type { UptimeRules } from "./uptime-rules.ts";

/** The rules by which heartbeats become measurements, as proposals name them. */
export interface RuleSet {
  /** What attestors sign with every root. An id never changes its meaning. */
  readonly id: number;
  readonly name: "conformance" | "proportional";
  readonly uptime: UptimeRules;
}

/**
 * All rule sets. Under "conformance" a contradiction voids the period, exactly as on the real grid; the replay of its months
 * uses it. Under "proportional" it voids the interval that it contradicts; live networks use that. docs/measurements.md
 * tells both in full.
 */
export const RULE_SETS = {
  conformance: { id: 1, name: "conformance", uptime: REAL_GRID_UPTIME_RULES },
  proportional: { id: 2, name: "proportional", uptime: PROPORTIONAL_UPTIME_RULES },
} as const satisfies Readonly<Record<RuleSet["name"], RuleSet>>;

/** @throws UnknownRuleSetError */
export function ruleSetOf(id: number): RuleSet {
  const ruleSet = Object.values(RULE_SETS).find((one) => one.id === id);
  if (ruleSet === undefined) throw new UnknownRuleSetError(id);
  return ruleSet;
}

/** A proposal or a file names rules that this library does not have. */
export class UnknownRuleSetError extends GridError {
  override readonly name = "UnknownRuleSetError";

  constructor(id: number) {
    const known = Object.values(RULE_SETS).map((ruleSet) => `${ruleSet.id} (${ruleSet.name})`);
    super(`Rule set ${id} is unknown: this library has ${known.join(" and ")}.`, {
      hint: "Name one of these, or look for a newer release.",
      details: { id },
    });
  }
}
