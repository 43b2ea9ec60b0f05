import type { Logger } from "pino";
import { pino } from "pino";

/** What the agent says, as one JSON document a line. */
export type AgentLog = Pick<Logger, "info" | "warn" | "error">;

/** Logs to stderr at once: the last lines before a crash count most. */
export function createAgentLog(): AgentLog {
  return pino({ name: "tfgrid-node" }, pino.destination({ fd: 2, sync: true }));
}
