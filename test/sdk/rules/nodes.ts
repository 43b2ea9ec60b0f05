import type { Capacity } from "../../../sdk/rules/capacity.ts";
import { GIB } from "../../../sdk/rules/cloud-units.ts";
import { REPLAY_DIY_FROM_73 } from "../../../sdk/rules/farming-policy.ts";
import type { FarmingPolicy } from "../../../sdk/rules/farming-policy.ts";
import { REAL_GRID_SCHEDULE } from "../../../sdk/rules/minting-period.ts";
import { farmingReward } from "../../../sdk/rules/reward.ts";
import type { RewardInput } from "../../../sdk/rules/reward.ts";

/** Seconds of a period of the real grid. */
export const PERIOD = REAL_GRID_SCHEDULE.lengthSeconds;
/** The documents' "titan-like" node: 7.75 CU and 4.096 SU. */
const TITAN = inGib(8, 32n, 1024n);

/** A DIY node on policy 1, up all the time. */
export const NODE: RewardInput = {
  capacity: TITAN,
  nruBytes: 0n,
  ipSeconds: 0,
  uptimeSeconds: PERIOD,
  violation: "none",
  certified: false,
  virtualized: false,
  verified: true,
  connectionPriceMusd: 80,
  policy: REPLAY_DIY_FROM_73,
  periodLengthSeconds: PERIOD,
};

/** Policies of the real grid beyond 1 and 2 pay in full from their minimum on. */
export function customPolicy(minimumPermille: number): FarmingPolicy {
  return {
    ...REPLAY_DIY_FROM_73,
    uptimeRule: "allOrNothing",
    minimumUptimeDiyPermille: minimumPermille,
    minimumUptimeCertifiedPermille: minimumPermille,
    certifiedBonusBps: 0,
  };
}

/** Resources in GiB. */
export function inGib(cru: number, mru: bigint, sru: bigint, hru = 0n): Capacity {
  return { cru, mruBytes: mru * GIB, sruBytes: sru * GIB, hruBytes: hru * GIB };
}

/** What the node with these differences is paid, in mUSD and TFT units. */
export function paid(differences: Partial<RewardInput>): [bigint, bigint] {
  const { rewardMusd, rewardTftUnits } = farmingReward({ ...NODE, ...differences });
  return [rewardMusd, rewardTftUnits];
}
