import { z } from "zod";
import { address, bytes32, capacity, integer, occurrence, tftUnits, unixSeconds, usdPerSecond } from "./common.ts";

/** Who got the money of a stream, or of all streams of a reservation, as far as it is settled. */
export const statement = z.object({
  farmUnits: tftUnits,
  providerUnits: tftUnits,
  poolUnits: tftUnits.describe("Foundation and stakers, by the split of the pricing version"),
  refundedUnits: tftUnits.describe("For time that was paid and not served"),
  settledTo: unixSeconds.optional(),
});

export const reservation = z.object({
  reservationId: z.int(),
  streamId: z.int().describe("What pays for it now"),
  accountId: z.int(),
  farmId: z.int(),
  nodeId: z.int(),
  owner: address.describe("Of its account"),
  kind: z.enum(["shared", "dedicated", "included"]),
  state: z.enum(["pending", "active", "paused", "closed"]).describe("At the time of the last block"),
  reason: z.string().describe("Why it is closed: one of CLOSE_REASONS of the library; `none` while it is not"),
  provider: address.optional(),
  pricingVersion: z.int(),
  capacity,
  deploymentHash: bytes32,
  ref: bytes32.describe("Text of the tenant, padded with zeros"),
  ips: z.array(z.string()),
  discountableUsdPerSecond: usdPerSecond,
  plainUsdPerSecond: usdPerSecond,
  update: z
    .object({
      streamId: z.int(),
      capacity,
      deploymentHash: bytes32,
      addedIps: z.array(z.string()),
      requested: occurrence,
    })
    .optional()
    .describe("A change that the node has not acknowledged yet"),
  traffic: z.object({ dailyBytes: integer, chargedBytes: integer, chargedUnits: tftUnits }),
  statement,
  reserved: occurrence,
});

export const reservationEvent = z.object({
  name: z.string().describe("Of the event on chain"),
  streamId: z.int(),
  details: z.record(z.string(), z.string()).describe("The event's other values; whole numbers as their digits"),
  happened: occurrence,
});

export const reservationWithHistory = reservation.extend({ events: z.array(reservationEvent) });

export const name = z.object({
  name: z.string(),
  accountId: z.int(),
  streamId: z.int(),
  isReleased: z.boolean(),
  freeAt: unixSeconds.optional(),
  reserved: occurrence,
});

export type Statement = z.infer<typeof statement>;
export type Reservation = z.infer<typeof reservation>;
export type ReservationEvent = z.infer<typeof reservationEvent>;
export type ReservationWithHistory = z.infer<typeof reservationWithHistory>;
export type Name = z.infer<typeof name>;
