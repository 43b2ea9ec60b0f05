import { GridError } from "../grid-error.ts";
import type { Grid } from "../network/grid.ts";
import { explain } from "../rewards/explain.ts";
import { decodeLeaves } from "../rules/leaf.ts";
import type { Measurement } from "../rules/measurement.ts";
import type { PreparedBatch } from "./prepare-batch.ts";

/**
 * Checks before signing that every leaf names terms of its node that cover the period and pay its farm. A batch with other
 * leaves can become final, but nobody can claim those.
 * @throws MeasurementTermsError naming the first such leaf
 */
export async function requirePayable(grid: Grid, { proposal, leaves, tree }: PreparedBatch): Promise<void> {
  const { period } = proposal;
  const source = { period, batch: proposal.batch, leaves, tree };
  const measurements = decodeLeaves(leaves);
  const places = measurements.map((_, position) => ({ source, position }));
  const explained = await explain(grid, period, places);
  for (const [position, measurement] of measurements.entries()) {
    const reward = explained[position]?.reward;
    const isPayable = reward?.isInForce && reward.farmId === measurement.farmId;
    if (!isPayable) throw new MeasurementTermsError(period, measurement, reward?.isInForce ? reward.farmId : undefined);
  }
}

/** A leaf names terms that do not hold for it. */
export class MeasurementTermsError extends GridError {
  override readonly name = "MeasurementTermsError";

  constructor(period: number, { nodeId, farmId, termsIndex }: Measurement, paidFarmId: number | undefined) {
    const defect =
      paidFarmId === undefined ? `do not cover period ${period}` : `pay farm ${paidFarmId}, not farm ${farmId}`;
    super(`Node ${nodeId}: its terms ${termsIndex} ${defect}.`, {
      hint: `Correct termsIndex or farmId; \`tfgrid node show --node ${nodeId}\` lists the node's terms.`,
    });
  }
}
