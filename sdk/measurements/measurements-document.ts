import { z } from "zod";
import { LeafValueDoesNotFitError } from "../rules/leaf.ts";
import { VIOLATIONS } from "../rules/measurement.ts";
import type { Measurement } from "../rules/measurement.ts";
import { parseDocument } from "./parse-document.ts";

const EXPECTED = "must be a whole number, beyond 2^53 in quotation marks";

/** A whole number; beyond 2^53 as text, because a JSON number has lost its last digits by then. */
const whole = z
  .union([z.number().refine(Number.isSafeInteger, EXPECTED), z.string().regex(/^-?\d+$/, EXPECTED)], EXPECTED)
  .transform(BigInt);

const row = z.strictObject({
  farmId: whole,
  nodeId: whole,
  termsIndex: whole,
  uptimeSeconds: whole,
  violation: z.enum(VIOLATIONS).default("none"),
  cru: whole,
  mruBytes: whole,
  sruBytes: whole,
  hruBytes: whole,
  nruBytes: whole.default(0n),
  ipSeconds: whole.default(0n),
  /** In a correction: the place of the node's primary leaf. */
  corrects: z.strictObject({ batch: whole, position: whole }).optional(),
});

const measurementsDocument = z.strictObject({
  format: z.literal("tfgrid-measurements-1"),
  period: z.int().min(0).max(0xffffff),
  /** The rules by which heartbeats became measurements. */
  ruleSetId: z.int().min(0).max(0xffffffff),
  measurements: z.array(row).min(1),
});

/** What was measured in a period, as attestors keep it. */
export interface MeasurementsDocument {
  readonly period: number;
  readonly ruleSetId: number;
  readonly measurements: readonly Measurement[];
}

/**
 * Reads a file of measurements. Nothing is rounded, cut or guessed: what does not fit into a leaf is refused.
 * @throws DocumentMalformedError, LeafValueDoesNotFitError
 */
export function parseMeasurements(text: string): MeasurementsDocument {
  const { period, ruleSetId, measurements } = parseDocument(measurementsDocument, text, "a file of measurements");
  return { period, ruleSetId, measurements: measurements.map(toMeasurement) };
}

/** The text that {@link parseMeasurements} reads. */
export function writeMeasurements({ period, ruleSetId, measurements }: MeasurementsDocument): string {
  const rows = measurements.map(({ capacity, ...rest }) => JSON.stringify({ ...rest, ...capacity }, bigintAsText));
  const head = JSON.stringify({ format: "tfgrid-measurements-1", period, ruleSetId });
  // One node per line, so that attestors can compare their files.
  return `${head.slice(0, -1)},"measurements":[\n${rows.join(",\n")}\n]}\n`;
}

function toMeasurement(values: z.output<typeof row>): Measurement {
  const node = { farmId: Number(values.farmId), nodeId: Number(values.nodeId) };
  const exact = (field: keyof typeof MOST, value: bigint) => {
    if (value < 0n || value > MOST[field]) throw new LeafValueDoesNotFitError(node, field, value, MOST[field]);
    return Number(value);
  };
  const { violation, corrects, mruBytes, sruBytes, hruBytes, nruBytes } = values;
  return {
    farmId: exact("farmId", values.farmId),
    nodeId: exact("nodeId", values.nodeId),
    termsIndex: exact("termsIndex", values.termsIndex),
    uptimeSeconds: exact("uptimeSeconds", values.uptimeSeconds),
    violation,
    capacity: { cru: exact("cru", values.cru), mruBytes, sruBytes, hruBytes },
    nruBytes,
    ipSeconds: exact("ipSeconds", values.ipSeconds),
    ...(corrects && {
      corrects: { batch: exact("batch", corrects.batch), position: exact("position", corrects.position) },
    }),
  };
}

/** The most that a leaf holds of what plain numbers hold; byte counts are checked when the leaf is written. */
const MOST = {
  farmId: 2n ** 32n - 1n,
  nodeId: 2n ** 32n - 1n,
  termsIndex: 2n ** 16n - 1n,
  uptimeSeconds: 2n ** 32n - 1n,
  ipSeconds: 2n ** 48n - 1n,
  cru: 2n ** 32n - 1n,
  batch: 2n ** 16n - 2n,
  position: 2n ** 32n - 1n,
} as const;

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
