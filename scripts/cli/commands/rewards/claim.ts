import type { TransactionReceipt } from "ethers";
import { GridError } from "../../../../sdk/grid-error.ts";
import { extractEvents } from "../../../../sdk/network/extract-event.ts";
import { formatTime } from "../../../../sdk/network/format-time.ts";
import type { Grid } from "../../../../sdk/network/grid.ts";
import { extractRewardsSettled } from "../../../../sdk/rewards/claim.ts";
import type { FarmRewards } from "../../../../sdk/rewards/list-rewards.ts";
import { payOwedCall } from "../../../../sdk/rewards/pay-owed.ts";
import { payoutState } from "../../../../sdk/rewards/payout-state.ts";
import type { PayoutState } from "../../../../sdk/rewards/payout-state.ts";
import { planClaims } from "../../../../sdk/rewards/plan-claims.ts";
import type { ClaimPart } from "../../../../sdk/rewards/plan-claims.ts";
import type { RewardItem } from "../../../../sdk/rewards/reward-item.ts";
import { formatTft } from "../../../../sdk/token/format-tft.ts";
import type { Answer } from "../../answer.ts";
import type { SendContext } from "../../context.ts";
import type { Plan, Step } from "../../plan.ts";
import { awaitedSentences, listFarm } from "./listing.ts";
import type { ListingFlags } from "./listing.ts";
import { counted, plainTft } from "./words.ts";

/** Claims what a farm earned, and what it is owed from before as far as that can be minted. */
export async function plan(context: SendContext, flags: ListingFlags): Promise<Plan> {
  const { grid, sender } = context;
  const listed = await listFarm(context, flags);
  if (flags.period !== undefined) requireFinal(listed);
  const wanted = flags.all ? ["claimable", "zero"] : ["claimable"];
  const items = listed.items.filter(({ status }) => wanted.includes(status));

  const state = await payoutState(grid, flags.farm);
  const parts = await planClaims(grid, { farmId: flags.farm, items, from: sender });
  return {
    steps: [...(await owedSteps(grid, flags.farm, state)), ...parts.map(toStep(flags.farm, state))],
    answer: (receipts) =>
      receipts.length === 0 ? nothingLeft(grid, flags, listed) : claimed(grid, flags.farm, state, receipts),
  };
}

function toStep(farmId: number, { payout }: PayoutState) {
  return ({ kind, items, call }: ClaimPart, index: number): Step => {
    const units = items.reduce((sum, item) => sum + item.units, 0n);
    const noun = kind === "primary" ? "reward" : "correction";
    return {
      call,
      summary: `Claim ${counted(items.length, noun)} of farm ${farmId}: ${formatTft(units)} TFT`,
      effects: [`${payout} receives ${formatTft(units)} TFT.`],
      // What a correction adds, and costs, follows from what was paid before.
      needsPrevious: kind === "correction" && index > 0,
    };
  };
}

async function owedSteps(grid: Grid, farmId: number, state: PayoutState): Promise<Step[]> {
  const { payout, owedUnits, mintableUnits } = state;
  if (owedUnits === 0n || mintableUnits === 0n) return [];
  const effects = [`${payout} receives up to ${formatTft(owedUnits)} TFT that were claimed before.`];
  return [{ call: await payOwedCall(grid, { farmId }), summary: `Pay what farm ${farmId} is owed`, effects }];
}

async function claimed(
  grid: Grid,
  farmId: number,
  { payout }: PayoutState,
  receipts: readonly TransactionReceipt[],
): Promise<Answer> {
  const settled = receipts.flatMap((receipt) => extractRewardsSettled(grid, receipt));
  const units = settled.reduce((sum, { tft }) => sum + tft, 0n);
  const owedPaid = receipts.flatMap((receipt) => owedPaidIn(grid, receipt)).reduce((sum, minted) => sum + minted, 0n);
  const { owedUnits } = await payoutState(grid, farmId);
  return {
    document: {
      farm: farmId,
      payout,
      settled: settled.map(({ nodeId, period, tft }) => ({ period: Number(period), node: Number(nodeId), units: tft })),
      claimedUnits: units,
      claimedTft: plainTft(units),
      owedPaidUnits: owedPaid,
      owedUnits,
      transactions: receipts.map(({ hash }) => hash),
    },
    text: [
      `Claimed ${formatTft(units)} TFT for ${counted(settled.length, "node-period")} of farm ${farmId}, ` +
        `in ${counted(receipts.length, "transaction")}; they go to ${payout}.`,
      ...(owedPaid > 0n ? [`${formatTft(owedPaid)} TFT that were owed from before were paid too.`] : []),
      ...(owedUnits > 0n ? [`${formatTft(owedUnits)} TFT are owed: they could not be minted yet.`] : []),
    ].join("\n"),
    hints: [`For the books: tfgrid rewards receipts --farm ${farmId}`],
  };
}

function owedPaidIn(grid: Grid, receipt: TransactionReceipt): bigint[] {
  const { FarmingRewards } = grid;
  return extractEvents(FarmingRewards, FarmingRewards.filters.OwedPaid, receipt).map(({ minted }) => minted);
}

async function nothingLeft(grid: Grid, { farm, period }: ListingFlags, listed: FarmRewards): Promise<Answer> {
  const zeros = listed.items.filter(({ status }) => status === "zero").length;
  const pending = listed.items.filter(({ status }) => status === "notFinal");
  const where = period === undefined ? "" : ` for period ${period}`;
  return {
    document: { farm, settled: [], claimedUnits: 0n, claimedTft: plainTft(0n), transactions: [] },
    text: [
      `There is nothing left to claim for farm ${farm}${where}.`,
      ...finalSentences(pending),
      ...(await awaitedSentences(grid, listed)),
      ...(zeros > 0 ? [`${counted(zeros, "node-period")} earned nothing: tfgrid rewards list says why.`] : []),
    ].join("\n"),
  };
}

/** When the measurements under review can be claimed. */
function finalSentences(pending: readonly RewardItem[]): string[] {
  const dates = new Map(pending.map(({ period, finalAt }) => [period, finalAt]));
  return [...dates].map(([period, finalAt]) => `Period ${period} can be claimed from ${formatTime(finalAt)} on.`);
}

/** @throws MeasurementsNotFinalError when all that could be claimed is still under review */
function requireFinal({ items }: FarmRewards): void {
  const pending = items.find(({ status }) => status === "notFinal");
  const isAnyClaimable = items.some(({ status }) => status === "claimable" || status === "zero");
  if (pending !== undefined && !isAnyClaimable) throw new MeasurementsNotFinalError(pending);
}

/** The period asked for is under review. */
export class MeasurementsNotFinalError extends GridError {
  override readonly name = "MeasurementsNotFinalError";

  constructor({ period, batch, finalAt }: RewardItem) {
    const what = batch === 0 ? `Period ${period}` : `The correction of period ${period}`;
    super(`${what} is not final yet: it can be claimed from ${formatTime(finalAt)} on, unless a guardian rejects it.`, {
      hint: "Claim it then; claiming late pays the same.",
    });
  }
}
