import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

/** So much of what a hook writes is read. */
const MOST_OUTPUT = 1024 * 1024;

/** How much of its complaints is logged. */
const MOST_COMPLAINT = 2000;

/** How long the rest of its output may take once it has ended. */
const DRAIN_MILLISECONDS = 1000;

export type HookKind = "deploy" | "update" | "pause" | "resume" | "remove" | "power" | "traffic";

/** What a hook reads on stdin, as one JSON document. */
export interface HookEvent {
  readonly kind: HookKind;
  /** The same when the same thing is asked again after a crash or a failure. */
  readonly key: string;
  readonly nodeId: number;
  readonly [field: string]: unknown;
}

export interface HookResult {
  readonly isDone: boolean;
  readonly output: string;
  /** Why it is not done, in words. */
  readonly defect: string;
}

/** Hands an event to the operator's command. */
export type Hook = (event: HookEvent) => Promise<HookResult>;

/**
 * The operator's command as a hook: run by the shell, with the event on stdin; exit code 0 means done. One that takes longer
 * than the limit is ended, with all that it started.
 */
export function commandHook(command: string, timeLimitSeconds: number): Hook {
  return (event) =>
    new Promise((resolve) => {
      const child = spawn(command, { shell: true, detached: true, stdio: ["pipe", "pipe", "pipe"] });
      const [output, complaint] = [collect(child, "stdout"), collect(child, "stderr")];
      let isLate = false;
      const limit = setTimeout(() => {
        isLate = true;
        killGroup(child);
      }, timeLimitSeconds * 1000);
      const finish = (defect: string) => {
        clearTimeout(limit);
        const words = complaint().trim().slice(0, MOST_COMPLAINT);
        resolve({ isDone: defect === "", output: output(), defect: words === "" ? defect : `${defect}: ${words}` });
      };
      child.on("error", ({ message }) => {
        finish(message);
      });
      const ended = (code: number | null, signal: NodeJS.Signals | null) => {
        if (isLate) finish(`it took longer than ${timeLimitSeconds} seconds`);
        else finish(code === 0 ? "" : `it ended with ${code === null ? String(signal) : `exit code ${code}`}`);
      };
      child.on("close", ended);
      // What it leaves running may keep its output open for ever.
      child.on("exit", (code, signal) => {
        setTimeout(ended, DRAIN_MILLISECONDS, code, signal).unref();
      });
      // A hook that needs no input may close it.
      child.stdin.on("error", () => undefined);
      child.stdin.end(`${formatEvent(event)}\n`);
    });
}

/** Without a command everything is done at once, and there is no traffic. */
export function noHook(): Promise<HookResult> {
  return Promise.resolve({ isDone: true, output: "{}", defect: "" });
}

function formatEvent(event: HookEvent): string {
  return JSON.stringify(event, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}

function collect(child: ChildProcess, stream: "stdout" | "stderr"): () => string {
  let text = "";
  child[stream]?.setEncoding("utf8").on("data", (data: string) => {
    text = (text + data).slice(0, MOST_OUTPUT);
  });
  return () => text;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch (error) {
    // It ended by itself in this moment.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
