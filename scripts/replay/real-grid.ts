import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Capacity } from "../../sdk/rules/capacity.ts";

/*
 * The real grid's receipts and nodes, as kept in test/fixtures/real-grid. What the file says is checked on reading, so
 * that a damaged fixture is a sentence here and not a wrong amount later.
 */

const FIXTURE = new URL("../../test/fixtures/real-grid/", import.meta.url);

const id = z.int().positive();
const period = z.int().nonnegative();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const bytes = z.int().nonnegative();
/** A whole number; beyond 2^53 the fixture holds it as text. */
const whole = z.union([z.int().nonnegative(), z.string().regex(/^\d+$/)]).transform(BigInt);
const isCertified = z.enum(["Diy", "Certified"]).transform((certification) => certification === "Certified");
const capacityFields = { cru: z.int().nonnegative(), mru: bytes, sru: bytes, hru: bytes };
const amountFields = { cuMicro: whole, suMicro: whole, rewardMusd: whole, rewardUnits: whole };

const outcome = z.enum(["paid", "no_uptime", "below_minimum_uptime", "violation", "paid_in_full_on_uptime_underflow"]);

interface CapacityRow {
  readonly cru: number;
  readonly mru: number;
  readonly sru: number;
  readonly hru: number;
}

function capacityOf({ cru, mru, sru, hru }: CapacityRow): Capacity {
  return { cru, mruBytes: BigInt(mru), sruBytes: BigInt(sru), hruBytes: BigInt(hru) };
}

const receipt = z
  .strictObject({
    id: hash,
    period,
    node: id,
    farm: id,
    certification: isCertified,
    ...capacityFields,
    ...amountFields,
    uptime: whole,
    outcome,
    connectedAt: z.int().nullable(),
  })
  .transform(({ node, farm, certification, cru, mru, sru, hru, uptime, ...rest }) => ({
    ...rest,
    nodeId: node,
    farmId: farm,
    isCertified: certification,
    capacity: capacityOf({ cru, mru, sru, hru }),
    uptimeSeconds: uptime,
  }));

const fixupSide = z
  .strictObject({ receipt: hash.nullable(), ...amountFields, uptime: whole.nullable() })
  .transform(({ receipt, uptime, ...rest }) => ({ ...rest, receiptId: receipt, uptimeSeconds: uptime }));

const fixup = z
  .strictObject({ id: hash, period, node: id, minted: fixupSide, correct: fixupSide, extraUnits: whole })
  .transform(({ node, ...rest }) => ({ ...rest, nodeId: node }));

const farm = z.strictObject({ id, name: z.string().min(1) });

const historyStep = z
  .strictObject({ from: period, to: period, farm: id, ...capacityFields })
  .transform(({ from, to, farm, ...capacity }) => ({
    fromPeriod: from,
    toPeriod: to,
    farmId: farm,
    capacity: capacityOf(capacity),
  }));

const node = z
  .strictObject({
    id,
    certification: isCertified,
    connectedAt: z.int().nullable(),
    history: z.array(historyStep).min(1),
  })
  .transform(({ certification, ...rest }) => ({ ...rest, isCertified: certification }));

const source = z.strictObject({ repo: z.string(), path: z.string(), commit: z.string(), licence: z.string() });

const receiptsFile = z.strictObject({
  source,
  connectionPriceMusd: z.int().positive(),
  farms: z.array(farm),
  receipts: z.array(receipt),
  fixups: z.array(fixup),
});

const nodesFile = z.strictObject({ source, nodes: z.array(node) });

/** A farm of the real grid. */
export type RealFarm = Readonly<z.infer<typeof farm>>;

/**
 * What the real grid stated and paid for one node in one period. `id` is the published hash of the receipt,
 * `uptimeSeconds` the value as printed (nine are impossible), `cuMicro` and `suMicro` are 10^-6 units, `rewardUnits`
 * is in 10^-7 TFT, `connectedAt` (unix seconds) stands in the first receipt of a node that joined within the period.
 */
export type RealReceipt = Readonly<z.infer<typeof receipt>>;

/**
 * A later recomputation of one receipt: what was minted, what would have been correct and what was paid on top (10^-7
 * TFT). A side links its receipt where that receipt was published; an uptime that was not published is null.
 */
export type RealFixup = Readonly<z.infer<typeof fixup>>;

/** One stretch of periods, both included, in which a node had the same farm and capacity. */
export type RealNodeStep = Readonly<z.infer<typeof historyStep>>;

/** A node of the real grid with its history, oldest first. */
export type RealNode = Readonly<z.infer<typeof node>>;

/** The real months that the main job replays. */
export interface RealGrid {
  /** What one TFT was taken to be worth when the nodes were connected, in 1/1000 USD. */
  readonly connectionPriceMusd: number;
  readonly farms: readonly RealFarm[];
  readonly nodes: readonly RealNode[];
  readonly receipts: readonly RealReceipt[];
  readonly fixups: readonly RealFixup[];
}

/** Reads and checks the fixture in `folder`, by default the one that comes with the project. */
export function loadRealGrid(folder: URL = FIXTURE): RealGrid {
  const { connectionPriceMusd, farms, receipts, fixups } = receiptsFile.parse(read(new URL("receipts.json", folder)));
  const { nodes } = nodesFile.parse(read(new URL("nodes.json", folder)));
  return { connectionPriceMusd, farms, nodes, receipts, fixups };
}

function read(file: URL): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Periods, both included. */
interface PeriodRange {
  readonly first: number;
  readonly last: number;
}

/**
 * One month of the real grid as if nothing had been before or after: its receipts and fixups, and each of its nodes as
 * it was then.
 * @throws NoReceiptsError if nothing was minted for that period.
 */
export function onlyPeriod(grid: RealGrid, wanted: number): RealGrid {
  return onlyPeriods(grid, { first: wanted, last: wanted });
}

/**
 * The same for some months that follow each other.
 * @throws NoReceiptsError if nothing was minted for the first of them.
 */
export function onlyPeriods(grid: RealGrid, range: PeriodRange): RealGrid {
  const isWanted = ({ period }: { readonly period: number }) => range.first <= period && period <= range.last;
  const receipts = grid.receipts.filter(isWanted);
  if (!receipts.some(({ period }) => period === range.first)) throw new NoReceiptsError(grid, range.first);
  const farmIds = new Set(receipts.map(({ farmId }) => farmId));
  return {
    ...grid,
    farms: grid.farms.filter(({ id }) => farmIds.has(id)),
    nodes: grid.nodes.flatMap((node) => clipped(node, range)),
    receipts,
    fixups: grid.fixups.filter(isWanted),
  };
}

function clipped(node: RealNode, { first, last }: PeriodRange): RealNode[] {
  const history = node.history
    .filter(({ fromPeriod, toPeriod }) => fromPeriod <= last && first <= toPeriod)
    .map((step) => ({
      ...step,
      fromPeriod: Math.max(step.fromPeriod, first),
      toPeriod: Math.min(step.toPeriod, last),
    }));
  return history.length === 0 ? [] : [{ ...node, history }];
}

/** Thrown when a period is asked for in which the fixture has no receipts. */
export class NoReceiptsError extends Error {
  override readonly name = "NoReceiptsError";

  constructor({ receipts }: RealGrid, wanted: number) {
    const periods = receipts.map(({ period }) => period);
    super(`No receipts of period ${wanted}: the real months are ${Math.min(...periods)} to ${Math.max(...periods)}.`);
  }
}
