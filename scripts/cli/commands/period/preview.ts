import { collectorSource } from "../../../../services/attestor/collector-source.ts";
import { previewFarm } from "../../../../services/attestor/preview-farm.ts";
import type { FarmPreview, NodePreview } from "../../../../services/attestor/preview-farm.ts";
import { batchStatus } from "../../../../sdk/measurements/period-status.ts";
import { blockTime } from "../../../../sdk/network/block-time.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import type { Grid } from "../../../../sdk/network/grid.ts";
import type { RuleSet } from "../../../../sdk/rules/rule-sets.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { table } from "../../table.ts";
import { lastEndedPeriod } from "./periods.ts";

interface Flags {
  readonly farm: number;
  readonly collector: readonly string[];
  readonly period?: number;
  readonly ruleSet: RuleSet;
}

/** So many gaps and contradictions of a node are told in text; the document has all. */
const MOST_TOLD = 10;

/** Shows what attestors would state of a farm's nodes now, and why. */
export async function run(context: GridContext, flags: Flags): Promise<Answer> {
  const { provider, chainId, book, grid } = context;
  const period = flags.period ?? (await interestingPeriod(grid));
  const preview = await previewFarm(context, {
    farmId: flags.farm,
    period,
    ruleSet: flags.ruleSet,
    collectors: flags.collector.map(collectorSource),
    scope: { chainId, directory: book.contracts.Directory },
    now: await blockTime(provider),
  });
  return {
    document: { period, ruleSetId: flags.ruleSet.id, ...documentOf(preview) },
    text: [`Period ${period}, rule set ${flags.ruleSet.name}:`, ...textOf(preview)].join("\n"),
    hints: preview.nodes.length === 0 ? [`No node works for farm ${flags.farm} in period ${period}.`] : HINTS,
  };
}

const HINTS = [
  "Is something missing that your node has in its journal? Send it: tfgrid period appeal --node NODE",
  "This is what would be attested by what is known now; it changes while heartbeats come in.",
];

/** The last one that ended, as long as its measurements are not final; then the running one. */
async function interestingPeriod(grid: Grid): Promise<number> {
  const ended = await lastEndedPeriod(grid);
  const { state } = await batchStatus(grid, { period: ended, batch: 0 });
  return state === "final" ? ended + 1 : ended;
}

function documentOf({ nodes, faults }: FarmPreview) {
  return {
    nodes: nodes.map(({ nodeId, terms, measurement, history, conflicts, worth }) => ({
      node: nodeId,
      termsIndex: terms?.termsIndex,
      measurement,
      history,
      conflicts: conflicts.map(({ sequence, sentAt, signature }) => ({ sequence, sentAt, signature })),
      uptimePermille: worth?.reward.uptimePermille ?? 0,
      outcome: worth?.reward.outcome ?? "nothingMeasured",
      units: worth?.reward.rewardTftUnits ?? 0n,
    })),
    faults,
  };
}

function textOf({ nodes, faults }: FarmPreview): string[] {
  const head = ["node", "heartbeats", "uptime", "violation", "gaps", "contradictions", "expected"];
  return [table(head, nodes.map(rowOf)), ...nodes.flatMap(evidenceOf), ...faults.map(({ message }) => message)];
}

function rowOf({ nodeId, measurement, history, worth }: NodePreview): string[] {
  const { outcome = "nothingMeasured", rewardTftUnits = 0n, uptimePermille = 0 } = worth?.reward ?? {};
  return [
    String(nodeId),
    String(history.heartbeats),
    `${measurement?.uptimeSeconds ?? 0} s, ${uptimePermille} ‰`,
    measurement?.violation ?? "none",
    String(history.gaps.length),
    String(history.contradictions.length),
    outcome === "paid" ? `${formatTft(rewardTftUnits)} TFT` : `0 TFT: ${outcome}`,
  ];
}

function evidenceOf({ nodeId, history, conflicts }: NodePreview): string[] {
  const span = (from: number, to: number) => `from ${formatTime(from)} to ${formatTime(to)} (${to - from} s)`;
  return [
    ...history.gaps.slice(0, MOST_TOLD).map(([from, to]) => `node ${nodeId}: not proven up ${span(from, to)}`),
    ...history.contradictions
      .slice(0, MOST_TOLD)
      .map(({ from, to, kind }) => `node ${nodeId}: ${kind}, reports contradict each other ${span(from, to)}`),
    ...history.dips
      .slice(0, MOST_TOLD)
      .map(({ at }) => `node ${nodeId}: less capacity at ${formatTime(at)}, not counted`),
    ...(history.failedBoots === 0 ? [] : [`node ${nodeId}: ${history.failedBoots} wake-up requests failed`]),
    ...(conflicts.length === 0
      ? []
      : [`node ${nodeId}: ${conflicts.length} heartbeats share numbers: a second machine has its key`]),
  ];
}
