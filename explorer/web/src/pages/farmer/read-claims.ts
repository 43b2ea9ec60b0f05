import type { AddressBook } from "../../../../../sdk/network/address-book.ts";
import { connectGrid } from "../../../../../sdk/network/grid.ts";
import { listRewards } from "../../../../../sdk/rewards/list-rewards.ts";
import { payoutState } from "../../../../../sdk/rewards/payout-state.ts";
import type { ClaimPart } from "../../../../../sdk/rewards/plan-claims.ts";
import { planClaims } from "../../../../../sdk/rewards/plan-claims.ts";
import type { RewardItem } from "../../../../../sdk/rewards/reward-item.ts";
import { connectNode } from "../../chain/session.ts";
import { indexer } from "../../data/indexer.ts";

/** The indexer's largest page. */
const MOST_PERIODS = 1000;

/** What can be done for a farm now, as the chain says. */
export interface FarmClaims {
  /** What was measured and is not settled, with what it is worth or why it is worth nothing. */
  readonly items: readonly RewardItem[];
  /** The transactions that claim what can be claimed. */
  readonly parts: readonly ClaimPart[];
  /** Rewards that could not be minted when they were claimed, in TFT units. */
  readonly owedUnits: bigint;
  /** From reservations, not paid out yet, in TFT units. */
  readonly earnedUnits: bigint;
}

/** Reads at the chain, not at the indexer, what a person is about to sign for. */
export async function readClaims(book: AddressBook, farmId: number, from: string): Promise<FarmClaims> {
  const node = connectNode(book);
  try {
    const grid = connectGrid(book.contracts, node);
    const { items: periods } = await indexer.listPeriods({ limit: MOST_PERIODS });
    const published = periods.filter(({ state }) => state === "reviewing" || state === "final");
    const [{ items }, { owedUnits }, earnedUnits] = await Promise.all([
      listRewards(grid, { farmId, periods: published.map(({ period }) => period) }),
      payoutState(grid, farmId),
      grid.Escrow.farmCreditsOf(farmId),
    ]);
    const open = items.filter(({ status }) => status !== "settled");
    const claimable = open.filter(({ status }) => status === "claimable");
    return { items: open, parts: await planClaims(grid, { farmId, items: claimable, from }), owedUnits, earnedUnits };
  } finally {
    node.destroy();
  }
}
