import type { Signer } from "ethers";
import type { GridSource } from "../../sdk/network/connect-deployment.ts";
import { explainError } from "../../sdk/network/explain-error.ts";
import { readEvents } from "../../sdk/network/read-logs.ts";
import { acknowledgeAndWait } from "../../sdk/reservations/acknowledge.ts";
import { readReservation, RESERVATION_STATES } from "../../sdk/reservations/read-reservation.ts";
import type { AgentLog } from "./agent-log.ts";
import type { AgentMetrics } from "./agent-metrics.ts";
import type { StateKeeper } from "./agent-state.ts";
import { backoffSeconds } from "./backoff.ts";
import type { Hook, HookEvent } from "./hook.ts";
import type { HookStep, ReservationRecord, Standing } from "./reservation-steps.ts";
import { afterHook, afterInterruption, NEW_RECORD, nextStep } from "./reservation-steps.ts";

/** So many blocks are read again each time: a reorganisation may have changed them. */
export const REORGANISED_BLOCKS = 64;

/** A reservation takes so many steps in one look at most, such as deploy and acknowledge. */
const MOST_STEPS = 4;

const RETRY = { first: 15, most: 1800 };

export interface WatchParts {
  readonly nodeId: number;
  readonly source: GridSource;
  /** The node's key, which sends. */
  readonly signer: Signer;
  readonly state: StateKeeper;
  readonly hook: Hook;
  readonly log: AgentLog;
  readonly metrics: AgentMetrics;
  /** Seconds since boot. */
  readonly uptime: () => number;
}

/** Makes the machine agree with what the chain says of its reservations, each time it is called. */
export type ReservationWatch = () => Promise<void>;

interface Attempts {
  readonly failures: number;
  readonly nextTryAt: number;
}

/** Watches the reservations of a node. What fails is tried again, later each time, and holds nothing else up. */
export function createReservationWatch(parts: WatchParts): ReservationWatch {
  const attempts = new Map<number, Attempts>();
  return async () => {
    const head = await parts.source.provider.getBlockNumber();
    await discover(parts, head);
    for (const id of Object.keys(parts.state.get().reservations).map(Number)) {
      const { failures, nextTryAt } = attempts.get(id) ?? { failures: 0, nextTryAt: 0 };
      if (parts.uptime() < nextTryAt) continue;
      if (await tryToSettle(parts, id)) attempts.delete(id);
      else {
        const wait = backoffSeconds(failures + 1, RETRY);
        attempts.set(id, { failures: failures + 1, nextTryAt: parts.uptime() + wait });
      }
    }
    countStates(parts);
  };
}

/** Finds reservations that were made since the last look. */
async function discover({ nodeId, source, state }: WatchParts, head: number): Promise<void> {
  const { Reservations } = source.grid;
  const { scannedToBlock } = state.get();
  const known = scannedToBlock === undefined ? 0 : Math.min(scannedToBlock, head) - REORGANISED_BLOCKS + 1;
  const range = { fromBlock: Math.max(source.book.deployedAtBlock, known), toBlock: head };
  const reserved = await readEvents(Reservations, Reservations.filters.Reserved, range, [null, null, nodeId]);
  const reservations = { ...state.get().reservations };
  for (const { values } of reserved) reservations[String(values.reservationId)] ??= NEW_RECORD;
  if (head !== scannedToBlock) state.change({ scannedToBlock: head, reservations });
}

/** Takes the steps that a reservation needs; false when one failed. */
async function tryToSettle(parts: WatchParts, id: number): Promise<boolean> {
  try {
    for (let taken = 0; taken < MOST_STEPS; taken++) {
      const outcome = await takeStep(parts, id);
      if (outcome !== "done") return outcome === "settled";
    }
    return true;
  } catch (error) {
    const { message, hint } = explainError(error, parts.source.book.schedule);
    parts.log.error({ reservation: id, reason: message, hint }, "A reservation cannot be served yet.");
    return false;
  }
}

