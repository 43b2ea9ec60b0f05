import { formatTime } from "../../../../sdk/network/format-time.ts";
import type { RewardItem } from "../../../../sdk/rewards/reward-item.ts";
import type { Outcome } from "../../../../sdk/rules/reward.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";

/** Why a reward is zero. The minimum is left out where it is not known. */
export function outcomeWords(outcome: Outcome, minimumUptimePermille?: number): string {
  switch (outcome) {
    case "paid":
      return "paid";
    case "violation":
      return "violation";
    case "virtualized":
      return "runs in a virtual machine";
    case "unverified":
      return "hardware not verified";
    case "belowMinimumUptime":
      return minimumUptimePermille === undefined
        ? "below minimum uptime"
        : `below minimum uptime ${(minimumUptimePermille / 10).toFixed(1)} %`;
    case "nothingMeasured":
      return "nothing measured";
  }
}

/** What can be done with a leaf, in words. */
export function statusWords({ status, kind, reward, finalAt, farmId }: RewardItem): string {
  switch (status) {
    case "claimable":
      return kind === "correction" ? "claimable (correction)" : "claimable";
    case "zero":
      return `zero: ${outcomeWords(reward.outcome)}`;
    case "settled":
      return kind === "correction" ? "settled: adds nothing to what was paid" : "settled";
    case "notFinal":
      return `claimable from ${formatTime(finalAt)} on`;
    case "termsNotInForce":
      return "names terms that do not cover the period: to be corrected by the attestors";
    case "otherFarm":
      return `its terms pay farm ${reward.farmId}, not farm ${farmId}`;
  }
}

/** Exact TFT without separators, for programs and spreadsheets. */
export function plainTft(units: bigint): string {
  return formatTft(units).replaceAll(",", "");
}

/** "1 node", "2 nodes". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
