import { pino } from "pino";
import type { AgentLog } from "../../../services/node/agent-log.ts";

export type LogLine = Readonly<Record<string, unknown>> & { readonly level: number; readonly msg: string };

/** A log that remembers its lines. */
export function keptLog(): AgentLog & { readonly lines: LogLine[]; readonly messages: () => string[] } {
  const lines: LogLine[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line) as LogLine) });
  return Object.assign(log, { lines, messages: () => lines.map(({ msg }) => msg) });
}