async function takeStep(parts: WatchParts, id: number): Promise<"done" | "settled" | "failed"> {
  const { state } = parts;
  const standing = await readStanding(parts, id);
  let record = state.record(id) ?? NEW_RECORD;
  let step = nextStep(record, standing);
  if (record.pending !== undefined && !isSameStep(record.pending, step)) {
    record = afterInterruption(record);
    step = nextStep(record, standing);
  }
  if (step === undefined) {
    await settleClosed(parts, id, record, standing);
    return "settled";
  }
  if (step.kind !== "acknowledge") return (await runHook(parts, id, { record, step, standing })) ? "done" : "failed";
  await acknowledge(parts, id, standing);
  return "done";
}

function isSameStep(pending: HookStep, step: ReturnType<typeof nextStep>): boolean {
  return step?.kind === pending.kind && step.form === pending.form;
}

async function readStanding({ source }: WatchParts, id: number): Promise<Standing> {
  const { Reservations } = source.grid;
  const state = RESERVATION_STATES[Number((await Reservations.stateOf(id)).state)] ?? "none";
  if (state === "none" || state === "closed") return { state, form: state, isAwaited: false };
  const [reservation, update] = await Promise.all([Reservations.reservationOf(id), Reservations.updateOf(id)]);
  const isUpdated = update.requestedAt > 0n;
  const { streamId, deploymentHash } = isUpdated ? update : reservation;
  return { state, form: `${streamId}:${deploymentHash}`, isAwaited: isUpdated || state === "pending" };
}

/** Runs a hook; the state says before that it begins and after that it ended well. */
async function runHook(
  parts: WatchParts,
  id: number,
  { record, step, standing }: { record: ReservationRecord; step: HookStep; standing: Standing },
): Promise<boolean> {
  const { state, hook, log, metrics, source } = parts;
  const begun = begin(parts, id, record, step);
  state.setRecord(id, begun);
  const reservation = standing.state === "none" ? { reservationId: id } : await readReservation(source.grid, id);
  const { kind, key } = begun.pending;
  const event: HookEvent = { kind, key, nodeId: parts.nodeId, reservation };
  const { isDone, defect } = await hook(event);
  if (!isDone) {
    metrics.hookFailures.inc({ kind });
    log.error({ reservation: id, kind, key, reason: defect }, "The hook failed; it is run again later.");
    return false;
  }
  state.setRecord(id, afterHook(begun, step));
  log.info({ reservation: id, kind, key }, "The hook is done.");
  return true;
}

function begin({ source, nodeId }: WatchParts, id: number, record: ReservationRecord, { kind, form }: HookStep) {
  if (record.pending !== undefined) return { ...record, pending: record.pending };
  const steps = record.steps + 1;
  return { ...record, steps, pending: { kind, form, key: `${source.book.chainId}-${nodeId}-${id}-${steps}` } };
}

async function acknowledge({ source, signer, log }: WatchParts, id: number, { form }: Standing): Promise<void> {
  const [, deploymentHash = ""] = form.split(":");
  const statement = { reservationId: id, deploymentHash, signature: "0x" };
  const { receipt } = await acknowledgeAndWait(source.grid, signer, statement);
  log.info({ reservation: id, deploymentHash, transaction: receipt.hash }, "The reservation is acknowledged.");
}

/** A closed one is remembered until no reorganisation is expected to open it again. */
async function settleClosed(parts: WatchParts, id: number, record: ReservationRecord, standing: Standing) {
  const { state, source } = parts;
  const { closedAtBlock } = record;
  if (standing.state !== "closed" && standing.state !== "none") {
    if (closedAtBlock !== undefined) state.setRecord(id, { ...record, closedAtBlock: undefined });
    return;
  }
  const head = await source.provider.getBlockNumber();
  if (closedAtBlock === undefined) state.setRecord(id, { ...record, closedAtBlock: head });
  else if (head >= closedAtBlock + REORGANISED_BLOCKS) state.forget(id);
}

function countStates({ state, metrics }: WatchParts): void {
  const records = Object.values(state.get().reservations);
  const count = (wanted: (record: ReservationRecord) => boolean) => records.filter(wanted).length;
  metrics.reservations.set(
    { state: "running" },
    count(({ form, isPaused }) => form !== undefined && !isPaused),
  );
  metrics.reservations.set(
    { state: "paused" },
    count(({ isPaused }) => isPaused),
  );
}
