import { z } from "zod";
import type { SignedHeartbeat } from "./heartbeat.ts";

const MOST_U32 = 2 ** 32 - 1;
const MOST_U40 = 2 ** 40 - 1;
const MOST_U64 = 2n ** 64n - 1n;

/** A heartbeat tells the traffic of so many reservations at most: more do not fit on a node. */
const MOST_TRAFFIC = 1000;

/** A number of bytes, as text, because a JSON number has lost its last digits beyond 2^53. */
const byteCount = z
  .string()
  .regex(/^\d{1,20}$/, "must be a whole number in quotes")
  .transform((text) => BigInt(text))
  .refine((bytes) => bytes <= MOST_U64, "must be below 2^64");

const traffic = z.strictObject({ reservationId: z.int().min(1), bytes: byteCount });

/** A signed heartbeat as it travels and is kept. */
export const heartbeatJson = z.strictObject({
  nodeId: z.int().min(1).max(MOST_U32),
  sequence: z.int().min(1),
  sentAt: z.int().min(0).max(MOST_U40),
  uptimeSeconds: z.int().min(0).max(MOST_U40),
  cru: z.int().min(0).max(MOST_U32),
  mruBytes: byteCount,
  sruBytes: byteCount,
  hruBytes: byteCount,
  isSimulated: z.boolean(),
  traffic: z
    .array(traffic)
    .max(MOST_TRAFFIC)
    .refine((all) => all.every(isAscending), "must be ascending by reservation"),
  signature: z.string().regex(/^0x[0-9a-fA-F]{130}$/, "must be 65 bytes in hexadecimal: 0x and 130 digits"),
});

/** The JSON of a heartbeat: byte counts are text. */
export type HeartbeatJson = z.input<typeof heartbeatJson>;

/**
 * Reads the JSON of a heartbeat; whether its signature is good is another question.
 *
 * @throws {z.ZodError} When it is none
 */
export function parseHeartbeat(document: unknown): SignedHeartbeat {
  return heartbeatJson.parse(document);
}

/** The JSON of a heartbeat. */
export function toHeartbeatJson(heartbeat: SignedHeartbeat): HeartbeatJson {
  const { mruBytes, sruBytes, hruBytes, traffic } = heartbeat;
  return {
    ...heartbeat,
    mruBytes: String(mruBytes),
    sruBytes: String(sruBytes),
    hruBytes: String(hruBytes),
    traffic: traffic.map(({ reservationId, bytes }) => ({ reservationId, bytes: String(bytes) })),
  };
}

function isAscending<T extends { readonly reservationId: number }>(
  { reservationId }: T,
  index: number,
  all: readonly T[],
): boolean {
  const previous = all[index - 1];
  return previous === undefined || previous.reservationId < reservationId;
}
