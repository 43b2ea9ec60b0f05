import type { Grid } from "../network/grid.ts";
import { mapInParallel } from "../network/map-in-parallel.ts";
import { toLeaf } from "./claim-structs.ts";
import type { LeafPlace } from "./claim-structs.ts";
import { toOutcome } from "./outcome.ts";
import type { LeafReward } from "./reward-item.ts";

/** Leaves asked for in one call: nodes bound the gas of a call, and a leaf takes up to about 30,000. */
const LEAVES_PER_CALL = 250;

const PARALLEL_CALLS = 8;

/** Asks the chain what leaves of one period are worth, whether or not they are published, and whether they are settled. */
export async function explain(
  grid: Grid,
  period: number,
  places: readonly LeafPlace[],
): Promise<{ isSettled: boolean; reward: LeafReward }[]> {
  const parts: LeafPlace[][] = [];
  for (let at = 0; at < places.length; at += LEAVES_PER_CALL) parts.push(places.slice(at, at + LEAVES_PER_CALL));
  const answers = await mapInParallel(parts, PARALLEL_CALLS, (part) =>
    grid.FarmingRewards.explain(period, part.map(toLeaf)),
  );
  return answers.flat().map(({ isSettled, isInForce, farmId, reward }) => ({
    isSettled,
    reward: {
      isInForce,
      farmId: Number(farmId),
      cuMicro: reward.cuMicro,
      suMicro: reward.suMicro,
      uptimePermille: Number(reward.uptimePermille),
      musd: reward.musd,
      units: reward.tft,
      outcome: toOutcome(reward.outcome),
    },
  }));
}
