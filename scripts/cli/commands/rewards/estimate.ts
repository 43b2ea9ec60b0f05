import { LIVE_CERTIFIED, LIVE_DIY } from "../../../../sdk/rules/farming-policy.ts";
import { GIB } from "../../../../sdk/rules/cloud-units.ts";
import { REAL_GRID_SCHEDULE } from "../../../../sdk/rules/minting-period.ts";
import { farmingReward } from "../../../../sdk/rules/reward.ts";
import type { RewardBreakdown } from "../../../../sdk/rules/reward.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { LocalContext } from "../../context.ts";
import { scaleUp } from "../../quantities.ts";
import { fields } from "../../table.ts";
import { outcomeWords } from "./words.ts";

interface Flags {
  readonly cru: number;
  /** GiB, as decimal text. */
  readonly mru: string;
  readonly sru: string;
  readonly hru: string;
  /** Percent, as decimal text. */
  readonly uptime: string;
  /** mUSD per TFT. */
  readonly price: number;
  readonly certified?: boolean;
}

/** Computes what a node would earn in one period, under the policies of public networks. */
export function run(_context: LocalContext, flags: Flags): Answer {
  const { lengthSeconds } = REAL_GRID_SCHEDULE;
  const certified = flags.certified ?? false;
  const policy = certified ? LIVE_CERTIFIED : LIVE_DIY;
  const reward = farmingReward({
    capacity: {
      cru: flags.cru,
      mruBytes: scaleUp(flags.mru, GIB),
      sruBytes: scaleUp(flags.sru, GIB),
      hruBytes: scaleUp(flags.hru, GIB),
    },
    nruBytes: 0n,
    ipSeconds: 0,
    uptimeSeconds: uptimeSeconds(flags.uptime, lengthSeconds),
    violation: "none",
    certified,
    virtualized: false,
    verified: true,
    connectionPriceMusd: flags.price,
    policy,
    periodLengthSeconds: lengthSeconds,
  });
  const minimum = certified ? policy.minimumUptimeCertifiedPermille : policy.minimumUptimeDiyPermille;
  return {
    document: { ...reward, rewardTft: formatTft(reward.rewardTftUnits), minimumUptimePermille: minimum },
    text: fields(describe(reward, minimum)),
    hints: [
      `A period is ${lengthSeconds / 3600} hours; ${policy.cuMusd / 1000} USD per CU and ${policy.suMusd / 1000} USD per SU are ` +
        `turned into TFT at ${flags.price / 1000} USD, the price that is fixed when a node joins.`,
    ],
  };
}

/** Rounded up, because whole per mille count: 99.1 % is 991 of them and not one second less. */
function uptimeSeconds(percent: string, lengthSeconds: number): number {
  return Number((scaleUp(percent, BigInt(lengthSeconds) * 1_000_000n) + 99_999_999n) / 100_000_000n);
}

function describe(reward: RewardBreakdown, minimumPermille: number): Record<string, string> {
  const { cuMicro, suMicro, uptimePermille, rewardMusd, rewardTftUnits, outcome } = reward;
  return {
    "compute units": `${micro(cuMicro)} CU`,
    "storage units": `${micro(suMicro)} SU`,
    uptime: `${(uptimePermille / 10).toFixed(1)} %`,
    "reward per period": `${formatTft(rewardTftUnits)} TFT (${(Number(rewardMusd) / 1000).toFixed(3)} USD)`,
    ...(outcome !== "paid" && { why: outcomeWords(outcome, minimumPermille) }),
  };
}

function micro(millionths: bigint): string {
  return `${millionths / 1_000_000n}.${(millionths % 1_000_000n).toString().padStart(6, "0")}`;
}
