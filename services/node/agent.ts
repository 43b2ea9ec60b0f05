import type { Signer } from "ethers";
import type { HeartbeatScope, Traffic } from "../../sdk/heartbeats/heartbeat.ts";
import { signHeartbeat } from "../../sdk/heartbeats/sign-heartbeat.ts";
import { mapInParallel } from "../../sdk/network/map-in-parallel.ts";
import type { Capacity } from "../../sdk/rules/capacity.ts";
import type { PeriodSchedule } from "../../sdk/rules/minting-period.ts";
import { periodAt } from "../../sdk/rules/minting-period.ts";
import { REAL_GRID_UPTIME_RULES } from "../../sdk/rules/uptime-rules.ts";
import type { AgentLog } from "./agent-log.ts";
import type { AgentMetrics } from "./agent-metrics.ts";
import type { Collector } from "./collector.ts";
import type { Cursors } from "./cursors.ts";
import { deliver } from "./deliver.ts";
import type { Moment } from "./heartbeat-clock.ts";
import { decide, stepBetween } from "./heartbeat-clock.ts";
import type { Journal } from "./journal.ts";

/** Collectors take times that are so far ahead of theirs, in seconds. */
const MOST_AHEAD = 60;

/** How often is looked whether a heartbeat can be made that could not, in seconds. */
const RETRY_SECONDS = 10;

/** A clock that is set by less is not worth a line. */
const SMALLEST_STEP = 5;

export interface AgentOptions {
  readonly nodeId: number;
  readonly scope: HeartbeatScope;
  readonly signer: Signer;
  readonly schedule: PeriodSchedule;
  readonly journal: Journal;
  readonly cursors: Cursors;
  readonly collectors: readonly Collector[];
  /** Journals of so many closed periods are kept. */
  readonly keptPeriods: number;
  readonly measure: () => Promise<Capacity>;
  readonly readTraffic: () => Promise<readonly Traffic[]>;
  readonly log: AgentLog;
  readonly metrics: AgentMetrics;
  /** Unix time in seconds. */
  readonly now: () => number;
  /** Seconds since boot. */
  readonly uptime: () => number;
}

/** The heartbeat of one machine. Each function is one step, safe to repeat; what fails throws and changes nothing. */
export interface Agent {
  /** Makes a heartbeat if one is due; returns after how many seconds there can be something to do. */
  readonly beat: () => Promise<number>;
  /** Brings a collector what it has not got; false when it wants to be asked again later. */
  readonly deliverTo: (collector: Collector) => Promise<boolean>;
  /** Asks the collectors which sequence numbers they know; false when none of them answers. */
  readonly learnSequence: () => Promise<boolean>;
  /** Whether a second machine with the same key was noticed. */
  readonly hasFork: () => boolean;
  /** Compacts and deletes what is no longer needed. */
  readonly tidy: () => void;
}

interface State {
  lastLook: Moment | undefined;
  isWaiting: boolean;
  hasFork: boolean;
}

/** The agent of a node. It does nothing by itself: see {@link runAgent}. */
export function createAgent(options: AgentOptions): Agent {
  const state: State = { lastLook: undefined, isWaiting: false, hasFork: false };
  const sayFork = (collector: Collector, sequence: number) => {
    state.hasFork = true;
    options.metrics.forks.inc();
    options.log.error(
      { collector: collector.url, sequence },
      "A SECOND MACHINE USES THIS NODE'S KEY (or the journal was restored from a copy): what both sent counts for neither. " +
        "Stop one of them, or give the node another key with tfgrid node rotate-key.",
    );
  };
  return {
    beat: () => beat(options, state),
    deliverTo: async (collector) => {
      const { journal, cursors, log, metrics, now } = options;
      let isForked = false;
      const onFork = (_: Collector, sequence: number) => {
        isForked = true;
        sayFork(collector, sequence);
      };
      const isComplete = await deliver({ journal, cursors, log, metrics, now, onFork }, collector);
      if (isForked) journal.raiseSequence(await collector.latestSequence(options.nodeId));
      return isComplete;
    },
    learnSequence: () => learnSequence(options, sayFork),
    hasFork: () => state.hasFork,
    tidy: () => {
      tidy(options);
    },
  };
}

