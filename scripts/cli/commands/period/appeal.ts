import path from "node:path";
import { GridError } from "../../../../sdk/grid-error.ts";
import { mapInParallel } from "../../../../sdk/network/map-in-parallel.ts";
import { formatPeriod } from "../../../../sdk/network/format-time.ts";
import type { AppealOutcome } from "../../../../services/node/appeal.ts";
import { appealTo } from "../../../../services/node/appeal.ts";
import { connectCollector } from "../../../../services/node/collector.ts";
import { readJournalPeriod } from "../../../../services/node/journal.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { table } from "../../table.ts";

interface Flags {
  readonly node: number;
  readonly period: number;
  readonly journal: string;
  readonly collector: readonly string[];
}

/** Brings collectors the heartbeats of a period that a node's journal holds. */
export async function run({ folder, chainId, book }: GridContext, flags: Flags): Promise<Answer> {
  const scope = { chainId, directory: book.contracts.Directory };
  const journal = path.resolve(folder, flags.journal);
  const heartbeats = readJournalPeriod(journal, { ...scope, nodeId: flags.node }, flags.period);
  if (heartbeats.length === 0) throw new NothingToAppealError(flags);
  const collectors = flags.collector.map((url) => connectCollector(url, scope));
  const outcomes = await mapInParallel(collectors, collectors.length, (one) => appealTo(one, heartbeats));
  const isHeard = outcomes.some(({ accepted, duplicate }) => accepted + duplicate > 0);
  return {
    document: { node: flags.node, period: flags.period, heartbeats: heartbeats.length, collectors: outcomes },
    text: [
      `The journal holds ${heartbeats.length} ${heartbeats.length === 1 ? "heartbeat" : "heartbeats"} of node ${flags.node} in period ${formatPeriod(book.schedule, flags.period)}.`,
      outcomeTable(outcomes),
      ...new Set(outcomes.flatMap(({ reasons }) => reasons)),
    ].join("\n"),
    hints: isHeard ? [NEXT] : ["No collector took any of them: see the reasons above."],
    isFailure: !isHeard,
  };
}

const NEXT =
  "Attestors read them with their next proposal for this period: the next attempt, or, when the measurements are final already, " +
  "a correction. See tfgrid period status.";

function outcomeTable(outcomes: readonly AppealOutcome[]): string {
  return table(
    ["collector", "accepted", "known before", "conflicting", "refused"],
    outcomes.map(({ collector, accepted, duplicate, conflict, refused }) => [
      collector,
      ...[accepted, duplicate, conflict, refused].map(String),
    ]),
  );
}

/** The journal has nothing of that period. */
export class NothingToAppealError extends GridError {
  override readonly name = "NothingToAppealError";

  constructor({ node, period, journal }: Flags) {
    super(`The journal ${journal} holds no heartbeat of node ${node} in period ${period}.`, {
      hint: "Check the folder and the period; the agent keeps as many closed periods as its --keep-periods says.",
    });
  }
}
