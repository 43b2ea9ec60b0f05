import { approveOperatorCall } from "../../../../sdk/escrow/approve-operator.ts";
import { setManagerCall } from "../../../../sdk/escrow/set-manager.ts";
import { GridError } from "../../../../sdk/grid-error.ts";
import type { Grid } from "../../../../sdk/network/grid.ts";
import type { SendContext } from "../../context.ts";
import type { Plan, Step } from "../../plan.ts";

interface Flags {
  readonly id: number;
  readonly manager?: string;
  readonly operator?: string;
}

/** Dismisses a manager, an operator, or both. */
export async function plan({ grid }: SendContext, flags: Flags): Promise<Plan> {
  const { id, manager, operator } = flags;
  const steps = [
    ...(manager === undefined ? [] : [await managerStep(grid, id, manager)]),
    ...(operator === undefined ? [] : [await operatorStep(grid, id, operator)]),
  ];
  if (steps.length === 0) throw new NobodyNamedError();
  return {
    steps,
    answer: (receipts) => ({
      document: { account: id, manager, operator, transactions: receipts.map(({ hash }) => hash) },
      text: steps.flatMap(({ effects = [] }) => effects).join("\n"),
    }),
  };
}

async function managerStep(grid: Grid, id: number, manager: string): Promise<Step> {
  return {
    call: await setManagerCall(grid, { accountId: id, manager, maxUsdPerSecond: 0n, expiresAt: 0 }),
    summary: `Dismiss manager ${manager} of account ${id}`,
    effects: [`${manager} may do nothing more with account ${id}.`],
  };
}

async function operatorStep(grid: Grid, id: number, operator: string): Promise<Step> {
  const none = { maxUsdPerSecond: 0n, maxChargeUnits: 0n, expiresAt: 0 };
  return {
    call: await approveOperatorCall(grid, { accountId: id, operator, ...none }),
    summary: `Revoke operator ${operator} of account ${id}`,
    effects: [`${operator} may open and charge nothing more for account ${id}; what runs keeps running.`],
  };
}

/** It is not said who is dismissed. */
export class NobodyNamedError extends GridError {
  override readonly name = "NobodyNamedError";

  constructor() {
    super("It is not said whose powers end.", { hint: "Name --manager ADDRESS, --operator ADDRESS, or both." });
  }
}
