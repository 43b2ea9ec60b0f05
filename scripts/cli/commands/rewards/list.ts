import type { RewardItem } from "../../../../sdk/rewards/reward-item.ts";
import { payoutState } from "../../../../sdk/rewards/payout-state.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { GridContext } from "../../context.ts";
import { table } from "../../table.ts";
import { awaitedSentences, listFarm } from "./listing.ts";
import type { ListingFlags } from "./listing.ts";
import { counted, plainTft, statusWords } from "./words.ts";

/** Lists what a farm can claim and why. */
export async function run(context: GridContext, flags: ListingFlags): Promise<Answer> {
  const { grid } = context;
  const { farm, all = false } = flags;
  const listed = await listFarm(context, flags);
  const [sentences, { owedUnits }] = await Promise.all([awaitedSentences(grid, listed), payoutState(grid, farm)]);
  const shown = listed.items.filter(({ status }) => all || status !== "settled");
  const claimable = shown.filter(({ status }) => status === "claimable");
  const claimableUnits = claimable.reduce((sum, { units }) => sum + units, 0n);
  const settledCount = listed.items.filter(({ status }) => status === "settled").length;
  return {
    document: {
      farm,
      items: shown.map(toDocument),
      settledCount,
      claimableUnits,
      claimableTft: plainTft(claimableUnits),
      owedUnits,
      awaitedPeriods: listed.awaitedPeriods,
    },
    text: [
      ...(shown.length === 0 ? [] : [table(HEAD, shown.map(toRow))]),
      `${formatTft(claimableUnits)} TFT can be claimed now for ${counted(claimable.length, "node-period")}.`,
      ...(settledCount > 0 ? [`${counted(settledCount, "node-period")} settled before.`] : []),
      ...(owedUnits > 0n ? [`${formatTft(owedUnits)} TFT are owed: claimed, and not minted yet.`] : []),
      ...sentences,
    ].join("\n"),
    hints: claimable.length > 0 ? [`Claim it: tfgrid rewards claim --farm ${farm}`] : [],
  };
}

const HEAD = ["period", "node", "uptime", "CU", "SU", "TFT", "state"];

function toRow(item: RewardItem): string[] {
  const { period, nodeId, reward, units } = item;
  const micro = (value: bigint) => (Number(value) / 1e6).toFixed(6);
  return [
    String(period),
    String(nodeId),
    `${(reward.uptimePermille / 10).toFixed(1)} %`,
    micro(reward.cuMicro),
    micro(reward.suMicro),
    formatTft(item.status === "settled" ? reward.units : units),
    statusWords(item),
  ];
}

function toDocument(item: RewardItem) {
  const { period, batch, position, nodeId, kind, status, units, measurement, reward, finalAt } = item;
  return {
    period,
    node: nodeId,
    batch,
    position,
    kind,
    status,
    why: statusWords(item),
    units,
    tft: plainTft(units),
    uptimeSeconds: measurement.uptimeSeconds,
    uptimePermille: reward.uptimePermille,
    cuMicro: reward.cuMicro,
    suMicro: reward.suMicro,
    musd: reward.musd,
    rewardUnits: reward.units,
    outcome: reward.outcome,
    finalAt,
  };
}
