import { writeFileSync } from "node:fs";
import path from "node:path";
import { GridError } from "../../../../sdk/grid-error.ts";
import { parseMeasurements } from "../../../../sdk/measurements/measurements-document.ts";
import { proposedBatches } from "../../../../sdk/measurements/period-status.ts";
import type { BatchStatus } from "../../../../sdk/measurements/period-status.ts";
import { nextBatchPlace, prepareBatch } from "../../../../sdk/measurements/prepare-batch.ts";
import { writeProposal } from "../../../../sdk/measurements/proposal-document.ts";
import { requirePayable } from "../../../../sdk/measurements/require-payable.ts";
import type { Grid } from "../../../../sdk/network/grid.ts";
import { ruleSetOf } from "../../../../sdk/rules/rule-sets.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { fields } from "../../table.ts";
import { readDocument } from "../../text-file.ts";

interface Flags {
  readonly measurements: string;
  readonly out: string;
  readonly batch?: number;
  readonly unanimous?: boolean;
}

/** Makes a proposal for attestors to sign. */
export async function run(context: GridContext, flags: Flags): Promise<Answer> {
  const { grid, folder } = context;
  const { period, ruleSetId, measurements } = await readDocument(folder, flags.measurements, parseMeasurements);
  const place = await nextBatchPlace(grid, {
    period,
    batch: flags.batch ?? (await nextBatch(grid, period)),
    ruleSet: ruleSetOf(ruleSetId),
  });
  const batch = prepareBatch(measurements, { ...place, isUnanimous: flags.unanimous ?? false });
  await requirePayable(grid, batch);

  const file = path.resolve(folder, flags.out);
  writeFileSync(file, await writeProposal(grid, batch));
  const { proposal } = batch;
  return {
    document: { file, proposal },
    text: fields({
      period: String(period),
      batch: String(proposal.batch),
      attempt: String(proposal.attempt),
      leaves: String(proposal.count),
      root: proposal.root,
      file,
    }),
    hints: [`Each attestor signs it: tfgrid period sign --proposal ${flags.out} --out SIGNATURE.json`],
  };
}

/** The first batch that is not final: the only one that can be proposed. */
async function nextBatch(grid: Grid, period: number): Promise<number> {
  const batches = await proposedBatches(grid, period);
  const last = batches.at(-1);
  if (last === undefined) return 0;
  if (last.state === "final") return last.batch + 1;
  if (last.state === "awaited" || last.state === "void") return last.batch;
  throw new BatchUnderWayError(last);
}

/** There is a proposal on chain that is neither final nor void. */
export class BatchUnderWayError extends GridError {
  override readonly name = "BatchUnderWayError";

  constructor({ period, batch, state }: BatchStatus) {
    super(`Batch ${batch} of period ${period} is ${state}: no other proposal is accepted now.`, {
      hint: `\`tfgrid period status --period ${period}\` says when it is final; a guardian can reject it before.`,
    });
  }
}
