import { type PlannedPeriod, planPeriods } from "./plan-batches.ts";
import {
  type PlannedAction,
  type PlannedFarm,
  type PlannedNode,
  planActions,
  planFarms,
  planNodes,
} from "./plan-directory.ts";
import { replayNotes } from "./plan-notes.ts";
import {
  type ExpectedDifference,
  type NodePeriodPayment,
  type ReceiptPayment,
  expectedDifferences,
  nodePeriodPayments,
  receiptPayments,
} from "./plan-payments.ts";
import type { RealGrid } from "./real-grid.ts";

/**
 * What the chain must be told, period by period, so that it pays what the real grid paid, and what it is then expected
 * to pay. All ids are those of the real grid. Farms and nodes ascend in the order in which they are created, so the ids
 * that the chain gives them have the same order, and a leaf its planned position.
 */
export interface ReplayPlan {
  readonly firstPeriod: number;
  readonly lastPeriod: number;
  /** What one TFT was taken to be worth when the nodes were connected, in 1/1000 USD. */
  readonly connectionPriceMusd: number;
  readonly farms: readonly PlannedFarm[];
  readonly nodes: readonly PlannedNode[];
  /** In the order of sending; the first ones are due in the period before `firstPeriod`. */
  readonly actions: readonly PlannedAction[];
  readonly periods: readonly PlannedPeriod[];
  /** Every published receipt. */
  readonly receipts: readonly ReceiptPayment[];
  /** Every node and period. */
  readonly payments: readonly NodePeriodPayment[];
  /** The nodes and periods for which replay and real grid differ. */
  readonly differences: readonly ExpectedDifference[];
  /** What a reader of the result should know, one sentence each. */
  readonly notes: readonly string[];
}

/** Turns the history of the real grid into what a chain must be told to repeat it. */
export function replayPlan(grid: RealGrid): ReplayPlan {
  const nodes = planNodes(grid);
  const actions = planActions(grid);
  const periods = planPeriods(grid, actions);
  const numbers = periods.map(({ period }) => period);
  const payments = nodePeriodPayments(grid, periods);
  return {
    firstPeriod: Math.min(...numbers),
    lastPeriod: Math.max(...numbers),
    connectionPriceMusd: grid.connectionPriceMusd,
    farms: planFarms(grid),
    nodes,
    actions,
    periods,
    receipts: receiptPayments(grid),
    payments,
    differences: expectedDifferences(payments),
    notes: replayNotes({ grid, nodes, actions, periods }),
  };
}

/** The actions to send in one period, in order. */
export function actionsIn({ actions }: ReplayPlan, period: number): PlannedAction[] {
  return actions.filter(({ sendIn }) => sendIn === period);
}
