import { type PlannedPeriod, changesReceipt } from "./plan-batches.ts";
import type { PlannedAction, PlannedNode } from "./plan-directory.ts";
import type { RealGrid } from "./real-grid.ts";
import { PERIOD_SECONDS } from "./replay-rule.ts";

/** What the notes are drawn from. */
interface NoteSources {
  readonly grid: RealGrid;
  readonly nodes: readonly PlannedNode[];
  readonly actions: readonly PlannedAction[];
  readonly periods: readonly PlannedPeriod[];
}

/** What differs between the replay and the months as they were, one sentence each. Only what the data holds is told. */
export function replayNotes({ grid, nodes, actions, periods }: NoteSources): string[] {
  return [
    ...registrationNote(),
    ...actions.flatMap((action) => moveNote(grid, action)),
    ...policyNote(actions),
    ...wobbleNote(nodes),
    ...longUptimeNote(periods),
    ...hostileNotes(periods),
    ...violationNote(periods),
    ...correctionNotes(grid, periods),
  ];
}

function registrationNote(): string[] {
  return [
    "Nodes were paid in the period in which they joined; here terms begin with the next period, so the replay " +
      "registers every node one period early.",
  ];
}

function moveNote({ farms }: RealGrid, action: PlannedAction): string[] {
  if (action.kind !== "moveNode") return [];
  const { nodeId, fromFarmId, toFarmId, sendIn } = action;
  const nameOf = (farmId: number) => `${farms.find(({ id }) => id === farmId)?.name ?? "?"} (${farmId})`;
  return [
    `Node ${nodeId} moves from farm ${nameOf(fromFarmId)} to farm ${nameOf(toFarmId)} with period ${sendIn + 1}.`,
  ];
}

function policyNote(actions: readonly PlannedAction[]): string[] {
  const adoption = actions.find(({ kind }) => kind === "adoptPolicy");
  if (adoption === undefined) return [];
  return [
    `Pay is linear without a minimum until period ${adoption.sendIn}; all nodes then adopt the policy that asks for ` +
      "95.0 % uptime (DIY) or 98.0 % (certified).",
  ];
}

function wobbleNote(nodes: readonly PlannedNode[]): string[] {
  const wobbles = nodes.flatMap(({ baseline, capacityChanges }) =>
    capacityChanges.map(({ capacity }) => partsPerMillion(capacity.mruBytes, baseline.mruBytes)),
  );
  if (wobbles.length === 0) return [];
  return [
    `The memory of a node differs by up to ${Math.max(...wobbles)} parts per million from what it joined with: paid ` +
      "as measured, under the same terms.",
  ];
}

/** The distance between two sizes in millionths of the second, rounded up. */
function partsPerMillion(measured: bigint, baseline: bigint): number {
  const distance = measured > baseline ? measured - baseline : baseline - measured;
  return Number((distance * 1_000_000n + baseline - 1n) / baseline);
}

function longUptimeNote(periods: readonly PlannedPeriod[]): string[] {
  const uptimes = periods.flatMap(({ primary }) => primary.map(({ measurement }) => measurement.uptimeSeconds));
  const excess = uptimes.map((seconds) => seconds - PERIOD_SECONDS).filter((seconds) => seconds > 0);
  if (excess.length === 0) return [];
  return [
    `${counted(excess.length, "receipt")} with up to ${counted(Math.max(...excess), "second")} more than the period: ` +
      "counted as the period.",
  ];
}

function hostileNotes(periods: readonly PlannedPeriod[]): string[] {
  return periods
    .filter(({ hostile }) => hostile.length > 0)
    .map(
      ({ period, hostile }) =>
        `${counted(hostile.length, "receipt")} of period ${period} with an impossible uptime (a 64-bit number that ` +
        "had underflowed): refused; the full period takes its place, because that is what was paid.",
    );
}

function violationNote(periods: readonly PlannedPeriod[]): string[] {
  const kinds = periods.flatMap(({ primary }) => primary.map(({ measurement }) => measurement.violation));
  const violations = kinds.filter((violation) => violation !== "none");
  if (violations.length === 0) return [];
  return [
    `${counted(violations.length, "receipt")} with a violation whose kind was not published: stated as "unspecified".`,
  ];
}

function correctionNotes({ fixups }: RealGrid, periods: readonly PlannedPeriod[]): string[] {
  const corrected = periods.filter(({ corrections }) => corrections.length > 0);
  const corrections = corrected.flatMap((period) => period.corrections);
  const searched = corrections.filter(({ isUptimePublished }) => !isUptimePublished).length;
  const repeated = fixups.filter((fixup) => !changesReceipt(fixup)).length;
  const numbers = corrected.map(({ period }) => period).join(", ");
  return [
    ...(corrections.length > 0 ? [`Corrections made from fixups: ${corrections.length}, in period ${numbers}.`] : []),
    ...(searched > 0
      ? [`${counted(searched, "correction")} without a published uptime: the smallest that gives the published reward.`]
      : []),
    ...(repeated > 0 ? [`${counted(repeated, "fixup")} repeating what had been minted: nothing to correct.`] : []),
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
