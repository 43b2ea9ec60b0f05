import type { AuditDocument } from "../../sdk/audit/audit-document.ts";
import { formatWhole } from "../../sdk/format-number.ts";
import { groupBy } from "../../sdk/group-by.ts";
import { formatTft } from "../../sdk/token/format-tft.ts";
import { formatMicro, formatPermille, formatRange, formatRuns } from "./number-format.ts";
import { type Check, type FarmResult, type ReplayResult, type Share, isAgreed } from "./statement.ts";
import { gasSection, section, table, wrapped } from "./text-layout.ts";
import { type NodeYear, type ZeroReward, nodeYears, totalUnits, zeroRewards } from "./statement-years.ts";

/**
 * The result of a replay for people: per farm a table of nodes and years, then what was not paid and why, what differs
 * from the real grid, what was refused, and what it cost. No line is longer than 120 columns; the last is the check.
 */
export function statementText(result: ReplayResult): string {
  const years = nodeYears(result.schedule, result.nodePeriods);
  const sections = [
    ...result.farms.map((farm) => farmSection(farm, years)),
    totalSection(result),
    zeroSection(zeroRewards(result.nodePeriods)),
    comparisonSection(result),
    refusedSection(result),
    notesSection(result),
    gasSection(result.gas),
    ...result.audits.map(auditSection),
    checkLine(result.check),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

/** `receipts = balances = recomputed from events: X TFT`, or the three totals where they disagree. */
export function checkLine(check: Check): string {
  if (isAgreed(check)) return `receipts = balances = recomputed from events: ${formatTft(check.receiptsUnits)} TFT`;
  const { receiptsUnits, balancesUnits, recomputedUnits } = check;
  return [
    "CHECK FAILED, these must be equal:",
    `  receipts                 ${formatTft(receiptsUnits)} TFT`,
    `  balances                 ${formatTft(balancesUnits)} TFT`,
    `  recomputed from events   ${formatTft(recomputedUnits)} TFT`,
  ].join("\n");
}

/** What the audit of a month found, which derived its measurements anew from heartbeats. */
function auditSection({ period, totals, differences }: AuditDocument): string {
  const verdict =
    differences.length === 0 ? "all agrees" : `${differences.length} difference${differences.length === 1 ? "" : "s"}`;
  const checked = `${totals.nodes} nodes from heartbeats to payment, ${formatTft(BigInt(totals.units))} TFT`;
  return [`Audit of period ${period}: ${checked}: ${verdict}`, ...differences.map((one) => `  ${one}`)].join("\n");
}

function farmSection(farm: FarmResult, years: readonly NodeYear[]): string {
  const own = years.filter(({ farmId }) => farmId === farm.farmId);
  const paid = totalUnits(own);
  const rows = [...own.map(yearRow), ["all", "", "", "", "", "", "", formatTft(paid), ""]];
  const columns = ["node", "year", "periods", "uptime s", "uptime", "CU", "SU", "TFT", "without reward"];
  return [
    `Farm ${farm.name} (${farm.farmId})`,
    table(columns, rows),
    `  paid to ${farm.payout}, which holds ${formatTft(farm.balanceUnits)} TFT`,
  ].join("\n");
}

function yearRow(year: NodeYear): string[] {
  return [
    `${year.nodeId}`,
    `${year.year}`,
    formatRange(year.firstPeriod, year.lastPeriod),
    formatWhole(year.uptimeSeconds),
    formatPermille(year.uptimePermille),
    formatMicro(year.cuMicro),
    formatMicro(year.suMicro),
    formatTft(year.paidUnits),
    zeroSummary(year.zeros),
  ];
}

/** Short, because the list below the tables has the long form: "1x violation, 7x no uptime". */
function zeroSummary(zeros: readonly ZeroReward[]): string {
  const groups = groupBy(zeros, ({ reason }) => reason.replace(/ minimum uptime .*/, " minimum"));
  return [...groups].map(([reason, group]) => `${group.length}x ${reason}`).join(", ");
}

function totalSection({ nodePeriods, farms }: ReplayResult): string {
  const nodes = new Set(nodePeriods.map(({ nodeId }) => nodeId)).size;
  const periods = nodePeriods.map(({ period }) => period);
  const range = formatRange(Math.min(...periods), Math.max(...periods));
  const counts = `${farms.length} farms, ${nodes} nodes, ${nodePeriods.length} node-periods of periods ${range}`;
  return `Total: ${formatTft(totalUnits(nodePeriods))} TFT; ${counts}`;
}

function zeroSection(zeros: readonly ZeroReward[]): string {
  const reasons = groupBy(zeros, ({ reason }) => reason);
  const lines = [...reasons].flatMap(([reason, group]) =>
    wrapped(`  ${reason} (${group.length}): node `, nodesAndPeriods(group)),
  );
  return section(`Without reward (${zeros.length} node-periods)`, lines);
}

/** Words such as "577, 580 in 70-72;": nodes without reward in the same periods stand together. */
function nodesAndPeriods(zeros: readonly ZeroReward[]): string[] {
  const byNode = [...groupBy(zeros, ({ nodeId }) => nodeId)].sort(([a], [b]) => a - b);
  const runsOf = (group: readonly ZeroReward[]) => formatRuns(group.map(({ period }) => period).sort((a, b) => a - b));
  const byRuns = [...groupBy(byNode, ([, group]) => runsOf(group))];
  return byRuns
    .map(([runs, nodes]) => `${nodes.map(([nodeId]) => nodeId).join(", ")} in ${runs}`)
    .join("; ")
    .split(" ");
}

function comparisonSection({ comparison, differences }: ReplayResult): string {
  const { receiptsAsMinted, nodePeriodsAsMinted, nodePeriodsAsPaid } = comparison;
  const lines = [
    `  receipts as minted, before corrections       ${share(receiptsAsMinted)}`,
    `  node-periods as minted, before corrections   ${share(nodePeriodsAsMinted)}`,
    `  node-periods as paid, after corrections      ${share(nodePeriodsAsPaid)}`,
  ];
  const rows = differences.map(({ period, nodeId, realGridUnits, paidUnits }) => [
    `${period}`,
    `${nodeId}`,
    formatTft(realGridUnits),
    formatTft(paidUnits),
    signed(paidUnits - realGridUnits),
  ]);
  const columns = ["period", "node", "real grid TFT", "here TFT", "difference"];
  const shown = rows.length === 0 ? [] : [table(columns, rows), ...reasonLines(differences)];
  return section("Equal to what the real grid paid, to the last unit", [...lines, ...shown]);
}

function reasonLines(differences: ReplayResult["differences"]): string[] {
  return [...groupBy(differences, ({ reason }) => reason)].flatMap(([reason, group]) => {
    const where = group.map(({ period, nodeId }) => `${nodeId}/${period}`).join(", ");
    return wrapped(`  ${where}: `, reason.split(" "));
  });
}

function refusedSection({ refusedInput }: ReplayResult): string {
  const rows = refusedInput.map(({ period, nodeId, statedUptimeSeconds, usedUptimeSeconds }) => [
    `${period}`,
    `${nodeId}`,
    formatWhole(statedUptimeSeconds),
    formatWhole(usedUptimeSeconds),
  ]);
  const [first] = refusedInput;
  if (first === undefined) return "";
  const said = wrapped("  the library says: ", first.error.split(" "));
  const columns = ["period", "node", "stated uptime s", "used instead"];
  const heading = `Refused input (${refusedInput.length}): uptimes that no clock counts`;
  return section(heading, [table(columns, rows), ...said]);
}

function notesSection({ notes }: ReplayResult): string {
  const lines = notes.flatMap((note) => wrapped("  - ", note.split(" ")));
  return section("Notes", lines);
}

function share({ equal, total }: Share): string {
  return `${equal} of ${total}`;
}

function signed(units: bigint): string {
  return `${units > 0n ? "+" : ""}${formatTft(units)}`;
}
