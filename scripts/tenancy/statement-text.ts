import { formatWhole } from "../../sdk/format-number.ts";
import { formatTft } from "../../sdk/token/format-tft.ts";
import { gasSection, section, table, wrapped } from "../replay/text-layout.ts";
import { isBalanced } from "./statement.ts";
import type { MoneyCheck, ReservationResult, TenancyResult, TenantFarmResult, TenantResult } from "./statement.ts";

/**
 * What became of the tenants' money, for people: a statement per tenant and per farm, then gas. No line is longer than 120
 * columns; the last is the check.
 */
export function tenancyText(result: TenancyResult): string {
  const { tenants, farms, providerPaidUnits, check, recomputed, differing, gas } = result;
  const sections = [
    ...tenants.map(tenantSection),
    ...farms.map(farmSection),
    `Solution provider: paid ${formatTft(providerPaidUnits)} TFT`,
    gasSection(gas),
    recomputedLine(recomputed, differing.length),
    moneyLine(check),
  ];
  return sections.join("\n\n");
}

/** `deposits = balances + credits + paid out + pool + rounding: …`, or all of them where they disagree. */
export function moneyLine(check: MoneyCheck): string {
  const { balanceUnits, creditUnits, paidUnits, poolUnits, roundingUnits } = check;
  const parts = [balanceUnits, creditUnits, paidUnits, poolUnits, roundingUnits].map(formatTft).join(" + ");
  const sum = `${formatTft(check.depositedUnits)} = ${parts} TFT`;
  if (isBalanced(check)) return `deposits = balances + credits + paid out + pool + rounding:\n  ${sum}`;
  return `CHECK FAILED, deposits must equal balances, credits, paid out, pool and rounding:\n  ${sum}`;
}

function recomputedLine(recomputed: number, differing: number): string {
  const agreeing = formatWhole(recomputed - differing);
  return `Recomputed from events by the rules: ${agreeing} of ${formatWhole(recomputed)} amounts are equal`;
}

function tenantSection(tenant: TenantResult): string {
  const rows: [string, bigint][] = [
    ["deposited", tenant.depositedUnits],
    ["to farms", -tenant.farmUnits],
    ["to the solution provider", -tenant.providerUnits],
    ["to the protocol pool", -tenant.poolUnits],
    ["withdrawn", -tenant.withdrawnUnits],
    ["left by rounding", -tenant.roundingUnits],
    ["credit, refunded for time not served", tenant.creditUnits],
    ["balance", tenant.balanceUnits],
  ];
  const amounts = rows.map(([what, units]) => [what, formatTft(units)]);
  const why = "Rounding leaves less than one unit (0.0000001 TFT) per settlement, and less than one of the balance.";
  return section(`Tenant ${tenant.name} (account ${tenant.accountId})`, [
    table(["what", "TFT"], amounts),
    ...wrapped("  ", `${tenant.settlements} settlements. ${why}`.split(" ")),
  ]);
}

function farmSection({ name, farmId, reservations, paidUnits, creditUnits }: TenantFarmResult): string {
  const columns = ["reservation", "node", "tenant", "to the farm", "provider", "pool", "refunded"];
  return section(`Reservations of farm ${name} (${farmId})`, [
    table(columns, reservations.map(reservationRow)),
    `  paid to its farmer ${formatTft(paidUnits)} TFT, still to be paid ${formatTft(creditUnits)} TFT`,
  ]);
}

function reservationRow({ reservationId, nodeId, tenant, ...shared }: ReservationResult): string[] {
  const { farmUnits, providerUnits, poolUnits, refundedUnits } = shared;
  const amounts = [farmUnits, providerUnits, poolUnits, refundedUnits].map(formatTft);
  return [`${reservationId}`, `${nodeId}`, tenant, ...amounts];
}
