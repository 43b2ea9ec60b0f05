import { formatTime } from "../../../../sdk/network/format-time.ts";
import { periodStatus } from "../../../../sdk/measurements/period-status.ts";
import type { BatchStatus, PeriodStatus } from "../../../../sdk/measurements/period-status.ts";
import { readSigners } from "../../../../sdk/measurements/read-signers.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { fields } from "../../table.ts";
import { lastEndedPeriod } from "./periods.ts";

/** A batch and who signed it, where that can be found out. */
interface SignedBatch extends BatchStatus {
  readonly signers: readonly string[] | undefined;
}

/** Shows where a period stands. */
export async function run(context: GridContext, flags: { period?: number }): Promise<Answer> {
  const { grid, book } = context;
  const status = await periodStatus(grid, flags.period ?? (await lastEndedPeriod(grid)));
  const batches = await Promise.all(
    status.batches.map(async (batch) => ({ ...batch, signers: await readSigners(grid, batch, book.deployedAtBlock) })),
  );
  return {
    document: { ...status, claimable: claimWords(status), batches },
    text: [
      fields({
        period: String(status.period),
        begins: formatTime(status.startsAt),
        ends: formatTime(status.endsAt),
        "proposals accepted": `from ${formatTime(status.proposableAt)}`,
        "proposal due": formatTime(status.dueAt),
        rewards: claimWords(status),
      }),
      ...batches.map(describe),
    ].join("\n"),
  };
}

function claimWords({ claimableAt, batches, isOverdue }: PeriodStatus): string {
  const [first] = batches;
  if (first?.state === "final" && claimableAt !== undefined) return `claimable since ${formatTime(claimableAt)}`;
  if (claimableAt === undefined || isOverdue) return "overdue: no proposal came in time";
  if (first?.finalAt === undefined) return `expected to be claimable from ${formatTime(claimableAt)} on`;
  return `claimable from ${formatTime(claimableAt)} on, unless the guardian rejects`;
}

function describe(batch: SignedBatch): string {
  const { state, attempt, rejections, count, publishedCount, root, submittedAt, finalAt, signers } = batch;
  const time = (seconds: number | undefined) => (seconds === undefined ? "-" : formatTime(seconds));
  const isOnChain = submittedAt !== undefined;
  return fields({
    batch: `${batch.batch}${batch.batch === 0 ? "" : " (corrections)"}`,
    state: `${state}${rejections === 0 ? "" : `, rejected ${rejections} times`}`,
    attempt: String(attempt),
    ...(isOnChain && {
      leaves: `${publishedCount} of ${count} published`,
      root: root ?? "-",
      proposed: time(submittedAt),
      final: time(finalAt),
      "signed by": signers?.join("\n") ?? "not known: the proposal was sent by a contract, or the node forgot it",
    }),
  });
}
