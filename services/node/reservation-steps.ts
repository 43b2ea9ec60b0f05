import { z } from "zod";
import type { RESERVATION_STATES } from "../../sdk/reservations/read-reservation.ts";

/** What stands in for a form when a hook was interrupted: it is none of a reservation's forms. */
const INTERRUPTED = "interrupted";

const pendingStep = z.strictObject({
  kind: z.enum(["deploy", "update", "pause", "resume", "remove"]),
  key: z.string(),
  form: z.string(),
});

export const reservationRecord = z.strictObject({
  /** What the hook last made of it; absent before it is deployed and once it is removed. */
  form: z.string().optional(),
  isPaused: z.boolean(),
  /** Counts the hooks of this reservation, for their keys. */
  steps: z.int().min(0),
  /** The hook that was begun and is not known to have ended well. */
  pending: pendingStep.optional(),
  /** All public traffic so far, in bytes. */
  trafficBytes: z.string().regex(/^\d+$/),
  /** The block in which it was found closed. */
  closedAtBlock: z.int().optional(),
});

/** What the agent has done about a reservation. */
export type ReservationRecord = z.output<typeof reservationRecord>;

/** What the chain says of a reservation, as far as it decides what to do. */
export interface Standing {
  readonly state: (typeof RESERVATION_STATES)[number];
  /** Stream and hash of what the node is to run, with the change that waits. */
  readonly form: string;
  /** Whether the chain waits for the node's acknowledgement of that. */
  readonly isAwaited: boolean;
}

export type HookStep = Pick<z.output<typeof pendingStep>, "kind" | "form">;

/** Pausing, resuming and removing are the same whatever the form. */
const ANY_FORM = "";

export type Step = HookStep | { readonly kind: "acknowledge" };

/** A reservation that nothing was done about yet. */
export const NEW_RECORD: ReservationRecord = { isPaused: false, steps: 0, trafficBytes: "0" };

/** What is to be done next, so that the machine agrees with the chain; undefined when it does. */
export function nextStep(record: ReservationRecord, standing: Standing): Step | undefined {
  switch (standing.state) {
    case "none":
    case "closed":
      return record.form === undefined && !record.isPaused ? undefined : { kind: "remove", form: ANY_FORM };
    case "paused":
      return record.isPaused ? undefined : { kind: "pause", form: ANY_FORM };
    case "pending":
    case "active":
      return record.isPaused ? { kind: "resume", form: ANY_FORM } : nextForm(record, standing);
  }
}

function nextForm(record: ReservationRecord, { form, isAwaited }: Standing): Step | undefined {
  if (record.form === undefined) return { kind: "deploy", form };
  if (record.form !== form) return { kind: "update", form };
  return isAwaited ? { kind: "acknowledge" } : undefined;
}

/** The record once a hook ended well. */
export function afterHook(record: ReservationRecord, { kind, form }: HookStep): ReservationRecord {
  const ended = { ...record, pending: undefined };
  switch (kind) {
    case "deploy":
    case "update":
      return { ...ended, form };
    case "pause":
      return { ...ended, isPaused: true };
    case "resume":
      return { ...ended, isPaused: false };
    case "remove":
      return { ...ended, form: undefined, isPaused: false };
  }
}

/**
 * The record when a hook was begun, is not known to have ended, and something else is to be done now: the machine may be in
 * either state, so whatever the chain says now is done again.
 */
export function afterInterruption(record: ReservationRecord): ReservationRecord {
  const { pending } = record;
  const forgotten = { ...record, pending: undefined, form: record.form ?? INTERRUPTED };
  switch (pending?.kind) {
    case undefined:
      return record;
    case "deploy":
    case "update":
      return { ...forgotten, form: INTERRUPTED };
    case "pause":
      return { ...forgotten, isPaused: true };
    case "resume":
      return { ...forgotten, isPaused: false };
    case "remove":
      return { ...forgotten, form: undefined, isPaused: false };
  }
}
