import { formatTft } from "../../sdk/token/format-tft.ts";
import type { ReplayPlan } from "./plan.ts";
import type { ReplayOutcome } from "./run-result.ts";
import { isAgreed } from "./statement.ts";
import type { Comparison, Share } from "./statement.ts";

/** How many amounts of all 34 months are those of the real grid; the rest goes back to errors of its first program. */
const WHOLE_REPLAY: Comparison = {
  receiptsAsMinted: { equal: 375, total: 384 },
  nodePeriodsAsMinted: { equal: 368, total: 377 },
  nodePeriodsAsPaid: { equal: 372, total: 377 },
};

/** The five nodes and periods in which the real grid paid another amount in the end, as node/period. */
const KNOWN_DIFFERENCES = ["577/45", "580/46", "581/46", "582/46", "1213/46"];

/** What is wrong with a replay of all months, one sentence each; nothing when it is as it must be. */
export function failuresOfWhole(plan: ReplayPlan, outcome: ReplayOutcome): string[] {
  const found = outcome.result.differences.map(({ nodeId, period }) => `${nodeId}/${period}`);
  const isKnown = found.join() === KNOWN_DIFFERENCES.join();
  return [
    ...failures(plan, outcome),
    ...comparisonFailures(outcome.result.comparison, WHOLE_REPLAY),
    ...(outcome.result.audits.length > 0 ? [] : ["No month went through the whole network."]),
    ...(isKnown ? [] : [`The differences are ${found.join(", ")}; expected are ${KNOWN_DIFFERENCES.join(", ")}.`]),
  ];
}

/** What is wrong with a replay of one month, as far as the rules foretell it. */
export function failuresOfMonth(plan: ReplayPlan, outcome: ReplayOutcome): string[] {
  const { receipts, payments } = plan;
  const expected: Comparison = {
    receiptsAsMinted: share(receipts, ({ mintedUnits, rewardUnits }) => mintedUnits === rewardUnits),
    nodePeriodsAsMinted: share(payments, ({ mintedUnits, primaryUnits }) => mintedUnits === primaryUnits),
    nodePeriodsAsPaid: share(payments, ({ paidUnits, replayUnits }) => paidUnits === replayUnits),
  };
  return [...failures(plan, outcome), ...comparisonFailures(outcome.result.comparison, expected)];
}

function failures({ payments }: ReplayPlan, { result, recomputed }: ReplayOutcome): string[] {
  const rows = new Map(result.nodePeriods.map((row) => [`${row.nodeId}/${row.period}`, row.paidUnits]));
  const unpaid = payments.filter(({ nodeId, period, replayUnits }) => rows.get(`${nodeId}/${period}`) !== replayUnits);
  const wrong = recomputed.filter(({ receipt, reward, units }) => {
    return receipt.units !== units || receipt.outcome !== reward.outcome;
  });
  return [
    ...(isAgreed(result.check) ? [] : ["Receipts, balances and recomputation do not agree."]),
    ...result.audits.flatMap(({ period, differences }) =>
      differences.map((one) => `Audit of period ${period}: ${one}`),
    ),
    ...unpaid.map(({ nodeId, period, replayUnits }) => {
      return `Node ${nodeId} was not paid the ${formatTft(replayUnits)} TFT of period ${period}.`;
    }),
    ...wrong.map(({ receipt }) => `Receipt of node ${receipt.nodeId}, period ${receipt.period}, is not by the rules.`),
  ];
}

function comparisonFailures(found: Comparison, expected: Comparison): string[] {
  const names = Object.keys(expected) as (keyof Comparison)[];
  return names
    .filter((name) => found[name].equal !== expected[name].equal || found[name].total !== expected[name].total)
    .map((name) => `${name}: ${text(found[name])} are equal, ${text(expected[name])} must be.`);
}

function text({ equal, total }: Share): string {
  return `${equal} of ${total}`;
}

function share<Item>(items: readonly Item[], isEqual: (item: Item) => boolean): Share {
  return { equal: items.filter(isEqual).length, total: items.length };
}