async function beat(options: AgentOptions, state: State): Promise<number> {
  const { nodeId, journal, schedule, log } = options;
  const moment = { now: Math.floor(options.now()), uptimeSeconds: Math.floor(options.uptime()) };
  if (moment.now < schedule.startSeconds) return sayOnce(state, log, moment, "The clock stands before the grid began");
  if (journal.highestSequence() === undefined) return RETRY_SECONDS;
  noticeStep(options, state, moment);
  abandonFuture(options, moment.now);
  const decision = decide(nodeId, journal.last(), moment);
  if (decision.action === "wait") {
    if (decision.reason === "notDue") return decision.seconds;
    return sayOnce(state, log, moment, "The clock went back behind the last heartbeat");
  }
  state.isWaiting = false;
  await send(options, decision.reason);
  return 0;
}

/** Says once per wait that there can be no heartbeat before the clock is right. */
function sayOnce(state: State, log: AgentLog, moment: Moment, reason: string): number {
  if (!state.isWaiting) {
    log.warn(moment, `${reason}: no heartbeat until it is later. Set the clock by a time server.`);
  }
  state.isWaiting = true;
  return RETRY_SECONDS;
}

function noticeStep({ log, metrics }: AgentOptions, state: State, moment: Moment): void {
  const { lastLook } = state;
  state.lastLook = moment;
  if (lastLook === undefined || moment.uptimeSeconds < lastLook.uptimeSeconds) return;
  const seconds = stepBetween(lastLook, moment);
  if (Math.abs(seconds) < SMALLEST_STEP) return;
  const isSmall = Math.abs(seconds) <= REAL_GRID_UPTIME_RULES.graceSeconds;
  metrics.clockSteps.inc();
  log.warn(
    { seconds },
    isSmall ? "The clock was set." : "The clock was set: the time since the last heartbeat does not count.",
  );
}

/**
 * A clock that was ahead leaves heartbeats with times that are still to come. No collector can have taken them; were they sent
 * when their time has come, they would contradict the true ones of that time.
 */
function abandonFuture({ journal, cursors, collectors, log }: AgentOptions, now: number): void {
  const accepted = Math.max(0, ...collectors.map(({ url }) => cursors.of(url).acceptedSequence));
  const future = journal.after(accepted).filter(({ sentAt }) => sentAt > now + MOST_AHEAD);
  if (future.length === 0) return;
  journal.abandon(future);
  log.warn({ heartbeats: future.length }, "The clock was ahead: heartbeats of times to come are not sent.");
}

async function send(options: AgentOptions, reason: string): Promise<void> {
  const { nodeId, scope, signer, journal, log, metrics } = options;
  const [capacity, traffic] = await Promise.all([options.measure(), options.readTraffic()]);
  const highest = journal.highestSequence();
  // The clock is read last, because measuring takes a while; it may have been set meanwhile.
  const [sentAt, uptimeSeconds] = [Math.floor(options.now()), Math.floor(options.uptime())];
  if (highest === undefined || sentAt <= (journal.last()?.sentAt ?? 0)) return;
  const sequence = highest + 1;
  const heartbeat = { nodeId, sequence, sentAt, uptimeSeconds, ...capacity, isSimulated: false, traffic };
  journal.append(await signHeartbeat(signer, scope, heartbeat));
  metrics.made.inc();
  metrics.sequence.set(sequence);
  metrics.sentAt.set(sentAt);
  log.info({ sequence, sentAt, uptimeSeconds, reason }, "A heartbeat is written.");
}

async function learnSequence(
  { nodeId, journal, collectors, log }: AgentOptions,
  sayFork: (collector: Collector, sequence: number) => void,
): Promise<boolean> {
  const known = await mapInParallel(collectors, collectors.length, async (collector) => {
    try {
      return { collector, sequence: await collector.latestSequence(nodeId) };
    } catch (error) {
      log.warn({ collector: collector.url, err: error }, "A collector does not tell which sequence number it knows.");
      return undefined;
    }
  });
  const answers = known.filter((one) => one !== undefined);
  const written = journal.highestSequence();
  for (const { collector, sequence } of answers) {
    if (written !== undefined && sequence > written) sayFork(collector, sequence);
    journal.raiseSequence(sequence);
  }
  return answers.length > 0;
}

function tidy({ journal, schedule, keptPeriods, now }: AgentOptions): void {
  const period = periodAt(schedule, now());
  // Heartbeats of a period are taken for some time after its end.
  const closedBefore = periodAt(
    schedule,
    Math.max(now() - REAL_GRID_UPTIME_RULES.afterPeriodSeconds, schedule.startSeconds),
  );
  journal.tidy({ closedBefore, oldestPeriod: period - keptPeriods });
}
