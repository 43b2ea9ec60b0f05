import type { GasUse } from "../replay/statement.ts";
import type { RecomputedAmount } from "./ledger.ts";

/*
 * What became of the tenants' money, as the main job hands it to `tenancyText` and `statementJson`. Farm and node ids are those
 * of the real grid, amounts are in 10^-7 TFT ("units").
 */

/** Everything that the tenants' half has to tell. */
export interface TenancyResult {
  readonly tenants: readonly TenantResult[];
  readonly farms: readonly TenantFarmResult[];
  /** What the solution provider was paid. */
  readonly providerPaidUnits: bigint;
  readonly check: MoneyCheck;
  /** How many amounts were computed anew, by the rules of the library. */
  readonly recomputed: number;
  /** Those of them that differ from the chain's. */
  readonly differing: readonly RecomputedAmount[];
  /** Gas by kind of transaction, in the order to be printed. */
  readonly gas: readonly GasUse[];
}

/** Who got what was charged for. */
export interface Shared {
  readonly farmUnits: bigint;
  readonly providerUnits: bigint;
  readonly poolUnits: bigint;
  /** Back to the tenant, for the time not served. */
  readonly refundedUnits: bigint;
}

/** An account, from its first deposit on. */
export interface TenantResult extends Shared {
  readonly name: string;
  readonly accountId: number;
  readonly depositedUnits: bigint;
  readonly withdrawnUnits: bigint;
  readonly balanceUnits: bigint;
  readonly creditUnits: bigint;
  /** What rounding down left in the escrow. */
  readonly roundingUnits: bigint;
  /** Each leaves less than one unit, and the balance too. */
  readonly settlements: number;
}

/** What a farm's reservations brought. */
export interface TenantFarmResult {
  readonly farmId: number;
  readonly name: string;
  readonly reservations: readonly ReservationResult[];
  readonly paidUnits: bigint;
  readonly creditUnits: bigint;
}

/** A reservation, and who got what it cost. */
export interface ReservationResult extends Shared {
  readonly reservationId: number;
  readonly nodeId: number;
  readonly tenant: string;
}

/** Where all deposits are. */
export interface MoneyCheck {
  readonly depositedUnits: bigint;
  readonly balanceUnits: bigint;
  /** Of tenants, farms and providers. */
  readonly creditUnits: bigint;
  /** To farms and providers, and what tenants withdrew. */
  readonly paidUnits: bigint;
  readonly poolUnits: bigint;
  readonly roundingUnits: bigint;
  /** What the escrow holds, by the token. */
  readonly heldUnits: bigint;
}

/** The most that rounding can leave of a tenant's money: less than a unit per settlement, and of the balance. */
export function mostRounding({ settlements }: Pick<TenantResult, "settlements">): bigint {
  return BigInt(settlements);
}

/** What is wrong, one sentence each: every unit must be somewhere, and where the rules say. */
export function tenancyFailures({ tenants, check, differing }: TenancyResult): string[] {
  const { depositedUnits, paidUnits, heldUnits } = check;
  const lost = tenants.filter((tenant) => tenant.roundingUnits < 0n || tenant.roundingUnits > mostRounding(tenant));
  return [
    ...differing.map(({ what, found, expected }) => `${what}: the chain says ${found}, the rules say ${expected}.`),
    ...lost.map(({ name, roundingUnits }) => `${roundingUnits} units of ${name} are no rounding.`),
    ...(isBalanced(check) ? [] : ["Deposits are not balances, credits, payments, pool and rounding."]),
    ...(depositedUnits === paidUnits + heldUnits ? [] : ["The escrow does not hold what was deposited and not paid."]),
  ];
}

/** Whether every deposited unit is somewhere. */
export function isBalanced(check: MoneyCheck): boolean {
  const { depositedUnits, balanceUnits, creditUnits, paidUnits, poolUnits, roundingUnits } = check;
  return depositedUnits === balanceUnits + creditUnits + paidUnits + poolUnits + roundingUnits;
}
