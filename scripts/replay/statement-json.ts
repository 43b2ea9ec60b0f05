import { groupBy } from "../../sdk/group-by.ts";
import { formatTft } from "../../sdk/token/format-tft.ts";
import type { TenancyResult } from "../tenancy/statement.ts";
import { type FarmResult, type ReplayResult, isAgreed } from "./statement.ts";
import { type NodeYear, nodeYears, totalUnits, zeroRewards } from "./statement-years.ts";

/**
 * The result of a replay, and of the tenants after it, as one JSON document. Amounts of TFT are whole numbers of 10^-7 TFT, cloud units of 10^-6;
 * both, gas and anything else that may exceed 2^53 stand as text.
 */
export function statementJson(result: ReplayResult, tenancy?: TenancyResult): string {
  return JSON.stringify({ ...statementDocument(result), tenancy }, bigintAsText, 2);
}

function statementDocument(result: ReplayResult) {
  const { schedule, farms, nodePeriods, comparison, differences, refusedInput, gas, check, audits, notes } = result;
  const years = nodeYears(schedule, nodePeriods);
  const paidUnits = totalUnits(nodePeriods);
  return {
    schedule,
    farms: farms.map((farm) => farmDocument(farm, years)),
    total: { nodePeriods: nodePeriods.length, paidUnits, paidTft: formatTft(paidUnits).replaceAll(",", "") },
    zeroRewards: zeroRewards(nodePeriods),
    comparison,
    differences,
    refusedInput,
    gas: { actions: gas, total: gas.reduce((sum, use) => sum + use.gas, 0n) },
    check: { ...check, isAgreed: isAgreed(check) },
    // One month goes through the whole network, unless another one is replayed alone.
    audit: audits.at(-1),
    notes,
    nodePeriods,
  };
}

function farmDocument(farm: FarmResult, years: readonly NodeYear[]) {
  const own = years.filter(({ farmId }) => farmId === farm.farmId);
  const nodes = groupBy(own, ({ nodeId }) => nodeId);
  return {
    ...farm,
    paidUnits: totalUnits(own),
    nodes: [...nodes].map(([nodeId, rows]) => ({ nodeId, paidUnits: totalUnits(rows), years: rows.map(yearDocument) })),
  };
}

function yearDocument({ farmId: _farm, nodeId: _node, zeros, ...year }: NodeYear) {
  return { ...year, zeroRewards: zeros.map(({ period, reason }) => ({ period, reason })) };
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
