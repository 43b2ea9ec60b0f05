import { GridError } from "../grid-error.ts";
import { groupBy } from "../group-by.ts";
import type { Call } from "../network/call.ts";
import { explainRevert } from "../network/explain-revert.ts";
import type { Grid } from "../network/grid.ts";
import { claimCorrectionsCall } from "./claim-corrections.ts";
import { toBatchClaim, toCorrectionClaim } from "./claim-structs.ts";
import { claimCall } from "./claim.ts";
import type { RewardItem } from "./reward-item.ts";

/** What the gas of one transaction may be estimated at: 2^24 (EIP-7825) less what estimates miss. */
const MOST_GAS = (2n ** 24n * 9n) / 10n;

/** Leaves to begin with; more never fit, since each takes at least 20,000 gas. */
const MOST_LEAVES = 800;

export interface PlanClaimsParameters {
  readonly farmId: number;
  /** What to claim; none of it settled. */
  readonly items: readonly RewardItem[];
  /** Who will send, where that is known: during a change of the payout address only the owner may. */
  readonly from?: string | undefined;
}

/** A transaction of a claim. */
export interface ClaimPart {
  readonly kind: RewardItem["kind"];
  readonly items: readonly RewardItem[];
  readonly call: Call;
}

/**
 * Claims items in as few transactions as the gas limit allows, primary leaves before corrections. They are independent:
 * any of them can fail, be repeated, or be sent by somebody else.
 * @returns no transactions when there are no items
 */
export async function planClaims(grid: Grid, { farmId, items, from }: PlanClaimsParameters): Promise<ClaimPart[]> {
  const parts: ClaimPart[] = [];
  for (const kind of ["primary", "correction"] as const) {
    const ofKind = items.filter((item) => item.kind === kind);
    const waiting = cut(ofKind, MOST_LEAVES);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const call = await toClaimCall(grid, farmId, next);
      if (await fits(grid, call, from)) parts.push({ kind, items: next, call });
      else waiting.unshift(...halves(farmId, next));
    }
  }
  return parts;
}

function toClaimCall(grid: Grid, farmId: number, items: readonly RewardItem[]): Promise<Call> {
  const corrections = items.flatMap(({ source, position, primary }) =>
    primary === undefined ? [] : [toCorrectionClaim({ source, position }, primary)],
  );
  if (corrections.length > 0) return claimCorrectionsCall(grid, { farmId, corrections });

  const positions = groupBy(items, ({ source }) => source);
  const claims = [...positions].map(([source, ofBatch]) =>
    toBatchClaim(
      source,
      ofBatch.map(({ position }) => position),
    ),
  );
  return claimCall(grid, { farmId, claims });
}

async function fits(grid: Grid, { to, data }: Call, from: string | undefined): Promise<boolean> {
  try {
    const gas = await grid.FarmingRewards.runner?.provider?.estimateGas({ to, data, ...(from && { from }) });
    return gas !== undefined && gas <= MOST_GAS;
  } catch (error) {
    // A refusal by the contract does not pass with fewer leaves; anything else may be due to their number.
    if (explainRevert(error) !== undefined) throw error;
    return false;
  }
}

function halves(farmId: number, items: readonly RewardItem[]): RewardItem[][] {
  const [first] = items;
  if (items.length === 1 && first !== undefined) throw new ClaimTooLargeError(farmId, first);
  return cut(items, Math.ceil(items.length / 2));
}

function cut<Item>(items: readonly Item[], size: number): Item[][] {
  const parts: Item[][] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}

/** Not even one leaf can be claimed within the gas of a transaction. */
export class ClaimTooLargeError extends GridError {
  override readonly name = "ClaimTooLargeError";

  constructor(farmId: number, { nodeId, period }: RewardItem) {
    super(`Claiming node ${nodeId} of farm ${farmId} for period ${period} takes more gas than the network allows.`, {
      hint: "Check the endpoint: its node may allow less gas than the chain does.",
    });
  }
}
