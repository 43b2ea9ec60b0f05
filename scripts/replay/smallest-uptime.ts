/**
 * The smallest uptime in seconds, up to `periodSeconds`, for which `rewardAt` gives exactly `reward`. The reward must
 * never fall while the uptime grows.
 * @throws NoUptimeForRewardError if no uptime gives it.
 */
export function smallestUptimeFor(
  reward: bigint,
  rewardAt: (uptimeSeconds: number) => bigint,
  periodSeconds: number,
): number {
  let low = 0;
  let high = periodSeconds;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (rewardAt(middle) < reward) low = middle + 1;
    else high = middle;
  }
  if (rewardAt(low) !== reward) throw new NoUptimeForRewardError(reward);
  return low;
}

/** Thrown when a published reward does not follow from any uptime. */
export class NoUptimeForRewardError extends Error {
  override readonly name = "NoUptimeForRewardError";

  constructor(reward: bigint) {
    super(`no uptime gives a reward of exactly ${reward} units: the node's capacity or policy is another one`);
  }
}
